"""The words that show with which choices a project was baked."""

import re

from support.variants import TAGGED, TEMPLATE, Variant, choices, tag_of

NOTHING = r"(?!)"
POOL_PROFILES = [tag_of("pool_profile", it) for it in choices("pool_profile")]
SHOWS = {
    "asyncpg": r"asyncpg|\basync\b|\bawait\b|(?-i:\bAsync[A-Z])",
    "standard": NOTHING,
    "replicas": r"\breplicas?\b|\bread_after\b",
    "soft": r"soft.?delet|deleted_at|include_deleted|\brestor",
    "hard": NOTHING,
    "repository": r"repositor",
    "session": NOTHING,
    "example": r"\bteams?\b|\b(app|tests)[/.](users|projects)\b|\W/(users|projects)\b"
    r"|pwdlib|argon2|faker|e.?mail.?validator|dev.seed",
    "empty": NOTHING,
    "mit": r"\bmit\b",
    "apache": r"\bapache",
    "bsd": r"\bbsd\b",
    "proprietary": r"proprietary|all rights reserved",
}
"""Regular expressions of what only a project with this choice may contain.

A choice without an entry has its tag. A tag that is a common word needs an entry.
"""

ASYNC_IMPORT = r"^from collections.abc import AsyncIterator"
# The page tells of the other pool profiles, as the next steps.
SCALING = {
    (tag, "docs/scaling.md"): r"[Pp]g[Bb]ouncer|replica" for tag in POOL_PROFILES
}

ALLOWED = SCALING | {
    ("psycopg", "app/lifespan.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"async def lifespan\(",
            r"async with asyncio\.timeout\(",
            r"await asyncio\.to_thread\(",
            r"await (start_replicas|replicas\.aclose)\(",
        ]
    ),
    ("psycopg", "app/db/replicas/start.py"): "|".join(
        [
            r"AsyncExitStack",
            r"async def start_replicas\(",
            r"await stack\.enter_async_context\(",
        ]
    ),
    ("psycopg", "app/api/threads.py"): "|".join(
        [
            r"async def run_in_connection_slot\(",
            r"async with connection_slot\(",
            r"await run_in_threadpool\(",
        ]
    ),
    ("psycopg", "app/api/session.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"^The dependencies are async",
            r"async def (get_(read_)?session(_maker)?|_close|_run_in_thread)\(",
            r"-> AsyncIterator\[(Read)?Session\]:$",
            r"async with connection_slot\(",
            r"await (_close|_run_in_thread|to_thread\.run_sync)\(",
        ]
    ),
    ("psycopg", "app/api/transactions.py"): "|".join(
        [
            r"async def (__call__|get_run_in_transaction|run)\(",
            r"await run_in_connection_slot",
            r"# async, so that",
        ]
    ),
    ("psycopg", "app/api/streaming.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"async def (_chain|get_stream)\(|AsyncIterator\[bytes\]:$",
            r"await run_in_connection_slot",
        ]
    ),
}
"""Lines that a file may contain although they look like those of another choice.

FastAPI takes only async lifespans, and waiting for a connection there blocks no thread.
"""

ASYNC_FILES = {
    re.sub(r"@[a-z]+", "", path.relative_to(TEMPLATE).as_posix())
    for path in TEMPLATE.rglob("*@async.*")
}
"""The files that are async with both drivers."""
ASYNC_WORDS = r"^(?!.*asyncpg).*\b(async|await|Async[A-Z])"


def shows(tag: str) -> str:
    """Return a pattern of what only a project with this choice may contain."""
    return SHOWS.get(tag, re.escape(tag).replace("_", "."))


def alternatives(variant: Variant) -> dict[str, list[str]]:
    """Return the tags of the variant's choices, each with those of its alternatives."""
    tags = {}
    for key in TAGGED:
        chosen = variant.answers[key]
        others = [answer for answer in choices(key) if answer != chosen]
        tags[tag_of(key, chosen)] = [tag_of(key, answer) for answer in others]
    return tags


def foreign_lines(variant: Variant, name: str, text: str) -> list[str]:
    """Return the lines of a file that belong to a choice which was not made."""
    lines = []
    for tag, others in alternatives(variant).items():
        foreign = re.compile("|".join(map(shows, others)), re.IGNORECASE)
        pattern = ASYNC_WORDS if name in ASYNC_FILES else NOTHING
        allowed = re.compile(ALLOWED.get((tag, name), pattern))
        lines += [
            f"{name}: {line}"
            for line in [name, *text.splitlines()]
            if foreign.search(line) and not allowed.search(line)
        ]
    return lines
