"""Tickets: a table with several enum columns."""

from enum import StrEnum

from sqlmodel import Field

from app.db.columns import enum_type
from tests.support.sample.base import SampleRecord


class TicketStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Priority(StrEnum):
    LOW = "low"
    HIGH = "very high"


class SampleTicket(SampleRecord, table=True):
    __tablename__ = "sample_tickets"

    status: TicketStatus = Field(
        default=TicketStatus.OPEN, sa_type=enum_type(TicketStatus)
    )
    priority: Priority | None = Field(default=None, sa_type=enum_type(Priority))
    impact: Priority = Field(
        default=None,
        sa_type=enum_type(Priority),
        sa_column_kwargs={"server_default": Priority.LOW},
    )
