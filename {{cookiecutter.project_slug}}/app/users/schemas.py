"""What the API takes and gives of users."""

from datetime import datetime
from typing import Literal

from sqlmodel import Field, SQLModel

from app.errors import FieldError
from app.fields import Email, Id, Password, Text, Username
from app.models import Input, Patch
from app.users.models import UserBase, UserProfile

BULK_MAX = 100


class UserCreate(UserBase, Input):
    """A new user."""

    password: Password


class MemberCreate(UserProfile, Input):
    """A new user of a team that is itself new."""

    password: Password


class UserUpdate(Patch):
    """Changes of a user."""

    username: Username = Field(default=None, max_length=50)
    email: Email = Field(default=None, max_length=254)
    full_name: Text | None = Field(default=None, max_length=200)
    is_active: bool = Field(default=None)
    team_id: Id | None = None
    password: Password = Field(default=None)


class UserPublic(UserBase):
    """A user as the API shows them: all but the password."""

    id: int
    created_at: datetime
    updated_at: datetime


class TeamOfUser(SQLModel):
    """The team of a user, in short."""

    id: int
    name: str


class ProjectOfUser(SQLModel):
    """A project of a user, in short."""

    id: int
    name: str


class UserDetail(UserPublic):
    """A user with their team and projects."""

    team: TeamOfUser | None
    projects: list[ProjectOfUser]


class DirectoryEntry(SQLModel):
    """As much of a user as a list of addresses needs."""

    id: int
    username: str
    email: str


OnError = Literal["abort", "skip"]


class BulkCreate(Input):
    """Many new users, and whether one that cannot be created stops the others."""

    users: list[UserCreate] = Field(min_length=1, max_length=BULK_MAX)
    on_error: OnError = "abort"


class BulkFailure(SQLModel):
    """A user that was not created; `index` is its place in the request, from 0."""

    index: int
    username: str
    detail: str
    errors: list[FieldError]


class BulkResult(SQLModel):
    """The users that were created, and why the rest were not."""

    created: list[UserPublic]
    failed: list[BulkFailure]


class DeactivateRequest(Input):
    """Users who may no longer do anything."""

    ids: list[Id] = Field(min_length=1, max_length=BULK_MAX)


class DeactivateResult(SQLModel):
    """How many users were active and no longer are."""

    deactivated: int
