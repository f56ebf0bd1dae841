"""From what the API takes to what the table holds: the password becomes its hash.

That takes long on purpose. So requests do it first, in dependencies that come before
the session: while they hash, they hold no connection.
"""

from typing import Annotated, Any

from fastapi import Depends
from sqlmodel import SQLModel

from app.passwords import hash_password
from app.users.models import UserBase
from app.users.schemas import (
    BulkCreate,
    MemberCreate,
    OnError,
    UserCreate,
    UserUpdate,
)


class Account(UserBase):
    """A new user as the table takes them."""

    hashed_password: str


class Batch(SQLModel):
    """Many new users, and what to do about one that cannot be created."""

    accounts: list[Account]
    on_error: OnError


async def new_account(data: UserCreate | MemberCreate) -> Account:
    hashed_password = await hash_password(data.password)
    return Account.model_validate(data, update={"hashed_password": hashed_password})


async def account_to_create(data: UserCreate) -> Account:
    return await new_account(data)


async def batch_to_create(data: BulkCreate) -> Batch:
    accounts = [await new_account(item) for item in data.users]
    return Batch(accounts=accounts, on_error=data.on_error)


async def changes_to_make(data: UserUpdate) -> dict[str, Any]:
    """Return the columns to change and their new values."""
    changes = data.sent()
    if "password" in changes:
        changes["hashed_password"] = await hash_password(changes.pop("password"))
    return changes


AccountDep = Annotated[Account, Depends(account_to_create)]
BatchDep = Annotated[Batch, Depends(batch_to_create)]
ChangesDep = Annotated[dict[str, Any], Depends(changes_to_make)]
