"""A fixture that overrides settings for one test."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from app.config.settings import get_pool_settings, get_settings

OverrideSettings: TypeAlias = Callable[..., None]


def forget_settings() -> None:
    get_settings.cache_clear()
    get_pool_settings.cache_clear()


@pytest.fixture
def override_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[OverrideSettings]:
    """Set environment variables, as keyword arguments, and read the settings anew."""

    def override(**variables: object) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        forget_settings()

    yield override
    forget_settings()
