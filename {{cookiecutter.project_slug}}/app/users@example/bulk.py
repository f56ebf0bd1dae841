"""Creation of many users in one request."""

from collections.abc import Sequence

from app.db.errors import translated_errors
from app.db.session import AsyncSession
from app.errors import ConflictError, FieldError, ProblemError
from app.users import service
from app.users.models import User
from app.users.schemas import (
    BulkFailure,
    BulkResult,
    NewUser,
    NewUsers,
    TeamMemberCreate,
    UserCreate,
    UserPublic,
)

ABORTED = "No user was created, since some are not valid: see `errors`."


async def check_names(
    session: AsyncSession, *, place: str, users: Sequence[UserCreate | TeamMemberCreate]
) -> None:
    """Raise a ConflictError if a name is taken, or is there twice.

    The database checks the same when the users are inserted. This check comes before
    their passwords are hashed, which takes long.
    """
    names = await service.list_names(
        session, [user.username for user in users], [user.email for user in users]
    )
    taken = {
        "username": {username for username, _ in names},
        "email": {email for _, email in names},
    }
    errors = []
    for index, user in enumerate(users):
        for field, values in taken.items():
            value = getattr(user, field)
            if value in values:
                name = f"{place}.{index}.{field}"
                errors.append(FieldError(field=name, message="Value is already taken"))
            values.add(value)
    if errors:
        raise ConflictError(ABORTED, *errors)


async def create_users(session: AsyncSession, new: NewUsers) -> BulkResult:
    """Insert all users in one statement; if that fails, insert them one by one.

    Inserting one by one shows which users fail. `skip` leaves them out; `abort` raises
    a ConflictError that names them. Call this with run_in_transaction: two requests
    with the same e-mail addresses and different usernames may deadlock.
    """
    try:
        created = await _insert(session, new.users)
    except ProblemError:
        return await _insert_each(session, new)
    return BulkResult(created=created, failed=[])


async def _insert_each(session: AsyncSession, new: NewUsers) -> BulkResult:
    created: dict[int, UserPublic] = {}
    problems: dict[int, ProblemError] = {}
    for index in _in_order(new.users):
        try:
            [created[index]] = await _insert(session, [new.users[index]])
        except ProblemError as problem:
            problems[index] = problem
    if problems and new.on_error == "abort":
        raise _abort(problems)
    return BulkResult(
        created=[created[index] for index in sorted(created)],
        failed=[
            BulkFailure(
                index=index,
                username=new.users[index].username,
                detail=problems[index].detail,
                errors=problems[index].errors,
            )
            for index in sorted(problems)
        ],
    )


async def _insert(session: AsyncSession, new: list[NewUser]) -> list[UserPublic]:
    with translated_errors():
        users = await _insert_in_savepoint(session, new)
    return [UserPublic.model_validate(user) for user in users]


async def _insert_in_savepoint(session: AsyncSession, new: list[NewUser]) -> list[User]:
    """Insert users in a savepoint, so that a failure undoes nothing else."""
    users = [User(**user.model_dump()) for user in new]
    async with session.begin_nested():
        session.add_all(users[index] for index in _in_order(new))
    return users


def _in_order(users: list[NewUser]) -> list[int]:
    """Return the indexes in the order of the usernames.

    Two requests with the same usernames insert them in the same order: they cannot
    deadlock.
    """
    return sorted(range(len(users)), key=lambda index: users[index].username)


def _abort(problems: dict[int, ProblemError]) -> ConflictError:
    """Return the error of the request, which names each failed user by its index."""
    errors = [
        error
        for index in sorted(problems)
        for error in _field_errors(f"users.{index}", problems[index])
    ]
    return ConflictError(ABORTED, *errors)


def _field_errors(place: str, problem: ProblemError) -> list[FieldError]:
    if not problem.errors:
        return [FieldError(field=place, message=problem.detail)]
    return [
        FieldError(field=f"{place}.{error.field}", message=error.message)
        for error in problem.errors
    ]
