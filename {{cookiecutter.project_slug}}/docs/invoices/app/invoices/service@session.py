"""Operations on invoices. They flush; the session of the request commits."""

from app.db.lookup import get_or_404, lock_or_404
from app.db.pagination import Page, paginate
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.invoices.models import Invoice
from app.invoices.queries import InvoiceQuery
from app.invoices.schemas import InvoiceCreate, InvoicePublic, InvoiceUpdate


async def list_invoices(
    session: ReadSession,
    query: InvoiceQuery,
) -> Page[InvoicePublic]:
    return await paginate(session, query)


async def get_invoice(session: ReadSession, invoice_id: int) -> Invoice:
    """Return an invoice. Raises NotFoundError."""
    return await get_or_404(session, Invoice, invoice_id)


async def lock_invoice(session: AsyncSession, invoice_id: int) -> Invoice:
    """Return an invoice, locked for a change. Raises NotFoundError."""
    return await lock_or_404(session, Invoice, invoice_id)


async def create_invoice(session: AsyncSession, data: InvoiceCreate) -> Invoice:
    """Insert an invoice."""
    invoice = Invoice(**data.model_dump())
    session.add(invoice)
    await session.flush()
    return invoice


async def update_invoice(
    session: AsyncSession,
    invoice: Invoice,
    data: InvoiceUpdate,
) -> Invoice:
    """Change a locked invoice."""
    invoice.sqlmodel_update(data.model_dump(exclude_unset=True))
    await session.flush()
    return invoice


# {% if cookiecutter.soft_delete %}
async def restore_invoice(session: AsyncSession, invoice_id: int) -> Invoice:
    """Undo the deletion of an invoice. Raises NotFoundError."""
    invoice = await lock_or_404(
        session,
        Invoice,
        invoice_id,
        execution_options={"include_deleted": True},
    )
    invoice.deleted_at = None
    await session.flush()
    return invoice


# {% endif %}
async def delete_invoice(session: AsyncSession, invoice: Invoice) -> None:
    """Delete a locked invoice."""
    await session.delete(invoice)
    await session.flush()
