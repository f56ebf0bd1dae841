"""compose.yaml: what its containers may do, and the role of the service."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.variants import Bake

OWN = {"migrate", "pgbouncer", "app"}


@pytest.fixture
def compose(bake: Bake, tmp_path: Path) -> Any:
    project = bake(tmp_path / "composed", {"pool_profile": "pgbouncer"})
    return YAML(typ="safe").load(project / "compose.yaml")


def test_every_container_runs_without_privileges(compose: Any) -> None:
    services = compose["services"]

    assert services.keys() == OWN | {"database"}
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only") is (True if name in OWN else None), name
        assert (service.get("restart") == "unless-stopped") == (name != "migrate"), name
    assert all("tmpfs" in services[name] for name in OWN)


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
