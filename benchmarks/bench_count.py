"""Counts statements and instructions per request, and compares them with expected.json.

make bench-count              fails if a request costs more or less than expected
make bench-count UPDATE=1     writes the figures of this run
make bench-count PROFILES=x   also copies Callgrind's files to the folder x
"""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import callgrind
import databases
import guard
import subjects
from counting import Counts, against_plain, count
from requests_sent import REQUESTS
from subjects import Subject
from tables import of_counts
from workers import logged_workers


def main() -> None:
    options = parsed()
    callgrind.require()
    if options.profiles:
        options.profiles.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bench-") as folder:
        measured = [
            subject
            for style in subjects.STYLES
            for subject in (subjects.plain(style), subjects.ours(style, Path(folder)))
        ]
        counts = counted(measured, options.profiles)
    print(of_counts(counts))
    costs = costs_of(counts, [subject for subject in measured if subject.baked])
    if options.update:
        guard.write(costs)
    elif found := guard.complaints(costs, guard.expected()):
        sys.exit(guard.message(found))


def counted(measured: list[Subject], profiles: Path | None = None) -> Counts:
    """Count several services at a time: that changes no count."""
    with (
        databases.running() as server,
        logged_workers() as workers,
        ThreadPoolExecutor(os.cpu_count()) as threads,
    ):
        counts = threads.map(
            lambda subject: count(server, subject, workers, profiles), measured
        )
        return {
            subject.name: each for subject, each in zip(measured, counts, strict=True)
        }


def costs_of(counts: Counts, baked: list[Subject]) -> guard.Costs:
    return {
        subject.name: {
            request: guard.Cost(
                statements=counts[subject.name][request]["statements"],
                ratio=against_plain(counts, subject, request),
            )
            for request in REQUESTS
        }
        for subject in baked
    }


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--profiles", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
