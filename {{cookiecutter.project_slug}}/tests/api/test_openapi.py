"""The OpenAPI document, and the pages in /docs that show it."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import create_model

from app import main
from app.api.application import Application
from app.api.openapi import operation_id
from app.config.settings import Settings
from app.fields import BIGINT_MAX
from app.main import create_app
from tests.support.openapi import Operations, example_body, operations_of
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings

PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
PROBLEM_TYPE = "application/problem+json"


@pytest.fixture(scope="session")
def document(shared_app: FastAPI) -> dict[str, Any]:
    return shared_app.openapi()


@pytest.fixture(scope="session")
def operations(document: dict[str, Any]) -> Operations:
    return operations_of(document)


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_the_documentation_is_served(client: AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert response.status_code == 200


def test_the_document_has_description_and_version_of_the_project(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(
        '[project]\ndescription = "Orders"\nversion = "7.1"\n', "utf-8"
    )
    monkeypatch.setattr(main, "PYPROJECT", pyproject)

    info = create_app().openapi()["info"]

    assert (info["description"], info["version"]) == ("Orders", "7.1")


@pytest.mark.parametrize(
    ("environment", "status"), [("development", 307), ("production", 404)]
)
async def test_the_root_leads_to_the_documentation_in_development(
    settings: Settings,
    override_settings: OverrideSettings,
    environment: str,
    status: int,
) -> None:
    override_settings(ENVIRONMENT=environment)

    async with run_app(create_app()) as client:
        response = await client.get("/", follow_redirects=False)

    assert response.status_code == status
    assert response.headers.get("location") == ("docs" if status == 307 else None)


def test_every_route_documents_its_problems(
    operations: Operations,
) -> None:
    for name, operation in operations.items():
        responses = operation["responses"]
        problems = {status for status in responses if status >= "400"}
        expected = {"422", "500", "503"}
        # Request bodies that are stored may conflict with stored data.
        if "201" in responses or name.startswith("PATCH"):
            expected.add("409")
        # PUT by name creates the resource if it does not exist.
        if "{" in name and "by-name" not in name:
            expected.add("404")
        if any(each["name"] == "if-match" for each in operation.get("parameters", [])):
            expected.add("412")

        assert problems >= expected, name
        assert ("413" in problems) == ("requestBody" in operation), name
        for status in problems:
            assert responses[status]["content"] == {PROBLEM_TYPE: PROBLEM}, name


def test_every_route_has_a_unique_summary(
    operations: Operations,
) -> None:
    summaries = [operation["summary"] for operation in operations.values()]

    assert len(set(summaries)) == len(summaries)


def test_operation_ids_are_short_and_unique(
    operations: Operations,
) -> None:
    ids = {name: operation["operationId"] for name, operation in operations.items()}

    assert ids["POST /planets"] == "create_planet"
    assert ids["GET /planets"] == "list_planets"
    assert len(set(ids.values())) == len(ids)
    assert [name for name in ids.values() if not re.fullmatch(r"[a-z_]+", name)] == []


def test_every_id_in_a_path_has_a_minimum_and_a_maximum(
    operations: Operations,
) -> None:
    ids = {
        (name, parameter["name"]): parameter["schema"]
        for name, operation in operations.items()
        for parameter in operation.get("parameters", [])
        if parameter["name"].endswith("_id") and parameter["in"] == "path"
    }

    assert ids
    for name, schema in ids.items():
        is_uuid = schema.get("format") == "uuid"  # docs/uuid-keys.md
        limits = schema.get("minimum"), schema.get("maximum")
        assert is_uuid or limits == (1, BIGINT_MAX), name


async def test_the_example_of_a_request_body_is_shown(
    client: AsyncClient, document: dict[str, Any], operations: Operations
) -> None:
    body = example_body(document, operations["POST /planets"])

    response = await client.post("/planets", json=body)

    assert response.status_code == 201
    assert response.json()["name"] == "Mars"


def list_items() -> list[Any]:
    """An endpoint of any domain."""
    return []


def app_with_domains(*domains: str) -> Application:
    """Return an application with one route per domain; all use the same class names."""
    app = Application(generate_unique_id_function=operation_id)
    for domain in domains:
        module = f"app.{domain}.schemas"
        status: Any = StrEnum("Status", ["NEW", domain], module=module)  # type: ignore[misc]
        item: Any = create_model("Item", __module__=module, status=(status, ...))
        name = f"list_{domain}"
        app.add_api_route(
            f"/{domain}", list_items, response_model=list[item], name=name
        )
    return app


def schema_of(document: dict[str, Any], path: str) -> str:
    """Return the name of the schema of the items that a path lists."""
    response = document["paths"][path]["get"]["responses"]["200"]
    schema = response["content"]["application/json"]["schema"]
    reference: str = schema["items"]["$ref"]
    return reference.removeprefix("#/components/schemas/")


def test_another_domain_with_the_same_class_names_renames_no_schema() -> None:
    before = app_with_domains("orders").openapi()

    after = app_with_domains("orders", "an_early_domain").openapi()

    assert schema_of(before, "/orders") == schema_of(after, "/orders") == "Item"
    assert schema_of(after, "/an_early_domain") == "AnEarlyDomainItem"
    schemas = after["components"]["schemas"]
    assert before["components"]["schemas"].items() <= schemas.items()
    assert schemas["AnEarlyDomainItem"]["properties"]["status"] == {
        "$ref": "#/components/schemas/AnEarlyDomainStatus"
    }
