"""A folder whose embedded PostgreSQL these tests start and stop."""

from pathlib import Path

import pytest

from dev import postgres


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data exist, its server does not run."""
    folder = tmp_path_factory.mktemp("größer als $x")
    with postgres.development(project=folder):
        return folder


@pytest.fixture(autouse=True)
def without_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
