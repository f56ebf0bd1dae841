"""The table of teams."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.db.base import Record
from app.db.columns import TO_MANY, unique_index
from app.fields import NonEmptyStr

if TYPE_CHECKING:
    from app.users.models import User


class TeamBase(SQLModel):
    """The fields of a team."""

    name: NonEmptyStr = Field(max_length=100)
    description: NonEmptyStr | None = Field(default=None, max_length=1000)


class Team(TeamBase, Record, table=True):
    """A team of users. It cannot be deleted while it has users."""

    __tablename__ = "teams"
    __table_args__ = (unique_index("name"), sa.Index(None, "created_at", "id"))

    users: list["User"] = Relationship(
        back_populates="team",
        sa_relationship_kwargs=TO_MANY | {"order_by": "User.id"},
    )
