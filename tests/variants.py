"""The variants of the template, read from cookiecutter.json, and how to bake one."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "{{cookiecutter.project_slug}}"
OPTIONS: dict[str, Any] = json.loads((ROOT / "cookiecutter.json").read_text("utf-8"))
CACHES = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
BEHAVIOUR = ["driver", "pool_profile", "soft_delete", "repository_layer"]
WORDS = {
    ("soft_delete", True): "soft",
    ("soft_delete", False): "hard",
    ("repository_layer", True): "repository",
    ("repository_layer", False): "session",
    ("license", "MIT"): "mit",
    ("license", "Apache-2.0"): "apache",
    ("license", "BSD-3-Clause"): "bsd",
    ("license", "Proprietary"): "proprietary",
}
"""Answers whose word in a file's name is not the answer itself."""


def choices(key: str) -> list[Any]:
    """The answers a question allows, the default first."""
    default = OPTIONS[key]
    return [default, not default] if isinstance(default, bool) else list(default)


def word(key: str, answer: object) -> str:
    """The word that stands for an answer in the names of files and of variants."""
    return WORDS.get((key, answer), str(answer))


def vocabulary(key: str) -> set[str]:
    return {word(key, answer) for answer in choices(key)}


def template_files() -> list[Path]:
    """The files of the template, without what tools leave in its folders."""
    return sorted(
        path
        for path in TEMPLATE.rglob("*")
        if path.is_file() and not CACHES & {*path.relative_to(TEMPLATE).parts}
    )


@dataclass(frozen=True)
class Variant:
    answers: Mapping[str, Any]

    def __str__(self) -> str:
        return "-".join(word(key, self.answers[key]) for key in BEHAVIOUR)

    @property
    def tags(self) -> set[str]:
        return {word(key, self.answers[key]) for key in [*BEHAVIOUR, "license"]}


def every_variant() -> Iterator[Variant]:
    """All combinations of behaviour; license and Python are dealt out among them."""
    licenses, pythons = choices("license"), choices("python_version")
    for n, answers in enumerate(product(*map(choices, BEHAVIOUR))):
        yield Variant(
            dict(zip(BEHAVIOUR, answers, strict=True))
            | {"license": licenses[(n + n // 4) % 4]}
            | {"python_version": pythons[(n + n // 8) % 4]}
        )


VARIANTS = {str(variant): variant for variant in every_variant()}
DEFAULT = [
    "asyncpg-standard-soft-repository",
    "psycopg-standard-hard-session",
    "asyncpg-pgbouncer-hard-session",
    "psycopg-pgbouncer-soft-repository",
]


def pairwise() -> list[str]:
    """A few variants that hold every pair of two options' answers, found greedily."""
    pairs = {name: set(combinations(name.split("-"), 2)) for name in VARIANTS}
    missing = set[tuple[str, str]]().union(*pairs.values())
    chosen = []
    while missing:
        best = max(pairs, key=lambda name: len(pairs[name] & missing))
        missing -= pairs[best]
        chosen.append(best)
    return chosen


CHOSEN = {"default": DEFAULT, "pairwise": pairwise(), "all": list(VARIANTS)}


@dataclass(frozen=True)
class Project:
    """A baked variant: its folder, and every file as it was right after baking."""

    variant: Variant
    folder: Path
    files: Mapping[str, bytes]

    @cached_property
    def texts(self) -> dict[str, str]:
        return {name: content.decode() for name, content in self.files.items()}


def copy_template(folder: Path) -> Path:
    """Copy it to bake from: no caches, and edits during a long run do no harm."""
    ignore = shutil.ignore_patterns(*CACHES)
    for part in (ROOT / "hooks", TEMPLATE):
        shutil.copytree(part, folder / part.name, ignore=ignore)
    shutil.copy(ROOT / "cookiecutter.json", folder)
    return folder


class Bake(Protocol):
    """Bakes into a folder with some answers, and returns the project's folder."""

    def __call__(
        self, folder: Path, answers: Mapping[str, Any] = ..., **options: Any
    ) -> Path: ...


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
