"""Measures services of the template beside raw and plain ones, and compares with goals.

    make bench              half an hour
    make bench QUICK=1      some minutes: short rounds, a shorter list

Prints the tables, and writes index.html and results.json to build/bench/.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import baking
import callgrind
import databases
import load
import subjects
from bench_count import counted
from bench_page import page
from goals import verdicts
from pages import pages
from picture import picture
from results import Results, figures
from rounds import Field
from subjects import STYLES, Subject
from support.project_commands import REPOSITORY
from tables import tables
from workers import logged_workers

OUTPUT = REPOSITORY / "build" / "bench"


class Extent(NamedTuple):
    """How much is measured."""

    seconds: int
    rounds: int
    starts: int
    bakes: int
    rows: int
    features: bool


FULL = Extent(seconds=4, rounds=5, starts=7, bakes=7, rows=2_000_000, features=True)
QUICK = Extent(seconds=2, rounds=2, starts=3, bakes=3, rows=100_000, features=False)


def main() -> None:
    options = parsed()
    load.require()
    callgrind.require()
    extent = QUICK if options.quick else FULL
    if options.seconds:
        extent = extent._replace(seconds=options.seconds)
    with TemporaryDirectory(prefix="bench-") as folder:
        results = measured(extent, Path(folder))
    write(results)


def measured(extent: Extent, folder: Path) -> Results:
    results = Results(facts=facts(extent))
    baked = {style: subjects.ours(style, folder) for style in STYLES}
    compared = [subjects.raw()]
    for style in STYLES:
        compared += [subjects.plain(style), baked[style]]
    say("counting instructions")
    more = features(folder) if extent.features else []
    results.counts = counted([*compared, *more])
    say("baking")
    results.bakes = baking.bakes(baked["async"].folder, folder, extent.bakes)
    measure_load(results, compared, extent)
    measure_pages(results, baked, extent)
    return results


def features(folder: Path) -> list[Subject]:
    """Return services without soft delete, without repositories, without middleware."""
    found = []
    for style in STYLES:
        name = f"template {style} without"
        found += [
            subjects.ours(style, folder, f"{name} soft delete", soft_delete=False),
            subjects.ours(
                style, folder, f"{name} repository layer", repository_layer=False
            ),
            *subjects.without_each_middleware(style, folder),
        ]
    return found


def measure_load(results: Results, compared: list[Subject], extent: Extent) -> None:
    with databases.running() as server, logged_workers() as workers:
        processors = sorted(os.sched_getaffinity(0))
        field = Field(server, workers, compared, processors)
        say("starting workers")
        results.starts = field.starts(extent.starts)
        results.memory = field.memory()
        results.loads = field.loads(extent.rounds, extent.seconds)
        results.facts["PostgreSQL"] = server.sql("SHOW server_version")


def measure_pages(results: Results, baked: dict[str, Subject], extent: Extent) -> None:
    for style, subject in baked.items():
        say(f"pages of a list of {extent.rows:,} rows: {style}")
        with databases.running() as server, logged_workers() as workers:
            found = pages(server, subject, workers, extent.rows)
        results.pages[style] = found._asdict()


def facts(extent: Extent) -> dict[str, str]:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Commit": commit or "unknown",
        "Python": platform.python_version(),
        "Processors": str(len(os.sched_getaffinity(0))),
        "Rounds": f"{extent.rounds} of {extent.seconds} s",
        "Long list": f"{extent.rows:,} rows",
    }


def write(results: Results) -> None:
    found = verdicts(figures(results))
    for table in tables(results, found):
        print(f"\n{table.title}\n\n{table}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "index.html").write_text(page(results, found), encoding="utf-8")
    (OUTPUT / "rates.svg").write_text(picture(results), encoding="utf-8")
    content = asdict(results) | {
        "verdicts": [
            {**it.goal._asdict(), "measured": it.measured, "verdict": it.word}
            for it in found
        ]
    }
    text = json.dumps(content, indent=1)
    (OUTPUT / "results.json").write_text(text + "\n", encoding="utf-8")
    print(f"\nWritten: {OUTPUT / 'index.html'}, rates.svg, results.json")


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=int, help="seconds of one round")
    return parser.parse_args()


if __name__ == "__main__":
    main()
