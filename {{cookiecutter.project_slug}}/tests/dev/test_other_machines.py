"""Development and tests are the same on any machine, for any user."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from dev import postgres
from dev.postgres import supervisor
from dev.postgres.cluster import Cluster, give_to_nobody
from dev.postgres.errors import PostgresUnavailableError
from tests.support import databases

OWNER = os.geteuid() or 12345
NONSENSE = {
    "db_pool_size": "nonsense",
    "DATABASE_URL": "nonsense",
    "ENVIRONMENT": "nonsense",
}
OF_LIBPQ = {
    "PGCLIENTENCODING": "LATIN1",
    "PGHOSTADDR": "203.0.113.1",
    "PGSSLMODE": "require",
}


def run_a_test(
    folder: Path, environment: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Run a test that needs the database, in a process with only this environment."""
    test = "tests/test_migrations.py::test_the_migrations_match_the_models"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, str(postgres.PROJECT / test)],
        capture_output=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        text=True,
        timeout=300,
    )


# The environment and the working directory


def test_tests_ignore_the_environment_and_the_env_file_of_any_folder(
    tmp_path: Path,
) -> None:
    server = {"TEST_DATABASE_URL": os.environ["TEST_DATABASE_URL"]}
    (tmp_path / ".env").write_text("LOG_SQL=nonsense\nDB_POOL_TIMEOUT=nonsense\n")

    done = run_a_test(tmp_path, NONSENSE | server)

    assert done.returncode == 0, done.stdout


def test_an_empty_test_database_url_and_variables_of_libpq_are_ignored(
    tmp_path: Path,
) -> None:
    done = run_a_test(tmp_path, OF_LIBPQ | {"TEST_DATABASE_URL": ""})

    assert done.returncode == 0, done.stdout


def test_a_test_database_url_that_cannot_work_is_explained(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://localhost")

    with pytest.raises(pytest.exit.Exception) as caught:
        databases.pytest_sessionstart(request.session)

    assert str(caught.value).startswith("TEST_DATABASE_URL: the name of the database")


def test_variables_of_libpq_are_hidden_while_the_embedded_server_is_used(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in OF_LIBPQ.items():
        monkeypatch.setenv(name, text)

    with postgres.development(project=project) as url:
        assert OF_LIBPQ.keys() & os.environ.keys() == set()
        assert url.endswith("?sslmode=disable")

    assert OF_LIBPQ.keys() <= os.environ.keys()


def test_variables_of_libpq_are_kept_for_a_configured_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", "/etc/ca.pem")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user@db.example.com/service")

    with postgres.database(tmp_path):
        assert os.environ["PGSSLROOTCERT"] == "/etc/ca.pem"


def test_collecting_tests_starts_no_server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request.config.option, "collectonly", True)
    monkeypatch.delenv("TEST_DATABASE_URL")

    databases.pytest_sessionstart(request.session)

    assert "TEST_DATABASE_URL" not in os.environ


# The user


def test_a_user_without_a_name_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(user: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)

    with pytest.raises(PostgresUnavailableError, match="has no name"):
        Cluster(tmp_path).start()


def test_files_of_another_user_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "clients")

    monkeypatch.setattr(supervisor, "supervise", refuse)
    monkeypatch.setattr(supervisor, "report_and_detach", print)

    with pytest.raises(SystemExit):
        supervisor.main(tmp_path / ".postgres")

    assert "Another user has created" in capfd.readouterr().out


def test_root_that_may_not_change_owners_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)

    with pytest.raises(PostgresUnavailableError, match="may not change the owner"):
        give_to_nobody(tmp_path)


@pytest.mark.parametrize("kind", ["development", "temporary"])
def test_files_belong_to_the_owner_of_the_project(tmp_path: Path, kind: str) -> None:
    os.chown(tmp_path, OWNER, -1)

    with getattr(postgres, kind)(project=tmp_path):
        home = tmp_path / ".postgres"
        paths = [home, *home.rglob("*")]
        owners = {str(path): path.stat().st_uid for path in paths}
    assert set(owners.values()) == {OWNER}, owners
