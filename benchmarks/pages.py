"""The next page of a long list, deep in it and at its start."""

from statistics import median
from time import perf_counter
from typing import NamedTuple

from databases import Server, run_psql
from requests_sent import Client
from subjects import Subject
from workers import Workers

TIMES = 40
USERS = """
INSERT INTO users (username, email, is_active, hashed_password, created_at)
SELECT 'more' || n, 'more' || n || '@example.com', true, 'x',
    timestamptz '2026-02-01 00:00:00Z' + n * interval '1 second'
FROM generate_series(1, {rows}) AS n;
ANALYZE users;
"""


class Pages(NamedTuple):
    """Milliseconds of the two pages, and the median of their ratios."""

    depth: int
    first: float
    deep: float
    ratio: float


def pages(server: Server, subject: Subject, workers: Workers, rows: int) -> Pages:
    """Add rows, and compare the second page with the one after half of the rows."""
    url = server.create_for(subject)
    plain_url = server.url_of(subject.database)
    run_psql(plain_url, "-c", USERS.format(rows=rows))
    run_psql(plain_url, "-c", "VACUUM (ANALYZE) users")
    with workers.running(subject, url) as worker:
        client = worker.client
        depth = rows // 2
        # The cursor of a place deep in the list is that of the row before it.
        paths = [
            f"/users?cursor={client.get(f'/users?offset={at}')['next_cursor']}"
            for at in (0, depth)
        ]
        pairs = [[seconds(client, path) for path in paths] for _ in range(TIMES)]
    return Pages(
        depth=depth,
        first=1000 * median(first for first, _ in pairs),
        deep=1000 * median(deep for _, deep in pairs),
        ratio=median(deep / first for first, deep in pairs),
    )


def seconds(client: Client, path: str) -> float:
    start = perf_counter()
    client.get(path)
    return perf_counter() - start
