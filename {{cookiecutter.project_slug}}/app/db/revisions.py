"""Which migrations the database has, and which ones this release needs."""

from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import String, column, table
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.db.errors import sqlstate
from app.db.session import AsyncSessionMaker

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

APPLIED = select(column("version_num", String)).select_from(table("alembic_version"))
UNDEFINED_TABLE = "42P01"


@dataclass(frozen=True)
class Revisions:
    """The revisions in migrations/versions."""

    latest: frozenset[str]
    all: frozenset[str]

    def are_applied(self, applied: Set[str]) -> bool:
        """Whether a database with these revisions has what this release needs.

        During a rolling release it also has newer ones, which this release does not
        know.
        """
        return applied >= self.latest or not applied <= self.all


@cache
def known_revisions() -> Revisions:
    """Return the revisions of this release."""
    # Alembic is imported here: most processes never need it.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(Config(toml_file=PYPROJECT))
    return Revisions(
        latest=frozenset(scripts.get_heads()),
        all=frozenset(script.revision for script in scripts.walk_revisions()),
    )


async def applied_revisions(session_maker: AsyncSessionMaker) -> set[str]:
    """Return the revisions of the database; none if it was never migrated."""
    try:
        async with session_maker() as session:
            result = await session.exec(APPLIED)
            return set(result.all())
    except DBAPIError as error:
        if sqlstate(error) != UNDEFINED_TABLE:
            raise
    return set()
