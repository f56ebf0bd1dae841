"""Tables and schemas of plain, as the tutorial of SQLModel writes them."""

from datetime import UTC, datetime
from typing import Literal

from sqlmodel import Field, Relationship, SQLModel


def now() -> datetime:
    return datetime.now(UTC)


class ProjectMember(SQLModel, table=True):
    __tablename__ = "project_members"

    project_id: int = Field(foreign_key="projects.id", primary_key=True)
    user_id: int = Field(foreign_key="users.id", primary_key=True)


class Team(SQLModel, table=True):
    __tablename__ = "teams"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    description: str | None = None
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    users: list["User"] = Relationship(back_populates="team")


class Project(SQLModel, table=True):
    __tablename__ = "projects"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    description: str | None = None
    status: str
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    members: list["User"] = Relationship(
        back_populates="projects", link_model=ProjectMember
    )


class UserBase(SQLModel):
    username: str = Field(unique=True)
    email: str = Field(unique=True)
    full_name: str | None = None
    is_active: bool = True
    team_id: int | None = Field(default=None, foreign_key="teams.id")


class User(UserBase, table=True):
    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    hashed_password: str
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    team: Team | None = Relationship(back_populates="users")
    projects: list[Project] = Relationship(
        back_populates="members",
        link_model=ProjectMember,
        sa_relationship_kwargs={"order_by": "Project.id"},
    )


class UserPublic(UserBase):
    id: int
    created_at: datetime
    updated_at: datetime


class TeamSummary(SQLModel):
    id: int
    name: str


class ProjectSummary(SQLModel):
    id: int
    name: str


class UserDetail(UserPublic):
    team: TeamSummary | None
    projects: list[ProjectSummary]


class UserList(SQLModel):
    items: list[UserPublic]


class ProjectCreate(SQLModel):
    name: str = Field(max_length=100)
    description: str | None = Field(default=None, max_length=1000)
    status: Literal["planned", "active", "done"] = "planned"


class ProjectPublic(SQLModel):
    name: str
    description: str | None
    status: str
    id: int
    created_at: datetime
    updated_at: datetime
    member_count: int = 0
