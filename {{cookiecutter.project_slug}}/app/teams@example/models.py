"""The table of teams."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.db.base import Record
from app.db.columns import TO_MANY, unique_index
from app.teams.fields import DESCRIPTION_MAX, NAME_MAX

if TYPE_CHECKING:
    from app.users.models import User


class Team(Record, table=True):
    """A team of users. It cannot be deleted while it has users."""

    __tablename__ = "teams"
    __table_args__ = (unique_index("name"), sa.Index(None, "created_at", "id"))

    name: str = Field(max_length=NAME_MAX)
    description: str | None = Field(default=None, max_length=DESCRIPTION_MAX)

    users: list["User"] = Relationship(
        back_populates="team",
        sa_relationship_kwargs=TO_MANY | {"order_by": "User.id"},
    )
