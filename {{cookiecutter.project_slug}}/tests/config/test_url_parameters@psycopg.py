"""Parameters of DATABASE_URL, translated for psycopg."""

import pytest

from app.config.database_url import driver_url

URL = "postgresql://localhost/service"


@pytest.mark.parametrize(
    ("given", "translated"),
    [
        ("sslmode=require", "sslmode=require"),
        ("ssl=verify-full", "sslmode=verify-full"),
        ("ssl=true", "sslmode=require"),
        ("ssl=false", "sslmode=disable"),
        ("channel_binding=require", "channel_binding=require"),
        ("sslrootcert=system", "sslrootcert=system"),
    ],
)
def test_parameters_are_translated(given: str, translated: str) -> None:
    url = driver_url(f"{URL}?{given}")

    assert url == f"postgresql+psycopg://localhost/service?{translated}"


def test_the_driver_of_another_project_is_replaced() -> None:
    assert driver_url("postgresql+psycopg2://localhost/service") == (
        "postgresql+psycopg://localhost/service"
    )


def test_options_are_rejected_since_the_service_sets_its_own() -> None:
    with pytest.raises(ValueError, match=r"parameter options .* sets its own"):
        driver_url(f"{URL}?options=-c%20statement_timeout%3D0")
