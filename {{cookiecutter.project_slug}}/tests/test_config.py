"""Settings: where they come from, and what is said of those that are at fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import driver
from app.config import PoolSettings, Settings, get_pool_settings, get_settings
from app.main import create_app

URL = "postgresql://user:secret@localhost/service"


@pytest.fixture(autouse=True)
def environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """An environment with nothing set but DATABASE_URL, and without a `.env`."""
    for name in ("ENVIRONMENT", "LOG_SQL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()


def test_settings_are_read_once() -> None:
    assert get_settings() is get_settings()


def test_a_number_that_cannot_be_is_explained_in_one_sentence(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("DB_POOL_SIZE", "0")
    get_pool_settings.cache_clear()

    with pytest.raises(SystemExit) as stop:
        create_app()

    assert str(stop.value) == "DB_POOL_SIZE: Input should be greater than 0"


def test_settings_are_read_from_the_env_file_and_the_environment_precedes_it(
    environment: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text(
        "DATABASE_URL=postgresql:///other\nENVIRONMENT=testing\nDB_POOL_SIZE=7\nX=1\n"
    )

    settings = get_settings()

    assert settings.database_url == f"{driver.DIALECT}://user:secret@localhost/service"
    assert settings.environment == "testing"
    assert PoolSettings().pool_size == 7


def test_production_does_not_start_without_a_database(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.delenv("DATABASE_URL")
    environment.setenv("ENVIRONMENT", "production")

    with pytest.raises(SystemExit) as stop:
        create_app()

    sentence = str(stop.value)
    assert sentence.startswith("DATABASE_URL: it is not set; write postgresql://")
    assert "\n" not in sentence


def test_there_is_a_sentence_for_each_fault(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ENVIRONMENT", "staging")
    environment.setenv("DATABASE_URL", "")

    with pytest.raises(SystemExit) as stop:
        get_settings()

    names = [line.split(":")[0] for line in str(stop.value).splitlines()]
    assert names == ["ENVIRONMENT", "DATABASE_URL"]


@pytest.mark.parametrize(
    "address",
    [
        "mysql://user:secret@localhost/service",
        "postgresql://user:secret@localhost",
        "postgresql://user:secret@localhost:port/service",
        "postgresql://user:secret@localhost/service?unknown=1",
        "user:secret@localhost/service",
    ],
)
def test_no_sentence_shows_the_password(
    environment: pytest.MonkeyPatch, address: str
) -> None:
    environment.setenv("DATABASE_URL", address)

    with pytest.raises(SystemExit) as stop:
        get_settings()

    assert "DATABASE_URL" in str(stop.value)
    assert "secret" not in str(stop.value)


def test_settings_do_not_show_the_password() -> None:
    settings = get_settings()

    assert "secret" in settings.database_url
    assert "secret" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("place", "wanted", "logged"),
    [
        ("development", "true", True),
        ("development", "false", False),
        ("testing", "true", False),
        ("production", "true", False),
    ],
)
def test_sql_is_logged_on_request_in_development(
    environment: pytest.MonkeyPatch, place: str, wanted: str, logged: bool
) -> None:
    environment.setenv("ENVIRONMENT", place)
    environment.setenv("LOG_SQL", wanted)

    assert get_settings().echo_sql is logged


def test_by_default_this_is_development_and_sql_is_not_logged() -> None:
    settings = Settings()

    assert settings.environment == "development"
    assert settings.echo_sql is False


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("pooled", "true", True),
        ("pooled", "false", False),
        ("transaction_pooler", "true", True),
        ("transaction_pooler", "false", False),
        ("pool_size", "7", 7),
        ("max_overflow", "0", 0),
        ("pool_timeout", "0.7", 0.7),
        ("pool_recycle", "70", 70),
        ("pool_pre_ping", "true", True),
        ("pool_pre_ping", "false", False),
        ("connect_timeout", "0.7", 0.7),
        ("statement_timeout", "0.7", 0.7),
        ("lock_timeout", "0.7", 0.7),
        ("idle_in_transaction_timeout", "0.7", 0.7),
    ],
)
def test_the_environment_overrides_the_pool(
    environment: pytest.MonkeyPatch, name: str, text: str, value: Any
) -> None:
    environment.setenv(f"DB_{name.upper()}", text)

    assert getattr(PoolSettings(), name) == value


def test_a_process_holds_as_many_connections_as_pool_and_overflow() -> None:
    assert PoolSettings(pool_size=3, max_overflow=4).max_connections == 7
