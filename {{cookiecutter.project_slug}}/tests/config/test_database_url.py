"""DATABASE_URL in its many spellings, translated for the driver."""

import pytest

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
