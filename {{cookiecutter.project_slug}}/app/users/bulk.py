"""Creating many users in one request: all of them, or those that can be."""

from sqlalchemy.exc import DBAPIError

from app.errors import ProblemError, UnavailableError, is_collision, problem_of
from app.session import AsyncSession
from app.teams.service import hold_team
from app.users.accounts import Batch
from app.users.models import User
from app.users.schemas import BulkFailure, BulkResult, UserPublic


async def create_users(session: AsyncSession, batch: Batch) -> BulkResult:
    """Create the users; one that cannot be created ends it all, or is passed over.

    Two such requests with the same addresses under other names may deadlock: run it in
    run_in_transaction.
    """
    users = [User.model_validate(account) for account in batch.accounts]
    # Stored in the order of their names, two requests with the same names do not wait
    # for each other.
    ordered = sorted(enumerate(users), key=lambda numbered: numbered[1].username)
    if batch.on_error == "abort":
        await _create_all(session, [user for _, user in ordered])
        failures = {}
    else:
        failures = await _create_each(session, ordered)

    created = [user for index, user in enumerate(users) if index not in failures]
    return BulkResult(
        created=[UserPublic.model_validate(user) for user in created],
        failed=[failures[index] for index in sorted(failures)],
    )


async def _create_all(session: AsyncSession, users: list[User]) -> None:
    for team_id in sorted({user.team_id for user in users if user.team_id}):
        await hold_team(session, team_id)
    session.add_all(users)
    await session.flush()


async def _create_each(
    session: AsyncSession, users: list[tuple[int, User]]
) -> dict[int, BulkFailure]:
    failures = {}
    for index, user in users:
        problem = await _try_to_create(session, user)
        if problem is not None:
            failures[index] = BulkFailure(
                index=index,
                username=user.username,
                detail=problem.detail,
                errors=problem.errors,
            )
    return failures


async def _try_to_create(session: AsyncSession, user: User) -> ProblemError | None:
    """Create a user in a savepoint, so that a failure undoes nothing else."""
    try:
        async with session.begin_nested():
            await hold_team(session, user.team_id)
            session.add(user)
    except ProblemError as problem:
        return problem
    except DBAPIError as error:
        meaning = problem_of(error)
        unavailable = isinstance(meaning, UnavailableError)
        if meaning is None or unavailable or is_collision(error):
            raise
        return meaning
    return None
