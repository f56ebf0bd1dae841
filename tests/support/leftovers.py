"""The words that show which choice a project was baked with."""

import re

from support.variants import BEHAVIOUR, Variant, tag_of

NOTHING = r"(?!)"
FOREIGN = {
    "asyncpg": r"psycopg",
    "psycopg": r"asyncpg|\basync\b|\bawait\b|(?-i:\bAsync[A-Z])",
    "standard": r"high.traffic|pgbouncer|serverless",
    "high_traffic": r"pgbouncer|serverless",
    "pgbouncer": r"high.traffic|serverless",
    "serverless": r"high.traffic|pgbouncer",
    "soft": NOTHING,
    "hard": r"soft.?delet|deleted_at|include_deleted|\brestor",
    "repository": NOTHING,
    "session": r"repositor",
    "mit": r"\bapache|\bbsd\b|proprietary|all rights reserved",
    "apache": r"\bmit\b|\bbsd\b|proprietary|all rights reserved",
    "bsd": r"\bmit\b|\bapache|proprietary|all rights reserved",
    "proprietary": r"\bmit\b|\bapache|\bbsd\b",
}
"""For each choice, the words that belong to its alternatives only."""

ASYNC_IMPORT = r"^from collections.abc import AsyncIterator"
ALLOWED = {
    ("psycopg", "app/database.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"async def (lifespan|turn|take_turn)\(",
            r"async with (turn|asyncio)",
            r"await app\.state\.turns",
        ]
    ),
    ("psycopg", "app/streaming.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"async def (in_turn|_chain)\(|AsyncIterator\[bytes\]:$",
            r"async with turn|await (run_in_threadpool|in_turn)",
        ]
    ),
}
"""FastAPI takes only async lifespans, in a sync service too, and waiting there for a
turn takes no thread."""


def foreign_lines(variant: Variant, name: str, text: str) -> list[str]:
    """Lines with a word that belongs to choices which this variant has not made."""
    lines = []
    for tag in (tag_of(key, variant.answers[key]) for key in [*BEHAVIOUR, "license"]):
        foreign = re.compile(FOREIGN.get(tag, NOTHING), re.IGNORECASE)
        allowed = re.compile(ALLOWED.get((tag, name), NOTHING))
        lines += [
            f"{name}: {line}"
            for line in [name, *text.splitlines()]
            if foreign.search(line) and not allowed.search(line)
        ]
    return lines
