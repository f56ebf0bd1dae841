"""The routes of invoices."""

from httpx2 import AsyncClient

from app.db.session import AsyncSession
from app.invoices.models import Invoice


async def test_the_numbers_of_all_invoices_are_listed(
    client: AsyncClient, session: AsyncSession
) -> None:
    session.add(Invoice(number="2026-1"))
    await session.commit()

    response = await client.get("/invoices/numbers")

    assert response.json() == ["2026-1"]
