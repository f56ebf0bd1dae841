"""The table of users."""

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.db.base import Record
from app.db.columns import MANY_TO_ONE, TO_MANY, unique_index
from app.projects.models import Project, ProjectMember
from app.teams.models import Team
from app.users.fields import EMAIL_MAX, FULL_NAME_MAX, USERNAME_MAX

SEARCHED = ("username", "email", "full_name")


class User(Record, table=True):
    """A user, in at most one team and in any number of projects."""

    __tablename__ = "users"
    __table_args__ = (
        unique_index("username"),
        unique_index("email"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "team_id", "is_active"),
        # For the search by a part of a text; see docs/large-tables.md.
        sa.Index(
            None,
            *SEARCHED,
            postgresql_using="gin",
            postgresql_ops=dict.fromkeys(SEARCHED, "gin_trgm_ops"),
        ),
    )

    username: str = Field(max_length=USERNAME_MAX)
    email: str = Field(max_length=EMAIL_MAX)
    full_name: str | None = Field(default=None, max_length=FULL_NAME_MAX)
    is_active: bool = True
    team_id: int | None = Field(
        default=None, foreign_key="teams.id", ondelete="RESTRICT", sa_type=sa.BigInteger
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
