"""The routes of invoices."""

from fastapi import APIRouter
from sqlmodel import select

from app.api.session import SessionDep
from app.invoices.models import Invoice

router = APIRouter(prefix="/invoices", tags=["invoices"])


@router.get("/numbers")
async def list_numbers(session: SessionDep) -> list[str]:
    """List the numbers of all invoices."""
    result = await session.exec(select(Invoice.number))
    return list(result.all())
