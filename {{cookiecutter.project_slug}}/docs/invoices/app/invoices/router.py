"""The routes of invoices."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.etags import with_etag
from app.api.parameters import PathId
from app.api.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.api.session import ReadSessionDep, SessionDep
from app.db.pagination import Page
from app.invoices import service
from app.invoices.dependencies import LockedInvoiceDep
from app.invoices.models import Invoice
from app.invoices.queries import InvoiceQuery
from app.invoices.schemas import InvoiceCreate, InvoicePublic, InvoiceUpdate

router = APIRouter(prefix="/invoices", tags=["invoices"])


@router.post(
    "",
    response_model=InvoicePublic,
    status_code=HTTPStatus.CREATED,
    responses=CONFLICT,
)
async def create_invoice(
    session: SessionDep, data: InvoiceCreate, response: Response
) -> Invoice:
    """Create an invoice."""
    return with_etag(response, await service.create_invoice(session, data))


@router.get("")
async def list_invoices(
    session: ReadSessionDep, query: Annotated[InvoiceQuery, Query()]
) -> Page[InvoicePublic]:
    """List the invoices that match all given filters."""
    return await service.list_invoices(session, query)


@router.get("/{invoice_id}", response_model=InvoicePublic, responses=NOT_FOUND)
async def get_invoice(
    session: ReadSessionDep,
    invoice_id: PathId,
    response: Response,
) -> Invoice:
    """Get an invoice."""
    return with_etag(response, await service.get_invoice(session, invoice_id))


@router.patch(
    "/{invoice_id}",
    response_model=InvoicePublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_invoice(
    session: SessionDep,
    invoice: LockedInvoiceDep,
    data: InvoiceUpdate,
    response: Response,
) -> Invoice:
    """Change an invoice. Fields that are not in the body keep their values."""
    return with_etag(response, await service.update_invoice(session, invoice, data))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{invoice_id}/restore",
    response_model=InvoicePublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_invoice(
    session: SessionDep,
    invoice_id: PathId,
    response: Response,
) -> Invoice:
    """Undo the deletion of an invoice.

    An invoice that is not deleted is returned unchanged. The response is 409 if another
    invoice has its number now.
    """
    return with_etag(response, await service.restore_invoice(session, invoice_id))


# {% endif %}
@router.delete(
    "/{invoice_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def delete_invoice(session: SessionDep, invoice: LockedInvoiceDep) -> None:
    """Delete an invoice."""
    await service.delete_invoice(session, invoice)
