"""The commands of dev/, and the database they use."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dev import postgres
from dev.postgres.errors import PostgresUnavailableError

URL = "postgresql://somebody@somewhere/something"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        cwd=postgres.PROJECT,
        env=os.environ | environment,
        text=True,
    )


def test_url_is_read_from_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"DATABASE_URL={URL}\n")

    with postgres.database(tmp_path) as url:
        assert url == URL

    assert not (tmp_path / ".postgres").exists()


def test_environment_overrides_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://other\n")
    monkeypatch.setenv("DATABASE_URL", URL)

    assert postgres.configured_url(tmp_path) == URL


@pytest.mark.parametrize("source", ["environment", "file"])
def test_names_may_be_in_lower_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    if source == "environment":
        monkeypatch.setenv("database_url", URL)
    else:
        (tmp_path / ".env").write_text(f"database_url={URL}\n")

    assert postgres.configured_url(tmp_path) == URL


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_env_file_in_another_encoding_is_explained(
    tmp_path: Path, encoding: str
) -> None:
    (tmp_path / ".env").write_text("# Größe\n", encoding=encoding)

    with pytest.raises(PostgresUnavailableError, match=r"Save .*\.env as UTF-8"):
        postgres.configured_url(tmp_path)


def test_production_starts_no_embedded_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")

    with (
        pytest.raises(PostgresUnavailableError, match="DATABASE_URL is not set"),
        postgres.database(tmp_path),
    ):
        pass

    assert not (tmp_path / ".postgres").exists()


def test_command_runs_with_the_url() -> None:
    show = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(3)"
    done = run("dev.postgres", "--", sys.executable, "-c", show, DATABASE_URL=URL)

    assert done.stdout == f"{URL}\n"
    assert done.returncode == 3


@pytest.mark.parametrize("command", [[], ["no-such-command"]])
def test_missing_command_is_explained(command: list[str]) -> None:
    done = run("dev.postgres", *command, DATABASE_URL=URL)

    assert done.returncode == 1
    assert "command" in done.stderr
    assert "Traceback" not in done.stderr


def test_taken_port_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("dev.run", PORT=port)

    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {port} is taken or invalid: choose another with PORT=8001."
    )


def test_invalid_port_is_explained() -> None:
    done = run("dev.run", PORT="70000")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL: "),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL: "),
        ({}, "FAILED: Cannot connect to the database; "),
    ],
)
def test_what_prevents_the_start_is_one_line(
    variables: dict[str, str], message: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = f"postgresql://somebody:password@127.0.0.1:{port}/somewhere"

    done = run("dev.run", **({"PORT": str(port), "DATABASE_URL": url} | variables))

    [documentation, line] = (done.stdout + done.stderr).splitlines()
    assert documentation == f"Documentation: http://127.0.0.1:{port}/docs"
    assert line.startswith(message)
    assert done.returncode
