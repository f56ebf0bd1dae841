"""Every way to write the address of a database, for the driver."""

import pytest

from app import driver
from app.database_url import driver_url


@pytest.mark.parametrize(
    "scheme",
    ["postgres", "postgresql", "postgresql+pg8000", driver.DIALECT],
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
def test_the_driver_is_the_services_own(scheme: str, rest: str) -> None:
    assert driver_url(f"{scheme}://{rest}") == f"{driver.DIALECT}://{rest}"


def test_a_socket_is_named_by_its_folder() -> None:
    url = driver_url("postgresql://user@/service?host=/var/run/postgresql")

    assert url == f"{driver.DIALECT}://user@/service?host=%2Fvar%2Frun%2Fpostgresql"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "it is not set"),
        ("localhost/service", "no address"),
        ("postgresql//localhost/service", "no address"),
        ("postgresql://localhost:port/service", "no address"),
        ("mysql://localhost/service", "no address of PostgreSQL"),
        ("sqlite:///service.db", "no address of PostgreSQL"),
        ("postgresql://localhost", "name of the database is missing"),
        ("postgresql://localhost/", "name of the database is missing"),
    ],
)
def test_what_is_no_address_is_refused_with_an_example(
    address: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        driver_url(address)

    assert "write postgresql://user:password@host/database" in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("application_name", "the service gives its own name"),
        ("schema", "the driver does not know it"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_with_advice(
    name: str, advice: str
) -> None:
    with pytest.raises(ValueError, match=f"parameter {name} .*; remove it: {advice}"):
        driver_url(f"postgresql://localhost/service?{name}=1")
