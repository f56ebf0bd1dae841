"""compose.yaml: what its containers may do, and the role of the service."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.variants import Bake

OWN = {"migrate", "pgbouncer", "app"}


@pytest.fixture
def composed(bake: Bake, tmp_path: Path) -> Path:
    return bake(tmp_path / "composed", {"pool_profile": "pgbouncer"})


@pytest.fixture
def compose(composed: Path) -> Any:
    return YAML(typ="safe").load(composed / "compose.yaml")


def test_every_container_runs_without_privileges(compose: Any) -> None:
    services = compose["services"]

    assert services.keys() == OWN | {"database"}
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only") is (True if name in OWN else None), name
        assert (service.get("restart") == "unless-stopped") == (name != "migrate"), name
    assert all("tmpfs" in services[name] for name in OWN)


def test_the_migration_and_the_service_are_built_alike(compose: Any) -> None:
    build = compose["services"]["app"]["build"]

    assert build == compose["services"]["migrate"]["build"]
    assert build["args"] == ["EXTRAS", "PIP_INDEX_URL", "UV_DEFAULT_INDEX"]


def test_the_service_is_no_superuser(compose: Any) -> None:
    database = compose["services"]["database"]
    statements = compose["configs"]["role"]["content"]

    assert "POSTGRES_USER" not in database["environment"]
    assert database["configs"] == [
        {"source": "role", "target": "/docker-entrypoint-initdb.d/role.sql"}
    ]
    assert "CREATE ROLE service LOGIN PASSWORD '${POSTGRES_PASSWORD}';" in statements
    assert "SUPERUSER" not in statements
    for name in ("migrate", "app"):
        url = compose["services"][name]["environment"]["DATABASE_URL"]
        assert url.startswith("postgresql://service:${POSTGRES_PASSWORD}@")


def test_the_service_has_time_to_close_its_connections(
    composed: Path, compose: Any
) -> None:
    graceful = re.search(
        r'graceful-shutdown", "(\d+)"', (composed / "Dockerfile").read_text()
    )
    close_seconds = 5  # DB_CONNECT_TIMEOUT, which also limits the end of the pool

    killed_after = int(compose["services"]["app"]["stop_grace_period"].rstrip("s"))

    assert graceful
    assert killed_after > int(graceful[1]) + close_seconds
