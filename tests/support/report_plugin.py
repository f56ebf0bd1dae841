"""Collects the results of all checks, and writes a report: --grid=FOLDER."""

import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any, Literal

import pytest
import report
from support.project_commands import REPOSITORY
from support.variants import VARIANTS, shard_group

Outcome = Literal["passed", "failed", "skipped"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the check and the variant to each report, so that workers send them back."""
    for item in items:
        mark = item.get_closest_marker("check")
        if mark:
            name = shard_group(item.nodeid)
            variant = name if name in VARIANTS else ""
            item.user_properties += [("check", mark.args[0]), ("variant", variant)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--grid", metavar="FOLDER", help="write the report of all checks there"
    )


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--grid")
    if folder and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Grid(Path(folder)), "grid of checks")


class Grid:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started = time.monotonic()
        self.results: dict[tuple[str, str], report.Result] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties: dict[str, Any] = dict(report.user_properties)
        if "check" in properties:
            self.add(properties["variant"], properties["check"], report)

    def add(self, variant: str, check: str, phase: pytest.TestReport) -> None:
        """Sum up the phases of a test, and the tests of a check."""
        before = self.results.get((variant, check))
        parts = [before] if before else []
        parts.append(
            report.Result(
                variant,
                check,
                phase.outcome,
                phase.duration,
                phase.longreprtext if phase.failed else "",
                str(dict(phase.user_properties).get("tree", "")),
            )
        )
        outcomes: list[Outcome] = ["failed", "skipped", "passed"]
        self.results[variant, check] = report.Result(
            variant,
            check,
            next(out for out in outcomes if out in {part.outcome for part in parts}),
            sum(part.seconds for part in parts),
            "\n".join(part.message for part in parts if part.message),
            max(part.tree for part in parts),
        )

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        if self.results:
            report.write(self.in_order(), self.facts(), self.folder)
            terminalreporter.write_line(
                f"Report of all checks: {self.folder}/index.html"
            )

    def in_order(self) -> list[report.Result]:
        """Sort by variant as in cookiecutter.json. Keeps the order of the checks."""
        order = ["", *VARIANTS]
        return sorted(self.results.values(), key=lambda one: order.index(one.variant))

    def facts(self) -> dict[str, str]:
        seconds = time.monotonic() - self.started
        variants = {one.variant for one in self.results.values() if one.variant}
        return {
            "Variants": f"{len(variants)} of {len(VARIANTS)}",
            "Wall time": f"{seconds // 60:.0f} min {seconds % 60:.0f} s",
            "Python": platform.python_version(),
            "Processors": str(os.cpu_count()),
            "Commit": commit(),
        }


def commit() -> str:
    describe = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(
        describe, cwd=Path(REPOSITORY), capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "none"
