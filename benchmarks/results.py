"""Everything that a run has measured, and the figures for which there are goals."""

from dataclasses import dataclass, field
from statistics import median

from counting import Counts
from load import Load
from requests_sent import REQUESTS
from rounds import Loads, ratio

Key = tuple[str, str, str]
"""What is measured, async or sync or neither, and the request or nothing."""

INSTRUCTIONS = "instructions against plain"
STATEMENTS = "statements"
RATE = "requests/s at 16 clients against plain"
MANY = "requests/s at 200 clients against 16"
ERRORS = "errors at 200 clients"
POSTGRES = "CPU of PostgreSQL against raw"
SOFT_DELETE = "instructions of soft delete"
REPOSITORY = "instructions of the repository layer"
MIDDLEWARE = "instructions of a middleware"
START = "start to first 200 against plain"
MEMORY = "memory of a worker against plain"
BAKE = "a bake against a plain template of as many files"
DIFF = "seconds of `make diff`, all projects at both ends"
PAGES = "next page deep in the list against the first"


@dataclass
class Results:
    """Lists have one value for each round."""

    facts: dict[str, str]
    counts: Counts = field(default_factory=dict)
    loads: Loads = field(default_factory=dict)
    starts: dict[str, list[float]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    bakes: dict[str, float] = field(default_factory=dict)
    pages: dict[str, dict[str, float]] = field(default_factory=dict)


def figures(results: Results) -> dict[Key, float]:
    """Return the figures for which there are goals, as far as they were measured."""
    found: dict[Key, float] = {}
    for style in ("async", "sync"):
        found |= of_counts(results, style)
        found |= of_loads(results, style)
        ours, plain = f"template {style}", f"plain {style}"
        if results.starts:
            pairs = zip(results.starts[ours], results.starts[plain], strict=True)
            found[START, style, ""] = median(a / b for a, b in pairs)
        if results.memory:
            found[MEMORY, style, ""] = results.memory[ours] / results.memory[plain]
        if style in results.pages:
            found[PAGES, style, ""] = results.pages[style]["ratio"]
    if results.bakes:
        found[BAKE, "", ""] = results.bakes["ratio"]
        found[DIFF, "", ""] = results.bakes["diff"]
    return found


def of_counts(results: Results, style: str) -> dict[Key, float]:
    found: dict[Key, float] = {}
    if not results.counts:
        return found
    counts = results.counts
    ours, plain = counts[f"template {style}"], counts[f"plain {style}"]
    start = f"template {style} without "
    without = {name: it for name, it in counts.items() if name.startswith(start)}
    for request in REQUESTS:
        mine = ours[request]["instructions"]
        found[STATEMENTS, style, request] = ours[request]["statements"]
        found[INSTRUCTIONS, style, request] = mine / plain[request]["instructions"]
        for name, other in without.items():
            key = feature(name), style, request
            extra = mine / other[request]["instructions"] - 1
            found[key] = max(extra, found.get(key, extra))
    return found


def feature(name: str) -> str:
    """Return what is measured by leaving out the feature that the name ends with."""
    left_out = name.partition(" without ")[2]
    known = {"soft delete": SOFT_DELETE, "repository layer": REPOSITORY}
    return known.get(left_out, MIDDLEWARE)


def of_loads(results: Results, style: str) -> dict[Key, float]:
    found: dict[Key, float] = {}
    if not results.loads:
        return found
    loads = results.loads
    ours, plain, raw = (
        loads[it] for it in (f"template {style}", f"plain {style}", "raw")
    )
    for request in REQUESTS:
        mine = ours[request]
        found[RATE, style, request] = ratio(mine["16"], plain[request]["16"], "rate")
        found[MANY, style, request] = ratio(mine["200"], mine["16"], "rate")
        found[ERRORS, style, request] = sum(map(errors, mine["200"]))
    found[POSTGRES, style, "read"] = ratio(
        ours["read"]["16"], raw["read"]["16"], "postgres_cpu"
    )
    return found


def errors(round_: Load) -> int:
    """Return the errors of a round. No answer at all counts as one."""
    return round_["errors"] or int(not round_["rate"])
