"""Users, teams and projects in the OpenAPI document: passwords and examples."""

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.support.factories import create_project, create_team, create_user
from tests.support.openapi import Operations, example_body, operations_of


@pytest.fixture(scope="session")
def document(shared_app: FastAPI) -> dict[str, Any]:
    return shared_app.openapi()


@pytest.fixture(scope="session")
def operations(document: dict[str, Any]) -> Operations:
    return operations_of(document)


def test_no_response_has_a_password(document: dict[str, Any]) -> None:
    assert "hashed_password" not in json.dumps(document)

    with_password = {
        name
        for name, schema in document["components"]["schemas"].items()
        if "password" in schema.get("properties", {})
    }
    assert with_password == {"UserCreate", "TeamMemberCreate", "UserUpdate"}


def is_example(operation: dict[str, Any]) -> bool:
    """Whether it is a route of users, teams or projects, which have examples."""
    return operation["tags"][0] in {"users", "teams", "projects"}


async def test_the_examples_of_requests_that_create_succeed_on_an_empty_database(
    client: AsyncClient, document: dict[str, Any], operations: Operations
) -> None:
    creating = [name for name in operations if re.fullmatch(r"POST [^{]*", name)]
    creating = [name for name in creating if is_example(operations[name])]
    assert len(creating) == 5

    for name in creating:
        body = example_body(document, operations[name])
        response = await client.post(name.removeprefix("POST "), json=body)

        assert response.status_code in {200, 201}, response.text


async def test_the_example_of_a_bulk_request_creates_every_user(
    client: AsyncClient, document: dict[str, Any], operations: Operations
) -> None:
    body = example_body(document, operations["POST /users/bulk"])

    response = await client.post("/users/bulk", json=body)

    assert response.json()["failed"] == []


async def test_the_example_of_every_request_succeeds_once_its_path_exists(
    client: AsyncClient, document: dict[str, Any], operations: Operations
) -> None:
    for name, operation in operations.items():
        method, path = name.split(" ")
        parameters = operation.get("parameters", [])
        if not is_example(operation) or (method == "POST" and "{" not in path):
            continue
        ids = {
            "user_id": (await create_user(client))["id"],
            "team_id": (await create_team(client))["id"],
            "project_id": (await create_project(client))["id"],
        }
        examples = {
            each["name"]: next(iter(each["examples"].values()))["value"]
            for each in parameters
            if each["in"] == "path"
        }
        if "username" in examples:
            await create_user(client, username=examples["username"])
        body = example_body(document, operation)

        url = path.format(**examples | ids)
        response = await client.request(method, url, json=body)

        assert response.status_code < 300, f"{name}: {response.text}"
        # The first id of an empty database.
        assert {examples[key] for key in examples.keys() & ids.keys()} <= {1}
