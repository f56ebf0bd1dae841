"""The table of users."""

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.fields import Email, Id, Text, Username
from app.models import COLLECTION, REFERENCE, Record, unique
from app.projects.models import Project, ProjectMember
from app.teams.models import Team


class UserProfile(SQLModel):
    """What a user says of themself."""

    username: Username = Field(max_length=50)
    email: Email = Field(max_length=254)
    full_name: Text | None = Field(default=None, max_length=200)
    is_active: bool = True


class UserBase(UserProfile):
    """A profile, and the team it belongs to."""

    team_id: Id | None = Field(
        default=None, foreign_key="teams.id", ondelete="RESTRICT", sa_type=sa.BigInteger
    )


class User(UserBase, Record, table=True):
    """A person with an account, in at most one team and in any number of projects."""

    __tablename__ = "users"
    __table_args__ = (
        unique("username"),
        unique("email"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "team_id", "is_active"),
    )

    hashed_password: str

    team: Team | None = Relationship(
        back_populates="users", sa_relationship_kwargs=REFERENCE
    )
    projects: list[Project] = Relationship(
        back_populates="members",
        link_model=ProjectMember,
        sa_relationship_kwargs=COLLECTION | {"order_by": "Project.id"},
    )
