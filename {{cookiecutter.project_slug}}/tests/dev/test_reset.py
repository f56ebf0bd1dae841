"""The data that `python -m dev.postgres.reset` removes, and its refusals."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dev import postgres
from dev.postgres.reset import main
from tests.support.embedded_servers import is_running, start_without_supervisor

OTHER = "postgresql://postgres:secret@127.0.0.1:5432/other"
OWN = "postgresql+driver://postgres:0123456789abcdef@localhost:1/own"


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A folder with the files of an embedded server that does not run."""
    data = tmp_path / ".postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    (data.parent / "password").write_text("0123456789abcdef")
    return tmp_path


def data_of(project: Path) -> Path:
    return project / ".postgres" / "data"


def test_data_are_removed_and_named(
    stopped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(stopped) is None

    assert not data_of(stopped).exists()
    assert capsys.readouterr().out == (
        f"Removed {data_of(stopped)}, the data of the development database.\n"
    )


def test_nothing_to_remove_is_not_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tmp_path) is None

    assert "nothing was removed" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_server_left_running_is_stopped_first(project: Path, tmp_path: Path) -> None:
    # A copy, which keeps the owner of the data, is faster than a new server.
    source, copy = str(project / ".postgres"), str(tmp_path / ".postgres")
    subprocess.run(["cp", "-a", source, copy], check=True)  # noqa: S607
    start_without_supervisor(tmp_path / ".postgres")

    assert main(tmp_path) is None

    assert not is_running(tmp_path / ".postgres")
    assert not data_of(tmp_path).exists()


def test_database_in_use_is_not_removed(project: Path) -> None:
    with postgres.development(project=project):
        message = main(project)

        assert is_running(project / ".postgres")

    assert message == (
        "The development database is in use: stop `make run`, or the other command "
        "that uses it, first."
    )
    assert data_of(project).exists()


@pytest.mark.parametrize("source", ["environment", "file"])
def test_other_database_is_refused(
    stopped: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    if source == "environment":
        monkeypatch.setenv("DATABASE_URL", OTHER)
    else:
        (stopped / ".env").write_text(f"DATABASE_URL={OTHER}\n")

    message = main(stopped)

    assert message == (
        "DATABASE_URL names another server than the embedded one: nothing was removed."
    )
    assert (data_of(stopped) / "PG_VERSION").exists()


def test_other_database_is_refused_without_embedded_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", OTHER)

    assert "another server" in str(main(tmp_path))


def test_env_file_in_another_encoding_is_explained(stopped: Path) -> None:
    (stopped / ".env").write_text("# Größe\n", encoding="latin-1")

    assert "as UTF-8" in str(main(stopped))


def test_url_of_the_embedded_database_is_accepted(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", OWN)

    assert main(stopped) is None

    assert not data_of(stopped).exists()


def test_temporary_server_of_a_test_run_is_kept(stopped: Path) -> None:
    file = stopped / ".postgres" / "tests-other" / "data" / "PG_VERSION"
    file.parent.mkdir(parents=True)
    file.touch()

    assert main(stopped) is None

    assert file.exists()


def test_url_without_password_is_never_the_embedded_database(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stopped / ".postgres" / "password").write_text("")
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:@localhost/other")

    assert "another server" in str(main(stopped))


def test_interrupted_removal_leaves_no_partial_data(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", interrupt)

    assert main(stopped) == 130

    assert not data_of(stopped).exists()


def test_interrupted_removal_is_finished(stopped: Path) -> None:
    data_of(stopped).rename(stopped / ".postgres" / "data.incomplete")

    assert main(stopped) is None

    assert not (stopped / ".postgres" / "data.incomplete").exists()


def test_refusal_is_the_exit_message() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dev.postgres.reset"],
        capture_output=True,
        cwd=postgres.PROJECT,
        env=os.environ | {"DATABASE_URL": OTHER},
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL names another server")
