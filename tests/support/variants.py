"""The variants of the template, derived from cookiecutter.json, and which to run.

Every choice list and every yes-or-no question there adds variants.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, product
from pathlib import Path
from typing import Any, Protocol

from cookiecutter.generate import generate_context
from cookiecutter.prompt import prompt_for_config

from preview.bakes import tree_hash
from preview.template import File
from preview.variants import BESIDE

ROOT = Path(os.environ.get("TEMPLATE_ROOT") or Path(__file__).resolve().parents[2])
"""The repository, or a copy of the template with a deliberate fault."""
TEMPLATE = ROOT / "{{cookiecutter.project_slug}}"
QUESTIONS = ROOT / "cookiecutter.json"
OPTIONS: dict[str, Any] = json.loads(QUESTIONS.read_text("utf-8"))
CACHES = {pattern.lstrip("*") for pattern in OPTIONS["_copy_without_render"]}
"""Folders that tools leave among the template's files. They are never baked."""

CYCLED = [*BESIDE]
"""Questions that change no behaviour. Variants get their answers in turn."""
BEHAVIOUR = [
    key
    for key, default in OPTIONS.items()
    if key[0] != "_" and not isinstance(default, str) and key not in CYCLED
]


def choices(key: str) -> list[Any]:
    """Return the possible answers to a question, the default first."""
    default = OPTIONS[key]
    return [default, not default] if isinstance(default, bool) else list(default)


def rendered(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return all variables of the template for some answers and defaults."""
    context = generate_context(str(QUESTIONS), extra_context=dict(answers))
    variables: dict[str, Any] = prompt_for_config(context, no_input=True)
    return variables


@cache
def own_tags(key: str) -> dict[Any, set[str]]:
    """Return, for each answer, the tags in `__tags` that only this answer adds."""
    tags = {choice: set(rendered({key: choice})["__tags"]) for choice in choices(key)}
    return {
        choice: tags[choice].difference(*(tags[it] for it in tags if it != choice))
        for choice in tags
    }


@cache
def tag_of(key: str, answer: str | bool) -> str:
    """Return the tag of an answer, for the names of files and of variants.

    Without a tag in `__tags`, the name of a variant has the answer itself.
    """
    fallback = str(answer) if isinstance(answer, str) else f"{key}_{answer}".lower()
    return next(iter(own_tags(key)[answer]), fallback)


def tags_of(key: str) -> set[str]:
    return {tag_of(key, answer) for answer in choices(key)}


TAGGED = [key for key in [*BEHAVIOUR, *CYCLED] if all(own_tags(key).values())]
"""The questions whose answers are tags of file names."""

ALWAYS = {"async"}
"""Tags of files that every project has."""


def template_files() -> list[Path]:
    """Return the files of the template, without caches of tools."""
    return sorted(
        path
        for path in TEMPLATE.rglob("*")
        if path.is_file() and not CACHES & {*path.relative_to(TEMPLATE).parts}
    )


@dataclass(frozen=True)
class Variant:
    answers: Mapping[str, Any]

    def __str__(self) -> str:
        return "-".join(tag_of(key, self.answers[key]) for key in BEHAVIOUR)

    @property
    def tags(self) -> set[str]:
        return {tag_of(key, answer) for key, answer in self.answers.items()} | ALWAYS


def every_variant() -> Iterator[Variant]:
    for n, answers in enumerate(product(*map(choices, BEHAVIOUR))):
        yield Variant(dict(zip(BEHAVIOUR, answers, strict=True)) | cycled_answers(n))


def cycled_answers(n: int) -> dict[str, Any]:
    """Return the n-th variant's answers to CYCLED, in a different order for each."""
    answers = {}
    for step, key in enumerate(CYCLED, start=1):
        allowed = choices(key)
        answers[key] = allowed[(n + n // (len(allowed) * step)) % len(allowed)]
    return answers


VARIANTS = {str(variant): variant for variant in every_variant()}


def default_with(**answers: Any) -> str:
    """Return the name of the variant with some answers and defaults."""
    defaults = {key: choices(key)[0] for key in BEHAVIOUR}
    return str(Variant(defaults | answers))


OPPOSITES = [
    default_with(),
    default_with(**{key: choices(key)[-1] for key in BEHAVIOUR}),
]
"""Two variants that have no answer in common."""


def pairwise() -> list[str]:
    """Return a few variants that cover every pair of answers, found greedily."""
    pairs = {
        name: set(combinations([(key, variant.answers[key]) for key in BEHAVIOUR], 2))
        for name, variant in VARIANTS.items()
    }
    missing = set[Any]().union(*pairs.values())
    chosen = []
    while missing:
        best = max(pairs, key=lambda name: len(pairs[name] & missing))
        missing -= pairs[best]
        chosen.append(best)
    return chosen


def selected(wanted: str) -> list[str]:
    """Return the variants for `pairwise`, `all`, or names separated by commas."""
    if wanted in {"pairwise", "all"}:
        return pairwise() if wanted == "pairwise" else list(VARIANTS)
    names = wanted.split(",")
    if unknown := [name for name in names if name not in VARIANTS]:
        raise ValueError(
            f"--variants: there is no variant {unknown[0]!r}."
            f" Use pairwise, all, or any of {', '.join(VARIANTS)}."
        )
    return names


def shard_group(nodeid: str) -> str:
    """Return the group of a test: its variant's name, or its own id.

    Takes the longest name, since one may be part of another.
    """
    return max((name for name in VARIANTS if name in nodeid), key=len, default=nodeid)


def shard(nodeids: Iterable[str], wanted: str) -> set[str]:
    """Return the tests of shard `i/n`. All shards have about as many variants."""
    if not (match := re.fullmatch(r"(\d+)/(\d+)", wanted)):
        raise ValueError(f"--shard: {wanted!r} is not like 1/4.")
    index, size = map(int, match.groups())
    if not 1 <= index <= size:
        raise ValueError(f"--shard: {wanted!r} does not exist; the first is 1/{size}.")
    units: dict[str, list[str]] = {}
    for nodeid in nodeids:
        units.setdefault(shard_group(nodeid), []).append(nodeid)
    in_order = sorted(units, key=lambda name: name not in VARIANTS)
    return {nodeid for name in in_order[index - 1 :: size] for nodeid in units[name]}


@dataclass(frozen=True)
class Project:
    """A baked variant: its folder, and the content of every file after baking."""

    variant: Variant
    folder: Path
    files: Mapping[str, bytes]

    @cached_property
    def tree(self) -> str:
        """The hash of all files, as it stands in the report."""
        return tree_hash({name: File(file) for name, file in self.files.items()})[:8]

    @cached_property
    def texts(self) -> dict[str, str]:
        return {name: content.decode() for name, content in self.files.items()}


def copy_template(folder: Path, source: Path = ROOT) -> Path:
    """Copy the template without caches. Edits during a long run then have no effect."""
    ignore = shutil.ignore_patterns(*CACHES)
    for part in ("hooks", "preview", TEMPLATE.name):
        shutil.copytree(source / part, folder / part, ignore=ignore)
    shutil.copy(source / QUESTIONS.name, folder)
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
