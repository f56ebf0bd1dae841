"""Request and response schemas of users."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, StrictBool

from app.api.schemas import NOT_SENT, PatchBody, RequestBody, ResponseBody, example
from app.errors import FieldError
from app.fields import Id
from app.users.fields import Email, FullName, Password, Username

BULK_MAX = 100

ADA = {
    "username": "ada",
    "email": "ada@example.com",
    "full_name": "Ada Lovelace",
    "password": "correct horse",
}
GRACE = {
    "username": "grace",
    "email": "grace@example.com",
    "full_name": "Grace Hopper",
    "password": "battery staple",
}


class TeamMemberCreate(RequestBody):
    """A user to create together with a team."""

    username: Username
    email: Email
    full_name: FullName | None = None
    is_active: StrictBool = True
    password: Password


class UserCreate(TeamMemberCreate):
    """A user to create."""

    model_config = example(**ADA)

    team_id: Id | None = None


class UserUpdate(PatchBody):
    """Changes to a user. All fields are optional."""

    model_config = example(full_name="Ada King", is_active=True)

    username: Username = NOT_SENT
    email: Email = NOT_SENT
    full_name: FullName | None = None
    is_active: StrictBool = NOT_SENT
    team_id: Id | None = None
    password: Password = NOT_SENT


class UserPublic(ResponseBody):
    """A user, without the password."""

    username: str = Field(examples=[ADA["username"]])
    email: str = Field(examples=[ADA["email"]])
    full_name: str | None
    is_active: bool
    team_id: int | None
    id: int
    created_at: datetime
    updated_at: datetime


class TeamSummary(ResponseBody):
    """A team, in short form."""

    id: int
    name: str


class ProjectSummary(ResponseBody):
    """A project, in short form."""

    id: int
    name: str


class UserDetail(UserPublic):
    """A user with their team and projects."""

    team: TeamSummary | None
    projects: list[ProjectSummary]


class DirectoryEntry(ResponseBody):
    """Id, username and e-mail address of a user."""

    id: int
    username: str
    email: str


OnError = Literal["abort", "skip"]


class BulkCreate(RequestBody):
    """Users to create in one request.

    If one of them cannot be created, `abort` creates none, `skip` creates the others.
    """

    model_config = example(users=[ADA, GRACE], on_error="skip")

    users: list[UserCreate] = Field(min_length=1, max_length=BULK_MAX)
    on_error: OnError = "abort"


class BulkFailure(ResponseBody):
    """A user who was not created. `index` is the position in `users`, from 0."""

    index: int
    username: str
    detail: str
    errors: list[FieldError]


class BulkResult(ResponseBody):
    """The created users, and those that could not be created."""

    created: list[UserPublic]
    failed: list[BulkFailure]


class DeactivateRequest(RequestBody):
    """Ids of the users to deactivate."""

    model_config = example(ids=[1])

    ids: list[Id] = Field(min_length=1, max_length=BULK_MAX)


class DeactivateResult(ResponseBody):
    """The number of users that this request deactivated."""

    deactivated: int


class NewUser(BaseModel):
    """A user to insert: the password is hashed."""

    username: str
    email: str
    full_name: str | None = None
    is_active: bool = True
    team_id: int | None = None
    hashed_password: str


class NewUsers(BaseModel):
    """Users to insert, and what to do if one of them cannot be inserted."""

    users: list[NewUser]
    on_error: OnError
