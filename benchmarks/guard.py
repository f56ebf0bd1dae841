"""Compares what requests cost with the figures in `expected.json`.

Statements must be equal. Instructions are compared as a ratio to plain, measured in the
same run: another Python or processor, or a new FastAPI, changes both alike.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

EXPECTED = Path(__file__).with_name("expected.json")
TOLERANCE = 0.05
UPDATE = "make bench-count UPDATE=1"


class Cost(TypedDict):
    statements: float
    ratio: float


Costs = dict[str, dict[str, Cost]]
"""By the name of the service and the key of the request."""


def expected(file: Path = EXPECTED) -> Costs:
    costs: Costs = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return costs


def write(costs: Costs, file: Path = EXPECTED) -> None:
    rounded = {
        subject: {
            request: Cost(
                statements=cost["statements"], ratio=round(float(cost["ratio"]), 3)
            )
            for request, cost in requests.items()
        }
        for subject, requests in costs.items()
    }
    file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


def complaints(measured: Costs, wanted: Costs) -> list[str]:
    """Return a sentence for each figure that differs."""
    return [
        f"{request} of {subject}: {complaint}"
        for subject, requests in measured.items()
        for request, cost in requests.items()
        for complaint in differences(cost, wanted.get(subject, {}).get(request))
    ]


def differences(now: Cost, then: Mapping[str, float] | Cost | None) -> list[str]:
    if then is None:
        return [f"no figures are expected yet: run {UPDATE}"]
    found = []
    if now["statements"] != then["statements"]:
        found.append(
            f"{now['statements']:g} statements, expected {then['statements']:g}"
        )
    change = now["ratio"] / then["ratio"] - 1
    if abs(change) > TOLERANCE:
        size = f"{abs(change):.0%} {'more' if change > 0 else 'fewer'}"
        found.append(
            f"{now['ratio']:.3f} times the instructions of plain,"
            f" expected {then['ratio']:.3f}: {size}"
        )
    return found


def message(found: list[str]) -> str:
    return "\n".join(
        [
            "Requests do not cost what benchmarks/expected.json says:",
            *(f"- {complaint}" for complaint in found),
            f"If this is intended, run {UPDATE} and commit the file.",
        ]
    )
