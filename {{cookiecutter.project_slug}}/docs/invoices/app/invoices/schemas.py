"""Request and response schemas of invoices."""

from datetime import date, datetime
from decimal import Decimal

from app.api.schemas import NOT_SENT, PatchBody, RequestBody, ResponseBody, example
from app.fields import StoredEnum
from app.invoices.fields import Amount, Number
from app.invoices.models import InvoiceStatus


class InvoiceCreate(RequestBody):
    """An invoice to create."""

    model_config = example(number="2026-1", due_on="2026-12-31", amount="99.50")

    number: Number
    status: InvoiceStatus = InvoiceStatus.DRAFT
    due_on: date
    amount: Amount


class InvoiceUpdate(PatchBody):
    """Changes to an invoice. All fields are optional."""

    model_config = example(status="paid")

    status: InvoiceStatus = NOT_SENT
    due_on: date = NOT_SENT
    amount: Amount = NOT_SENT


class InvoicePublic(ResponseBody):
    """An invoice."""

    id: int
    number: str
    status: StoredEnum[InvoiceStatus]
    due_on: date
    amount: Decimal
    created_at: datetime
    updated_at: datetime
