"""The purge of users, teams and memberships that were deleted long ago."""

from httpx2 import AsyncClient
from sqlalchemy import text

from app import purge
from app.db.session import AsyncSession, AsyncSessionMaker
from tests.support.factories import add_member, create_project, create_team, create_user

TABLES = ("teams", "users", "projects", "project_members")


async def age(session: AsyncSession, table: str, days: int) -> None:
    """Set `deleted_at` of all deleted rows of a table to a number of days ago."""
    connection = await session.connection()
    await connection.execute(
        text(
            f"UPDATE {table} SET deleted_at = now() - interval '{days} days' "  # noqa: S608
            "WHERE deleted_at IS NOT NULL"
        )
    )
    await session.commit()


async def counts(session: AsyncSession) -> dict[str, int]:
    connection = await session.connection()
    numbers = {}
    for table in TABLES:
        rows = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
        numbers[table] = rows.scalar_one()
    return numbers


async def test_only_rows_deleted_long_ago_are_removed(
    client: AsyncClient, session: AsyncSession, session_maker: AsyncSessionMaker
) -> None:
    kept, recent, old = [await create_user(client) for _ in range(3)]
    project = await create_project(client)
    for user in (kept, old):
        await add_member(client, project, user)
    await client.delete(f"/users/{old['id']}")
    await age(session, "users", 31)
    await client.delete(f"/users/{recent['id']}")

    summary = await purge.purge(session_maker, days=30)

    assert "1 users" in summary
    assert "0 teams" in summary
    assert await counts(session) == {
        "teams": 0,
        "users": 2,
        "projects": 1,
        "project_members": 1,
    }


async def test_a_deleted_team_is_kept_while_a_deleted_user_references_it(
    client: AsyncClient, session: AsyncSession, session_maker: AsyncSessionMaker
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    await client.delete(f"/users/{user['id']}")
    await client.delete(f"/teams/{team['id']}")
    await age(session, "teams", 40)

    await purge.purge(session_maker, days=30)
    kept = await counts(session)
    await age(session, "users", 40)
    await purge.purge(session_maker, days=30)

    assert (kept["teams"], kept["users"]) == (1, 1)
    assert await counts(session) == dict.fromkeys(TABLES, 0)
