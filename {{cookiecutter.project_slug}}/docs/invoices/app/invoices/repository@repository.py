"""The queries of invoices."""

from app.db.repository import Repository
from app.invoices.models import Invoice


class InvoiceRepository(Repository[Invoice]):
    model = Invoice
