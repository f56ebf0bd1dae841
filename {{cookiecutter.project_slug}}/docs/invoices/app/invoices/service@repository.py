"""Operations on invoices. They flush; the session of the request commits."""

from app.db.pagination import Page
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.invoices.models import Invoice
from app.invoices.queries import InvoiceQuery
from app.invoices.repository import InvoiceReadRepository, InvoiceRepository
from app.invoices.schemas import InvoiceCreate, InvoicePublic, InvoiceUpdate


async def list_invoices(
    session: ReadSession,
    query: InvoiceQuery,
) -> Page[InvoicePublic]:
    return await InvoiceReadRepository(session).list_page(query)


async def get_invoice(session: ReadSession, invoice_id: int) -> Invoice:
    """Return an invoice. Raises NotFoundError."""
    return await InvoiceReadRepository(session).get(invoice_id)


async def lock_invoice(session: AsyncSession, invoice_id: int) -> Invoice:
    """Return an invoice, locked for a change. Raises NotFoundError."""
    return await InvoiceRepository(session).lock(invoice_id)


async def create_invoice(session: AsyncSession, data: InvoiceCreate) -> Invoice:
    """Insert an invoice."""
    return await InvoiceRepository(session).add(Invoice(**data.model_dump()))


async def update_invoice(
    session: AsyncSession,
    invoice: Invoice,
    data: InvoiceUpdate,
) -> Invoice:
    """Change a locked invoice."""
    changes = data.model_dump(exclude_unset=True)
    return await InvoiceRepository(session).update(invoice, changes)


# {% if cookiecutter.soft_delete %}
async def restore_invoice(session: AsyncSession, invoice_id: int) -> Invoice:
    """Undo the deletion of an invoice. Raises NotFoundError."""
    invoices = InvoiceRepository(session)
    return await invoices.restore(await invoices.lock_deleted(invoice_id))


# {% endif %}
async def delete_invoice(session: AsyncSession, invoice: Invoice) -> None:
    """Delete a locked invoice."""
    await InvoiceRepository(session).delete(invoice)
