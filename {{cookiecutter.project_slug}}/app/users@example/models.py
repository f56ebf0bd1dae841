"""The table of users."""

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.db.base import Record
from app.db.columns import MANY_TO_ONE, TO_MANY, unique_index
from app.fields import Id, NonEmptyStr
from app.projects.models import Project, ProjectMember
from app.teams.models import Team
from app.users.fields import Email, Username


class UserProfile(SQLModel):
    """The fields of a user, without the team."""

    username: Username = Field(max_length=50)
    email: Email = Field(max_length=254)
    full_name: NonEmptyStr | None = Field(default=None, max_length=200)
    is_active: bool = True


class UserBase(UserProfile):
    """The fields of a user, with the team."""

    team_id: Id | None = Field(
        default=None, foreign_key="teams.id", ondelete="RESTRICT", sa_type=sa.BigInteger
    )


class User(UserBase, Record, table=True):
    """A user, in at most one team and in any number of projects."""

    __tablename__ = "users"
    __table_args__ = (
        unique_index("username"),
        unique_index("email"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "team_id", "is_active"),
    )

    hashed_password: str

    team: Team | None = Relationship(
        back_populates="users", sa_relationship_kwargs=MANY_TO_ONE
    )
    projects: list[Project] = Relationship(
        back_populates="members",
        link_model=ProjectMember,
        sa_relationship_kwargs=TO_MANY | {"order_by": "Project.id"},
    )
