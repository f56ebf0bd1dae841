"""Subscriptions: names of constraints that are longer than PostgreSQL's limit."""

import sqlalchemy as sa
from sqlmodel import Field

from app.db.base import TableModel
from tests.support.sample.base import metadata


class Subscription(TableModel, table=True):
    metadata = metadata

    __tablename__ = "newsletter_subscriptions_of_authors_who_write_every_day"
    __table_args__ = (sa.Index(None, "newsletter", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    newsletter: str = Field(max_length=100)
    author_id: int | None = Field(
        default=None,
        foreign_key="sample.authors.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )
