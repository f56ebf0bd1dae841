"""Rows of large tables, loaded by COPY.

A team has 50 users and a project 80 members. One user in 11 is inactive, one in 101 is
in no team, and one in 1,000 has a given surname.
"""

import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from databases import psql, run_psql

TEAM_SIZE = 50
USERS_PER_PROJECT = 20
MEMBERSHIPS = 4
FIRST_NAMES = [
    "Ada",
    "Alan",
    "Barbara",
    "Edsger",
    "Frances",
    "Grace",
    "John",
    "Kathleen",
]
SURNAMES = [
    "".join(parts).capitalize()
    for parts in product(
        ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu"],
        ["rl", "mb", "nt", "sk", "ld", "rt", "ns", "lk", "rm", "nd"],
        ["au", "er", "in", "os", "um", "ax", "ez", "ik", "op", "yl"],
    )
]
STATUSES = ["planned", "active", "done"]
START = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("project_members", "users", "projects", "teams")
BATCH = 10_000

# Statements that drop an index and that create it again, with a tab between them.
INDEXES = """
SELECT concat_ws(E'\t', format('DROP INDEX %s', indexrelid::regclass),
    pg_get_indexdef(indexrelid))
FROM pg_index WHERE indrelid = '{table}'::regclass AND NOT indisprimary
UNION ALL
SELECT concat_ws(E'\t', format('ALTER TABLE {table} DROP CONSTRAINT %I', conname),
    format('ALTER TABLE {table} ADD CONSTRAINT %I %s', conname,
        pg_get_constraintdef(oid)))
FROM pg_constraint AS key WHERE conrelid = '{table}'::regclass AND contype = 'p'
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = key.conrelid)
"""
WITHOUT_FOREIGN_KEYS = "SET session_replication_role = replica"
MEMORY = "SET maintenance_work_mem = '512MB'"


def teams_of(users: int) -> int:
    return users // TEAM_SIZE


def projects_of(users: int) -> int:
    return users // USERS_PER_PROJECT


def surname(n: int) -> str:
    return SURNAMES[n % len(SURNAMES)]


def username(n: int) -> str:
    return f"{FIRST_NAMES[n % len(FIRST_NAMES)]}.{surname(n)}{n}".lower()


def created_at(n: int) -> str:
    return (START + timedelta(seconds=n)).isoformat()


def load(url: str, users: int) -> None:
    """Replace all rows by those of this number of users.

    Indexes are built after the rows are loaded, which takes a fraction of the time.
    """
    run_psql(url, "-c", f"TRUNCATE {', '.join(TABLES)}")
    columns = "id, name, description, created_at, updated_at"
    copy(url, f"teams ({columns})", team_rows(teams_of(users)))
    copy(url, f"projects ({columns}, status)", project_rows(projects_of(users)))
    columns = "id, username, email, full_name, is_active, team_id, hashed_password"
    copy(url, f"users ({columns}, created_at, updated_at)", user_rows(users))
    copy(url, "project_members (user_id, project_id)", membership_rows(users))
    # Also marks pages as visible to all, as autovacuum does.
    run_psql(url, "-c", MEMORY, "-c", f"VACUUM (ANALYZE) {', '.join(TABLES)}")


def copy(url: str, table: str, rows: Iterable[str]) -> None:
    """Load rows in the text format of COPY."""
    query = INDEXES.format(table=table.split()[0])
    lines = run_psql(url, "-c", query).splitlines()
    indexes = dict(line.split("\t") for line in lines)
    for drop in indexes:
        run_psql(url, "-c", drop)
    commands = ["-c", WITHOUT_FOREIGN_KEYS, "-c", f"COPY {table} FROM STDIN"]
    with subprocess.Popen(
        [psql(), "-Xq", "-v", "ON_ERROR_STOP=1", url, *commands],
        stdin=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        remaining = iter(rows)
        while batch := "".join(islice(remaining, BATCH)):
            process.stdin.write(batch)
    if process.returncode:
        raise RuntimeError(f"COPY {table} failed")
    for create in indexes.values():
        run_psql(url, "-c", MEMORY, "-c", create)


def team_rows(count: int) -> Iterator[str]:
    for n in range(1, count + 1):
        time = created_at(n)
        yield f"{n}\tTeam {n}\tThe team number {n}\t{time}\t{time}\n"


def project_rows(count: int) -> Iterator[str]:
    for n in range(1, count + 1):
        time = created_at(n)
        status = STATUSES[n % len(STATUSES)]
        yield f"{n}\tProject {n}\tThe project number {n}\t{time}\t{time}\t{status}\n"


def user_rows(count: int) -> Iterator[str]:
    password = "x" * 97  # as long as a hash of argon2
    teams = teams_of(count)
    for n in range(1, count + 1):
        name, time = username(n), created_at(n)
        full_name = f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {surname(n)}"
        active = "f" if n % 11 == 0 else "t"
        team = r"\N" if n % 101 == 0 else n % teams + 1
        yield (
            f"{n}\t{name}\t{name}@example.com\t{full_name}\t{active}\t{team}"
            f"\t{password}\t{time}\t{time}\n"
        )


def membership_rows(users: int) -> Iterator[str]:
    projects = projects_of(users)
    step = projects // MEMBERSHIPS
    for n in range(1, users + 1):
        for k in range(MEMBERSHIPS):
            yield f"{n}\t{(n + k * step) % projects + 1}\n"
