"""The queries of invoices."""

from app.db.repository import ReadRepository, Repository
from app.invoices.models import Invoice


class InvoiceReadRepository(ReadRepository[Invoice]):
    model = Invoice


class InvoiceRepository(InvoiceReadRepository, Repository[Invoice]):
    """All queries of invoices."""
