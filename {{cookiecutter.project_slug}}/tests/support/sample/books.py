"""Books and their authors."""

from sqlmodel import Field

from app.db.columns import unique_index
from tests.support.sample.base import SampleRecord


class Author(SampleRecord, table=True):
    __tablename__ = "authors"
    __table_args__ = (unique_index("name"),)

    name: str = Field(max_length=100)
