"""The lists of users, and what is loaded with a user."""

from functools import cache
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import bindparam, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.base import Record
from app.db.columns import related
from app.db.pagination import PageQuery
from app.fields import Id, StoredStr, UtcDatetime
from app.users.models import User
from app.users.schemas import DirectoryEntry, UserPublic


class UserQuery(PageQuery[UserPublic]):
    """Query parameters of the list of users. Filters are combined with AND."""

    model: ClassVar[type[Record]] = User
    item_schema: ClassVar[type[BaseModel]] = UserPublic

    sort: Literal["created_at", "-created_at", "username", "-username"] = "created_at"
    q: StoredStr | None = Field(
        default=None,
        max_length=200,
        description="Only users with this text in username, e-mail address or full "
        "name; case is ignored",
    )
    ids: list[Id] | None = Field(
        default=None, max_length=100, description="Only users with these ids"
    )
    team_id: Id | None = Field(default=None, description="Only users of this team")
    without_team: bool = Field(default=False, description="Only users without a team")
    is_active: bool | None = Field(
        default=None, description="true: only active users; false: only inactive users"
    )
    created_after: UtcDatetime | None = Field(
        default=None,
        description="Only users created after this time, which needs a time zone",
    )

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        conditions = []
        if self.q is not None:
            conditions.append(_contains(self.q))
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

    def parts(self, statement: Any) -> list[Any]:
        if self.q is not None:
            # Once more, for the planner alone: it assumes that one row in 10,000 has a
            # text, even one that it knows nothing of. In a large table it would look
            # for such rows in the index of the sort order, and read all of it. With a
            # parameter that is false: a plan that was made without knowing the text
            # looks dear, so the server makes one for each text.
            statement = statement.where(_contains(self.q) | sa.literal(False))
        return super().parts(statement)


class DirectoryQuery(PageQuery[DirectoryEntry]):
    """Query parameters of the directory."""

    model: ClassVar[type[Record]] = User
    item_schema: ClassVar[type[BaseModel]] = DirectoryEntry

    sort: Literal["username", "-username"] = "username"


def user_detail() -> list[ORMOption]:
    """Return what to load with a user: their team and projects.

    In the same statement, since a user has few projects.
    """
    return [joinedload(related(User.team)), joinedload(related(User.projects))]


@cache
def by_username() -> SelectOfScalar[User]:
    """Return the query of the user named `:username`, with their detail."""
    by_name = col(User.username) == bindparam("username")
    return select(User).where(by_name).options(*user_detail())


def _contains(text: str) -> sa.ColumnElement[bool]:
    # Escape the wildcards of LIKE, so that they match themselves.
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    fields = (col(User.username), col(User.email), col(User.full_name))
    return sa.or_(*(field.ilike(f"%{escaped}%", escape="\\") for field in fields))
