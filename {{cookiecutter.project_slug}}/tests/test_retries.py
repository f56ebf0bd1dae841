"""Units of work that collide are repeated, and those that fail otherwise are not."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select, update

from app import transactions
from app.session import AsyncSession
from app.teams.models import Team
from app.transactions import run_in_transaction
from app.work import Sessions
from tests.together import Meeting, together

RAISE = "DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"


class Failing:
    """Work that fails with a state of the server until its last attempt."""

    def __init__(self, state: str, failures: int) -> None:
        self.statement = text(RAISE.format(state=state))
        self.failures = failures
        self.attempts = 0

    async def __call__(self, session: AsyncSession) -> str:
        self.attempts += 1
        session.add(Team(name=f"Attempt {self.attempts}"))
        await session.flush()
        if self.attempts <= self.failures:
            connection = await session.connection()
            await connection.execute(self.statement)
        return "done"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "LONGEST_PAUSE", 0.001)


async def names_of_teams(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        names = await session.exec(select(Team.name).order_by(Team.name))
        return list(names)


@pytest.mark.parametrize("state", ["40001", "40P01"])
@pytest.mark.parametrize("failures", [0, 1, 2])
async def test_what_collides_is_repeated_and_done_once(
    committing_sessions: Sessions, state: str, failures: int
) -> None:
    work = Failing(state, failures)

    assert await run_in_transaction(committing_sessions, work) == "done"
    assert work.attempts == failures + 1
    assert await names_of_teams(committing_sessions) == [f"Attempt {work.attempts}"]


@pytest.mark.parametrize(("attempts", "state"), [(1, "40001"), (3, "40P01")])
async def test_the_last_collision_is_raised(
    committing_sessions: Sessions, attempts: int, state: str
) -> None:
    work = Failing(state, failures=9)

    with pytest.raises(DBAPIError):
        await run_in_transaction(committing_sessions, work, attempts)

    assert work.attempts == attempts
    assert await names_of_teams(committing_sessions) == []


@pytest.mark.parametrize("state", ["23505", "40003", "55P03", "57014"])
async def test_other_failures_are_not_repeated(
    committing_sessions: Sessions, state: str
) -> None:
    work = Failing(state, failures=9)

    with pytest.raises(DBAPIError):
        await run_in_transaction(committing_sessions, work)

    assert work.attempts == 1


class Renaming:
    """Work that changes two teams, and meets its rival between the two."""

    def __init__(self, meeting: Meeting, name: str, ids: list[int]) -> None:
        self.meeting = meeting
        self.name = name
        self.ids = ids
        self.attempts = 0

    async def __call__(self, session: AsyncSession) -> None:
        self.attempts += 1
        # Again, it begins where its rival did, and waits for it: it could overtake the
        # rival otherwise, and deadlock once more.
        first, second = self.ids if self.attempts == 1 else self.ids[::-1]
        await self._rename(session, first)
        if self.attempts == 1:
            await self.meeting.wait()
        await self._rename(session, second)

    async def _rename(self, session: AsyncSession, team_id: int) -> None:
        description = self.name
        statement = update(Team).where(col(Team.id) == team_id)
        await session.exec(statement.values(description=description))


async def test_two_that_deadlock_both_succeed(committing_sessions: Sessions) -> None:
    teams = [Team(name="One"), Team(name="Other")]
    async with committing_sessions.begin() as session:
        session.add_all(teams)
    ids = [team.id for team in teams]
    meeting = Meeting(2)
    rivals = [
        Renaming(meeting, "forwards", ids),
        Renaming(meeting, "backwards", ids[::-1]),
    ]

    await together(run_in_transaction, [(committing_sessions, work) for work in rivals])

    assert sorted(work.attempts for work in rivals) == [1, 2]
    async with committing_sessions() as session:
        found = await session.exec(select(Team.description).distinct())
        # One came after the other: both teams carry the name of the second.
        assert len(found.all()) == 1
