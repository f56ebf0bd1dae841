"""The filters of the lists of users."""

from typing import ClassVar, Literal

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import col

from app.fields import Id, Moment, Storable
from app.models import Record
from app.pagination import PageQuery
from app.users.models import User


class UserQuery(PageQuery):
    """Which users, all conditions together, in which order, and which page."""

    model: ClassVar[type[Record]] = User

    sort: Literal["created_at", "-created_at", "username", "-username"] = "created_at"
    q: Storable | None = Field(
        default=None,
        max_length=200,
        description="Part of the username, the e-mail address or the full name",
    )
    ids: list[Id] | None = Field(default=None, max_length=100)
    team_id: Id | None = None
    without_team: bool = False
    is_active: bool | None = None
    created_after: Moment | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what a user must meet to be in the list."""
        conditions = []
        if self.q is not None:
            conditions.append(_mentions(self.q))
        if self.ids is not None:
            conditions.append(col(User.id).in_(self.ids))
        if self.team_id is not None:
            conditions.append(col(User.team_id) == self.team_id)
        if self.without_team:
            conditions.append(col(User.team_id).is_(None))
        if self.is_active is not None:
            conditions.append(col(User.is_active).is_(self.is_active))
        if self.created_after is not None:
            conditions.append(col(User.created_at) > self.created_after)
        return conditions


class DirectoryQuery(PageQuery):
    """Which page of the directory."""

    model: ClassVar[type[Record]] = User

    sort: Literal["username", "-username"] = "username"


def _mentions(text: str) -> sa.ColumnElement[bool]:
    # In a LIKE pattern, % and _ stand for other characters; here they are themselves.
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    fields = (col(User.username), col(User.email), col(User.full_name))
    return sa.or_(*(field.ilike(f"%{escaped}%", escape="\\") for field in fields))
