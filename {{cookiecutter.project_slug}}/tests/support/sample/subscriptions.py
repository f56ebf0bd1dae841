"""Subscriptions: names of constraints that are longer than PostgreSQL's limit."""

import sqlalchemy as sa
from sqlmodel import Field

from tests.support.sample.base import SampleModel


class Subscription(SampleModel, table=True):
    __tablename__ = "newsletter_subscriptions_of_planets_that_are_read_often"
    __table_args__ = (sa.Index(None, "newsletter", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    newsletter: str = Field(max_length=100)
    planet_id: int | None = Field(
        default=None,
        foreign_key="planets.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )
