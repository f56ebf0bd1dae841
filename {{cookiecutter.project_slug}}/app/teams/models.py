"""The table of teams."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.fields import Text
from app.models import COLLECTION, Record, unique

if TYPE_CHECKING:
    from app.users.models import User


class TeamBase(SQLModel):
    """What is known of a team."""

    name: Text = Field(max_length=100)
    description: Text | None = Field(default=None, max_length=1000)


class Team(TeamBase, Record, table=True):
    """Users who work together; it cannot go while it has any."""

    __tablename__ = "teams"
    __table_args__ = (unique("name"), sa.Index(None, "created_at", "id"))

    users: list["User"] = Relationship(
        back_populates="team",
        sa_relationship_kwargs=COLLECTION | {"order_by": "User.id"},
    )
