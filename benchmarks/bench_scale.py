"""Measures each list, filter, search and statistic on large tables, with its plan.

    make bench-scale                          five million users: a quarter of an hour
    make bench-scale SIZES="10000 100000"     other numbers of users: half a minute
    make bench-scale BINARIES=/usr/lib/postgresql/15/bin
                                              another server, which may have pg_trgm
    make bench-scale SYNC=1 HARD=1            with psycopg, without soft delete

Prints the table, and writes it to build/bench-scale/.
"""

import argparse
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import databases
import subjects
from large_tables import load
from scale_measuring import Figures, Measured, measured, table
from scale_requests import cases
from subjects import Subject
from support.project_commands import REPOSITORY
from workers import logged_workers

OUTPUT = REPOSITORY / "build" / "bench-scale"
SIZES = [10_000, 1_000_000, 5_000_000]
EXPLAINED = subjects.SERVICES / "explained.py"


def main() -> None:
    options = parsed()
    style = "sync" if options.sync else "async"
    with TemporaryDirectory(prefix="bench-scale-") as folder:
        subject = subjects.ours(style, Path(folder), soft_delete=not options.hard)
        figures, version = measure(subject, options.sizes, options.binaries)
    text = f"{style}, PostgreSQL {version}\n\n{table(figures)}\n"
    print(text)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    hard = "-hard" if options.hard else ""
    file = OUTPUT / f"{style}{hard}-postgresql-{version.split()[0]}.md"
    file.write_text(text, encoding="utf-8")
    say(f"Written: {file}")


def measure(
    subject: Subject, sizes: list[int], binaries: Path | None = None
) -> tuple[Figures, str]:
    """Return the figures by number of users, and the version of the server."""
    figures: Figures = {}
    with databases.running(binaries) as server:
        url = server.create_empty(subject)
        plain_url = server.url_of(subject.database)
        for users in sizes:
            start = time.monotonic()
            load(plain_url, users)
            say(f"{users:,} users loaded in {time.monotonic() - start:.0f} s")
            figures[users] = measured_by_title(subject, url, users)
        return figures, server.sql("SHOW server_version")


def measured_by_title(subject: Subject, url: str, users: int) -> dict[str, Measured]:
    with TemporaryDirectory(prefix="explained-") as folder:
        file = Path(folder, "statements")
        service = explained(subject, file)
        with logged_workers() as workers, workers.running(service, url) as worker:
            client = worker.client
            return {
                title: measured(client, path, file)
                for title, path in cases(client, users)
            }


def explained(subject: Subject, file: Path) -> Subject:
    """Return the service, started so that it writes plans to a file."""
    shutil.copy(EXPLAINED, subject.folder)
    words = list(subject.command)
    words[words.index("app.asgi:app")] = f"{EXPLAINED.stem}:app"
    more = {"EXPLAINED": str(file), "DB_STATEMENT_TIMEOUT": "600"}
    return replace(
        subject,
        command=tuple(words),
        variables={**subject.variables, **more},
    )


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--binaries", type=Path, help="folder with initdb and postgres")
    parser.add_argument("--sync", action="store_true")
    parser.add_argument("--hard", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
