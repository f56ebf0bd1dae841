"""The table of invoices."""

from sqlmodel import Field

from app.db.base import Record
from app.db.columns import unique_index


class Invoice(Record, table=True):
    """An invoice."""

    __tablename__ = "invoices"
    __table_args__ = (unique_index("number"),)

    number: str = Field(max_length=20)
