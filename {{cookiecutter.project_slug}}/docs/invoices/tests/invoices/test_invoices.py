"""Creating, reading, changing, deleting and listing invoices."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from tests.support.responses import error_fields, list_items

INVOICE = {"number": "2026-1", "due_on": "2026-12-31", "amount": "99.50"}


async def create_invoice(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    response = await client.post("/invoices", json=INVOICE | fields)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


async def test_a_created_invoice_can_be_read(client: AsyncClient) -> None:
    created = await create_invoice(client)

    response = await client.get(f"/invoices/{created['id']}")

    assert response.json() == created
    assert created.items() >= INVOICE.items()
    assert created["status"] == "draft"


async def test_a_taken_number_is_a_conflict(client: AsyncClient) -> None:
    await create_invoice(client)

    response = await client.post("/invoices", json=INVOICE)

    assert response.status_code == 409
    assert error_fields(response) == ["number"]


async def test_a_patch_changes_only_the_fields_it_contains(client: AsyncClient) -> None:
    created = await create_invoice(client)

    response = await client.patch(f"/invoices/{created['id']}", json={"status": "paid"})

    changed = {"status": "paid", "updated_at": response.json()["updated_at"]}
    assert response.json() == created | changed


async def test_a_patch_of_an_old_version_is_rejected(client: AsyncClient) -> None:
    created = await create_invoice(client)

    response = await client.patch(
        f"/invoices/{created['id']}", json={}, headers={"If-Match": '"0"'}
    )

    assert response.status_code == 412


async def test_a_deleted_invoice_is_not_found(client: AsyncClient) -> None:
    path = f"/invoices/{(await create_invoice(client))['id']}"

    deleted = await client.delete(path)

    assert deleted.status_code == 204
    assert (await client.get(path)).status_code == 404


# {% if cookiecutter.soft_delete %}
async def test_a_restored_invoice_is_found(client: AsyncClient) -> None:
    path = f"/invoices/{(await create_invoice(client))['id']}"
    await client.delete(path)

    restored = await client.post(f"{path}/restore")

    assert restored.status_code == 200
    assert (await client.get(path)).status_code == 200


# {% endif %}
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["2", "1"]),
        ({"sort": "number"}, ["1", "2"]),
        ({"status": "sent"}, ["1"]),
        ({"due_until": "2026-06-30"}, ["2"]),
    ],
)
async def test_invoices_are_filtered_and_sorted(
    client: AsyncClient, query: dict[str, str], numbers: list[str]
) -> None:
    await create_invoice(client, number="1", due_on="2026-12-31", status="sent")
    await create_invoice(client, number="2", due_on="2026-06-30")

    assert await list_items(client, "/invoices", "number", **query) == numbers
