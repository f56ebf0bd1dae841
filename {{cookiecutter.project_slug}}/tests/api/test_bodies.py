"""Request bodies and path parameters: what is rejected, and how it is named."""

import json
from typing import Any

import pytest
from httpx2 import AsyncClient

from tests.support.responses import error_fields
from tests.support.sample.requests import create_planet

JSON_TYPE = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "Mars", "kind": "wood"}, "kind"),
        ({"name": "Mars", "moon_names": ["Phobos", ""]}, "moon_names.1"),
        ({"name": "Mars", "colour": "red"}, "colour"),
    ],
    ids=str,
)
async def test_an_invalid_field_is_named_in_a_422(
    client: AsyncClient, body: dict[str, Any], field: str
) -> None:
    # Escaped, since one of these has no place in UTF-8.
    content = json.dumps(body)

    response = await client.post("/planets", content=content, headers=JSON_TYPE)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert error_fields(response) == [field]


async def test_a_rejected_value_is_not_in_the_response(client: AsyncClient) -> None:
    response = await client.post("/planets", json={"name": "A", "kind": "hunter2"})

    assert response.status_code == 422
    assert "hunter2" not in response.text


@pytest.mark.parametrize("planet_id", ["0", "-1", "x", str(2**63), "1" * 5000])
async def test_an_invalid_id_is_rejected(client: AsyncClient, planet_id: str) -> None:
    response = await client.get(f"/planets/{planet_id}")

    assert response.status_code == 422
    assert error_fields(response) == ["planet_id"]


async def test_a_nul_character_in_the_path_is_rejected(client: AsyncClient) -> None:
    response = await client.put("/planets/by-name/a%00b", json={})

    assert response.status_code == 422
    assert error_fields(response) == ["name"]


async def test_null_clears_an_optional_field(client: AsyncClient) -> None:
    planet = await create_planet(client, note="Red")

    response = await client.patch(f"/planets/{planet['id']}", json={"note": None})

    assert response.json()["note"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": None}, "name"), ({"kind": None}, "kind"), ({"nmae": "A"}, "nmae")],
    ids=str,
)
async def test_an_invalid_field_of_a_patch_is_named_in_a_422(
    client: AsyncClient, change: dict[str, Any], field: str
) -> None:
    planet = await create_planet(client)

    response = await client.patch(f"/planets/{planet['id']}", json=change)

    assert response.status_code == 422
    assert error_fields(response) == [field]
