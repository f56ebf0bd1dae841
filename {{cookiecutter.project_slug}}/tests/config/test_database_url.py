"""DATABASE_URL in its many spellings, translated for the driver."""

import pytest
from sqlalchemy import make_url

from app.config import url_parameters
from app.config.database_url import driver_url


@pytest.mark.parametrize(
    "scheme",
    ["postgres", "postgresql", "postgresql+pg8000", url_parameters.DIALECT],
)
@pytest.mark.parametrize(
    "rest",
    [
        "user:p%40ss%3Aword@localhost:6432/service",
        "user@[::1]/service",
        "localhost/service",
        "/service",
    ],
)
def test_the_driver_of_the_url_is_replaced(scheme: str, rest: str) -> None:
    assert driver_url(f"{scheme}://{rest}") == f"{url_parameters.DIALECT}://{rest}"


def test_a_unix_socket_is_named_by_its_folder() -> None:
    url = driver_url("postgresql://user@/service?host=/var/run/postgresql")

    assert (
        url
        == f"{url_parameters.DIALECT}://user@/service?host=%2Fvar%2Frun%2Fpostgresql"
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "not set"),
        ("localhost/service", "not a URL"),
        ("postgresql//localhost/service", "not a URL"),
        ("postgresql://localhost:port/service", "not a URL"),
        ("mysql://localhost/service", "not a URL of PostgreSQL"),
        ("sqlite:///service.db", "not a URL of PostgreSQL"),
        ("postgresql://localhost", "name of the database is missing"),
        ("postgresql://localhost/", "name of the database is missing"),
        (" \n", "not set"),
        ("postgresql://local host/service", "white space"),
    ],
)
def test_an_invalid_url_is_rejected_with_an_example(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as error:
        driver_url(url)

    assert "write postgresql://user:password@host/database" in str(error.value)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("application_name", "the service sets its own name"),
        ("schema", "the driver does not know it"),
    ],
)
def test_an_unsupported_parameter_is_rejected_with_advice(
    name: str, advice: str
) -> None:
    with pytest.raises(ValueError, match=f"parameter {name} .*; remove it: {advice}"):
        driver_url(f"postgresql://localhost/service?{name}=1")


@pytest.mark.parametrize("space", [" ", "\n", "\r\n", "\t"])
def test_white_space_around_the_url_is_ignored(space: str) -> None:
    url = driver_url(f"{space}postgresql://localhost/service{space}")

    assert url == f"{url_parameters.DIALECT}://localhost/service"


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("user:p@ss@host/service", "write %40 for each @ in the password"),
        ("one,two:p@ss@three/service", "write %40 for each @ in the password"),
        ("one,t wo/service", "white space"),
        ("one,two:0/service", "the port is not between 1 and 65535"),
        ("one,two:port/service", "the port is not between 1 and 65535"),
        ("one,/service", "a host or a port is missing"),
        ("one,two/service?port=1,2,3", "a host or a port is missing"),
        ("one,two/service?host=three", "the hosts are given twice"),
        ("/service?host=p@ss@host", "write %40 for each @ in the password"),
        ("host:0/service", "the port is not between 1 and 65535"),
        ("host:65536/service", "the port is not between 1 and 65535"),
    ],
)
def test_an_address_that_can_never_work_is_rejected(address: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice) as error:
        driver_url(f"postgresql://{address}")

    assert "ss@" not in str(error.value)


@pytest.mark.parametrize("port", [1, 65535])
def test_the_lowest_and_the_highest_port_are_accepted(port: int) -> None:
    assert driver_url(f"postgresql://host:{port}/service").endswith(f":{port}/service")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sslmode", "disable allow prefer require verify-ca verify-full"),
        (
            "target_session_attrs",
            "any primary standby read-write read-only prefer-standby",
        ),
    ],
)
def test_each_value_that_libpq_knows_is_accepted(name: str, values: str) -> None:
    for value in values.split():
        url = make_url(driver_url(f"postgresql://localhost/service?{name}={value}"))

        assert [*url.query.values()] == [value]


@pytest.mark.parametrize("name", ["sslmode", "ssl", "target_session_attrs"])
@pytest.mark.parametrize("value", ["nonsense", "Require", "read-writ"])
def test_an_unknown_value_of_a_parameter_is_rejected(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="unknown value; write one of"):
        driver_url(f"postgresql://localhost/service?{name}={value}")


@pytest.mark.parametrize(
    "address",
    [
        "user:p%40ss@one:1,two:5432/service?",
        "user:p%40ss@one:1,two/service?",
        "user:p%40ss@/service?host=one:1&host=two:5432&",
        "user:p%40ss@/service?host=one:1&host=two&",
        "user:p%40ss@/service?host=one:1,two&",
        "user:p%40ss@/service?host=one,two&port=1,5432&",
        "user:p%40ss@one,two/service?port=1,5432&",
    ],
)
def test_several_hosts_may_be_written_as_libpq_and_as_sqlalchemy_does(
    address: str,
) -> None:
    url = make_url(driver_url(f"postgresql://{address}target_session_attrs=any"))

    assert (url.password, url.host, url.database) == ("p@ss", None, "service")
    assert url.query == {
        "host": "one,two",
        "port": "1,5432",
        "target_session_attrs": "any",
    }


@pytest.mark.parametrize(
    ("address", "hosts", "ports"),
    [
        ("one,two/service", "one,two", "5432,5432"),
        ("one,two/service?port=7", "one,two", "7,7"),
        ("[::1]:7,[::2]/service", "::1,::2", "7,5432"),
        ("/service?host=::1,::2", "::1,::2", "5432,5432"),
        ("/service?host=/one&host=/two", "/one,/two", "5432,5432"),
        ("u,s:a,b@one,two/service", "one,two", "5432,5432"),
    ],
)
def test_each_host_has_an_address_and_a_port(
    address: str, hosts: str, ports: str
) -> None:
    url = make_url(driver_url(f"postgresql://{address}"))

    assert (url.query["host"], url.query["port"]) == (hosts, ports)
