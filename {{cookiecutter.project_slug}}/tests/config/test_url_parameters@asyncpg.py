"""Parameters of DATABASE_URL, translated for asyncpg."""

import pytest

from app.config.database_url import driver_url

URL = "postgresql://localhost/service"


@pytest.mark.parametrize(
    ("given", "translated"),
    [
        ("sslmode=require", "ssl=require"),
        ("sslmode=verify-full", "ssl=verify-full"),
        ("ssl=prefer", "ssl=prefer"),
        ("ssl=true", "ssl=require"),
        ("ssl=false", "ssl=disable"),
        ("target_session_attrs=read-write", "target_session_attrs=read-write"),
    ],
)
def test_parameters_are_translated(given: str, translated: str) -> None:
    url = driver_url(f"{URL}?{given}")

    assert url == f"postgresql+asyncpg://localhost/service?{translated}"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("channel_binding", "remove it: asyncpg has no channel binding"),
        ("connect_timeout", "set DB_CONNECT_TIMEOUT"),
        ("sslcert", "set PGSSLCERT"),
        ("sslkey", "set PGSSLKEY"),
        ("sslrootcert", "set PGSSLROOTCERT"),
    ],
)
def test_a_parameter_of_other_drivers_is_rejected_with_advice(
    name: str, advice: str
) -> None:
    with pytest.raises(ValueError, match=f"parameter {name} .*{advice}"):
        driver_url(f"{URL}?{name}=1")
