"""What becomes of the parameters of an address that libpq calls otherwise."""

import pytest

from app.database_url import driver_url

ADDRESS = "postgresql://localhost/service"


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("sslmode=require", "sslmode=require"),
        ("ssl=verify-full", "sslmode=verify-full"),
        ("ssl=true", "sslmode=require"),
        ("ssl=false", "sslmode=disable"),
        ("channel_binding=require", "channel_binding=require"),
        ("sslrootcert=system", "sslrootcert=system"),
    ],
)
def test_parameters_are_translated(given: str, understood: str) -> None:
    url = driver_url(f"{ADDRESS}?{given}")

    assert url == f"postgresql+psycopg://localhost/service?{understood}"


def test_the_driver_of_another_project_is_replaced() -> None:
    assert driver_url("postgresql+psycopg2://localhost/service") == (
        "postgresql+psycopg://localhost/service"
    )


def test_options_are_refused_since_the_service_sets_its_own() -> None:
    with pytest.raises(ValueError, match=r"parameter options .* sets its own"):
        driver_url(f"{ADDRESS}?options=-c%20statement_timeout%3D0")
