"""Subscriptions: names of constraints that are longer than PostgreSQL's limit."""

import sqlalchemy as sa
from sqlmodel import Field

from app.db.columns import unique_index
from tests.support.sample.base import SampleRecord


class Subscription(SampleRecord, table=True):
    __tablename__ = "newsletter_subscriptions_of_authors_who_write_every_day"
    __table_args__ = (unique_index("newsletter"),)

    newsletter: str = Field(max_length=100)
    author_id: int | None = Field(
        default=None,
        foreign_key="sample.authors.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )
