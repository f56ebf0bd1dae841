"""The description of the API that the service gives of itself."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


@pytest.fixture(scope="session")
def document(whole_app: FastAPI) -> dict[str, Any]:
    return whole_app.openapi()


@pytest.fixture(scope="session")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation, by its method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_the_api_is_described(client: AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert response.status_code == 200


def test_every_route_documents_its_problems(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        responses = operation["responses"]
        problems = {status for status in responses if status >= "400"}
        expected = {"422", "500", "503"}
        # Bodies that are stored may break a rule of what is stored already.
        if "201" in responses or name.startswith("PATCH"):
            expected.add("409")
        # What is put under a name of its own need not exist.
        if "{" in name and "by-name" not in name:
            expected.add("404")

        assert problems >= expected, name
        for status in problems:
            assert responses[status]["content"]["application/problem+json"] == PROBLEM


def test_every_route_has_a_name_of_its_own(
    operations: dict[str, dict[str, Any]],
) -> None:
    summaries = [operation["summary"] for operation in operations.values()]

    assert len(set(summaries)) == len(summaries)


def test_no_answer_has_a_password(document: dict[str, Any]) -> None:
    assert "hashed_password" not in json.dumps(document)

    with_password = {
        name
        for name, schema in document["components"]["schemas"].items()
        if "password" in schema.get("properties", {})
    }
    assert with_password == {"UserCreate", "MemberCreate", "UserUpdate"}
