"""The settings of the tests: the defaults, whatever the environment and `.env` say."""

import os
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from app.config.settings import (
    PoolSettings,
    Settings,
    get_pool_settings,
    get_settings,
)

OverrideSettings: TypeAlias = Callable[..., None]

DEFAULTS = {
    f"{prefix}{name}".upper(): str(field.default)
    for prefix, settings_type in (("", Settings), ("DB_", PoolSettings))
    for name, field in settings_type.model_fields.items()
} | {
    "CORS_ORIGINS": ",",  # none; an empty variable would not override `.env`
    "DATABASE_URL": "",
    "ENVIRONMENT": "testing",
}
"""Environment variables, which override `.env` in this process and its children."""

for name in list(os.environ):
    if name.upper() in DEFAULTS or name.startswith(("OTEL_", "PROMETHEUS_")):
        del os.environ[name]
os.environ |= DEFAULTS


def forget_settings() -> None:
    get_settings.cache_clear()
    get_pool_settings.cache_clear()


@pytest.fixture
def override_settings(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OverrideSettings]:
    """Set environment variables, as keyword arguments, and read the settings anew.

    The rest of the settings are those of the test database.
    """

    def override(**variables: object) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        forget_settings()

    yield override
    forget_settings()
