"""The list of invoices: its query parameters and statement."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field
from sqlmodel import col, select

from app.db.base import Record
from app.db.pagination import PageQuery
from app.invoices.models import Invoice, InvoiceStatus


class InvoiceQuery(PageQuery[Invoice]):
    """Query parameters of the list of invoices. Filters are combined with AND."""

    model: ClassVar[type[Record]] = Invoice

    sort: Literal["due_on", "-due_on", "number", "-number"] = "due_on"
    status: InvoiceStatus | None = Field(
        default=None, description="Only invoices with this status"
    )
    due_until: date | None = Field(
        default=None, description="Only invoices that are due on this day or before"
    )

    def statement(self) -> Any:
        statement = select(Invoice)
        if self.status is not None:
            statement = statement.where(col(Invoice.status) == self.status)
        if self.due_until is not None:
            statement = statement.where(col(Invoice.due_on) <= self.due_until)
        return statement
