"""Settings: their sources, their defaults, and the messages for invalid values."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import url_parameters
from app.config.settings import PoolSettings, Settings, get_settings
from app.main import create_app
from dev.postgres import PROJECT
from migrations.runner import connection_settings
from tests.support.settings import DEFAULTS, forget_settings

URL = "postgresql://user:secret@localhost/service"


@pytest.fixture(autouse=True)
def environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """An environment with only DATABASE_URL set, and without a `.env`."""
    for name in DEFAULTS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.chdir(tmp_path)
    forget_settings()
    yield monkeypatch
    forget_settings()


def test_settings_are_read_once() -> None:
    assert get_settings() is get_settings()


def test_invalid_number_exits_with_one_line(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("DB_POOL_SIZE", "0")

    with pytest.raises(SystemExit) as stop:
        create_app()

    assert str(stop.value) == "DB_POOL_SIZE: Input should be greater than or equal to 1"


def test_environment_overrides_the_env_file(
    environment: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text(
        "DATABASE_URL=postgresql:///other\nENVIRONMENT=testing\nDB_POOL_SIZE=7\nX=1\n"
    )

    settings = get_settings()

    assert settings.database_url == URL.replace("postgresql", url_parameters.DIALECT)
    assert settings.environment == "testing"
    assert PoolSettings().pool_size == 7


def test_missing_database_url_exits_with_one_line(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.delenv("DATABASE_URL")
    environment.setenv("ENVIRONMENT", "production")

    with pytest.raises(SystemExit) as stop:
        create_app()

    message = str(stop.value)
    assert message.startswith("DATABASE_URL: not set; write postgresql://")
    assert "\n" not in message


def test_each_invalid_setting_has_one_line(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ENVIRONMENT", "staging")
    environment.setenv("DATABASE_URL", "")

    with pytest.raises(SystemExit) as stop:
        get_settings()

    names = [line.split(":")[0] for line in str(stop.value).splitlines()]
    assert names == ["ENVIRONMENT", "DATABASE_URL"]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret@localhost/service",
        "postgresql://user:secret@localhost",
        "postgresql://user:secret@localhost:port/service",
        "postgresql://user:secret@localhost/service?unknown=1",
        "user:secret@localhost/service",
    ],
)
def test_error_messages_hide_the_password(
    environment: pytest.MonkeyPatch, url: str
) -> None:
    environment.setenv("DATABASE_URL", url)

    with pytest.raises(SystemExit) as stop:
        get_settings()

    assert "DATABASE_URL" in str(stop.value)
    assert "secret" not in str(stop.value)


def test_settings_hide_the_password_when_printed() -> None:
    settings = get_settings()

    assert "secret" in settings.database_url
    assert "secret" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("name", "log_sql", "logged"),
    [
        ("development", "true", True),
        ("development", "false", False),
        ("testing", "true", False),
        ("production", "true", False),
    ],
)
def test_sql_is_logged_only_in_development_and_if_asked_for(
    environment: pytest.MonkeyPatch, name: str, log_sql: str, logged: bool
) -> None:
    environment.setenv("ENVIRONMENT", name)
    environment.setenv("LOG_SQL", log_sql)

    assert get_settings().echo_sql is logged


def test_defaults_are_development_without_sql_log() -> None:
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
        ("pool_ping_after", "2.5", 2.5),
        ("connect_timeout", "0.7", 0.7),
        ("statement_timeout", "0.7", 0.7),
        ("lock_timeout", "0.7", 0.7),
        ("idle_in_transaction_timeout", "0.7", 0.7),
    ],
)
def test_environment_overrides_the_pool_profile(
    environment: pytest.MonkeyPatch, name: str, text: str, value: Any
) -> None:
    environment.setenv(f"DB_{name.upper()}", text)

    assert getattr(PoolSettings(), name) == value


def test_both_pools_have_their_size_and_overflow() -> None:
    pool = PoolSettings(pool_size=3, max_overflow=4)

    assert pool.connections_per_pool == 7
    assert pool.max_connections == 15


def test_a_migration_waits_less_for_a_table_than_requests_do(
    environment: pytest.MonkeyPatch,
) -> None:
    requests = PoolSettings()
    wait = connection_settings().lock_timeout
    assert wait < min(requests.lock_timeout, requests.pool_timeout)

    environment.setenv("DB_LOCK_TIMEOUT", "1")

    assert connection_settings().lock_timeout == 0.5


@pytest.mark.parametrize(
    "name",
    [
        "DB_POOL_TIMEOUT",
        "DB_CONNECT_TIMEOUT",
        "DB_STATEMENT_TIMEOUT",
        "DB_LOCK_TIMEOUT",
        "DB_IDLE_IN_TRANSACTION_TIMEOUT",
    ],
)
@pytest.mark.parametrize("value", ["0", "-1", "0.0001", "5000", "inf", "nan", "1e400"])
def test_a_timeout_that_is_no_number_of_seconds_exits_with_one_line(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)

    with pytest.raises(SystemExit) as stop:
        create_app()

    assert str(stop.value) == f"{name}: write seconds, from 0.001 to 3600"


@pytest.mark.parametrize("value", ["0.001", "3600", " 5\n"])
def test_the_shortest_and_the_longest_timeout_are_accepted(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    environment.setenv("DB_STATEMENT_TIMEOUT", value)

    assert PoolSettings().statement_timeout == float(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_POOL_SIZE", "10001"),
        ("DB_MAX_OVERFLOW", "10001"),
        ("DB_MAX_OVERFLOW", "-1"),
        ("DB_POOL_RECYCLE", "inf"),
        ("DB_POOL_RECYCLE", "18000000"),
        # {% if cookiecutter.soft_delete %}
        ("RETENTION_DAYS", "-1"),
        ("RETENTION_DAYS", "36501"),
        # {% endif %}
        ("ALLOWED_HOSTS", "https://example.com"),
        ("ALLOWED_HOSTS", "example.com:8000"),
        ("CORS_ORIGINS", "example.com"),
        ("CORS_ORIGINS", "https://example.com/,https://other.example"),
        ("HSTS_SECONDS", "-1"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("SHUTDOWN_DELAY", "301"),
    ],
)
def test_an_invalid_value_exits_with_one_line(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)

    with pytest.raises(SystemExit) as stop:
        create_app()

    message = str(stop.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message


OF_OTHER_PROGRAMS = {
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "PORT",
    "PROMETHEUS_MULTIPROC_DIR",
    "TEST_DATABASE_URL",
}
EXAMPLES = {"cors_origins", "database_url", "docs", "log_sql", "metrics"}
# {% if cookiecutter.pool_profile == "replicas" %}
EXAMPLES.add("replica_url")
# {% endif %}


def test_the_example_file_lists_the_settings_and_their_defaults() -> None:
    lines = (PROJECT / ".env.example").read_text("utf-8").splitlines()
    listed = dict(line.lstrip("# ").split("=", 1) for line in lines if "=" in line)

    assert {f"DB_{name}".upper() for name in PoolSettings.model_fields} <= {*listed}
    for name, field in Settings.model_fields.items():
        is_example = name in EXAMPLES
        assert is_example or listed[name.upper()] == str(field.default)


def test_the_readme_lists_the_settings() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    table = readme.partition("## Settings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    names = {name.upper() for name in Settings.model_fields}
    pool_names = {f"DB_{name}".upper() for name in PoolSettings.model_fields}

    assert "`DB_…`" in rows
    assert names <= listed
    assert listed <= names | pool_names | OF_OTHER_PROGRAMS


def test_an_empty_setting_is_not_set(environment: pytest.MonkeyPatch) -> None:
    defaults = PoolSettings()
    for name in PoolSettings.model_fields:
        environment.setenv(f"DB_{name.upper()}", "")
    for name in ("ENVIRONMENT", "LOG_SQL", "WEB_CONCURRENCY"):
        environment.setenv(name, "")

    assert PoolSettings() == defaults
    assert get_settings().environment == "development"


def test_an_empty_setting_leaves_the_one_of_the_env_file(
    environment: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("DB_POOL_SIZE=7\n")
    environment.setenv("DB_POOL_SIZE", "")

    assert PoolSettings().pool_size == 7
