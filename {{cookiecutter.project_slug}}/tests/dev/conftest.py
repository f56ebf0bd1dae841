"""A folder with an embedded PostgreSQL, which these tests start and stop."""

from pathlib import Path

import pytest

from dev import postgres


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a development database whose server is stopped."""
    folder = tmp_path_factory.mktemp("größer als $x")
    with postgres.development(project=folder):
        return folder


@pytest.fixture(autouse=True)
def without_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
