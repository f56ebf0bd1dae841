"""Dependencies of the routes of invoices."""

from typing import Annotated

from fastapi import Depends

from app.api.etags import IfMatch, check_if_match
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.invoices import service
from app.invoices.models import Invoice


async def lock_invoice(
    session: SessionDep,
    invoice_id: PathId,
    if_match: IfMatch = None,
) -> Invoice:
    """Return the invoice of the path, locked for a change, after checking If-Match."""
    invoice = await service.lock_invoice(session, invoice_id)
    check_if_match(invoice, if_match)
    return invoice


LockedInvoiceDep = Annotated[Invoice, Depends(lock_invoice)]
