"""The list of invoices: its query parameters and statement."""

from datetime import date
from typing import ClassVar, Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import col

from app.db.base import Record
from app.db.pagination import PageQuery
from app.invoices.models import Invoice, InvoiceStatus
from app.invoices.schemas import InvoicePublic


class InvoiceQuery(PageQuery[InvoicePublic]):
    """Query parameters of the list of invoices. Filters are combined with AND."""

    model: ClassVar[type[Record]] = Invoice
    item_schema: ClassVar[type[BaseModel]] = InvoicePublic

    sort: Literal["due_on", "-due_on", "number", "-number"] = "due_on"
    status: InvoiceStatus | None = Field(
        default=None, description="Only invoices with this status"
    )
    due_until: date | None = Field(
        default=None, description="Only invoices that are due on this day or before"
    )

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        conditions = []
        if self.status is not None:
            conditions.append(col(Invoice.status) == self.status)
        if self.due_until is not None:
            conditions.append(col(Invoice.due_on) <= self.due_until)
        return conditions
