"""The table of a new domain."""

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.db.base import Record
from app.db.columns import MANY_TO_ONE
from app.teams.models import Team


class Aaa(Record, table=True):
    __tablename__ = "aaa"

    name: str = Field(max_length=100)
    team_id: int = Field(
        foreign_key="teams.id", ondelete="RESTRICT", sa_type=sa.BigInteger
    )

    team: Team = Relationship(back_populates="aaa", sa_relationship_kwargs=MANY_TO_ONE)
