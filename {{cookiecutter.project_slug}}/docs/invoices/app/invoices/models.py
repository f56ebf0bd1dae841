"""The table of invoices."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.db.base import Record
from app.db.columns import enum_type, unique_index
from app.invoices.fields import NUMBER_MAX


class InvoiceStatus(StrEnum):
    """The progress of an invoice."""

    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"


class Invoice(Record, table=True):
    """An invoice."""

    __tablename__ = "invoices"
    __table_args__ = (
        unique_index("number"),
        sa.Index(None, "due_on", "id"),
    )

    number: str = Field(max_length=NUMBER_MAX)
    status: InvoiceStatus = Field(
        default=InvoiceStatus.DRAFT, sa_type=enum_type(InvoiceStatus)
    )
    due_on: date
    amount: Decimal = Field(max_digits=12, decimal_places=2)
