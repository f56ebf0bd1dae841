"""All projects of a template, also with each license and each Python version.

Few files depend on those two. The others are baked once for all of them.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import product

from preview.bakes import Project, bake_all
from preview.sources import TAG
from preview.template import PROJECT, QUESTIONS, File, Template
from preview.variants import BESIDE, Answers, choices

TAGS = "tags-of-the-project.txt"
"""A file that is added to learn the tags of a project."""


def bake_combinations(
    template: Template, wanted: Sequence[Answers] | None = None
) -> dict[Answers, tuple[Project, list[str]]]:
    """Return each project, or those wanted, with its tags. Raises BakeError."""
    some = dependent(template)
    marked = {f"{PROJECT}/{TAGS}": File(b"{{ cookiecutter.__tags | join(' ') }}")}
    part = {name: template[name] for name in some} | marked
    common = {
        name: file
        for name, file in template.items()
        if not name.startswith(f"{PROJECT}/")
    }
    every = combinations(template) if wanted is None else wanted
    first = {key: each[0] for key, each in choices(template).items() if key in BESIDE}
    plain = {each: _with(each, first) for each in every}
    rest = {name: file for name, file in template.items() if name not in some}
    shared = bake_all(rest, dict.fromkeys(plain.values()))
    baked = bake_all({**common, **part}, every)
    result: dict[Answers, tuple[Project, list[str]]] = {}
    for each in every:
        own = dict(baked[each])
        tags = own.pop(TAGS).content.decode().split()
        result[each] = {**shared[plain[each]], **own}, tags
    return result


def combinations(template: Template) -> list[Answers]:
    """Return all answers; those to the last question change first."""
    questions = choices(template)
    return [
        tuple(zip(questions, answers, strict=True))
        for answers in product(*questions.values())
    ]


def dependent(template: Template) -> set[str]:
    """Return the files of the template that depend on the questions in BESIDE.

    Such a file mentions one of their variables, or has one of their tags.
    """
    names = _variables(json.loads(template[QUESTIONS].content))
    tags = _tags(template)
    return {
        name
        for name, file in template.items()
        if name.startswith(f"{PROJECT}/")
        and (
            any(f"cookiecutter.{each}".encode() in file.content for each in names)
            or tags & {*TAG.findall(name)}
        )
    }


def _variables(questions: Mapping[str, object]) -> set[str]:
    """Return the questions in BESIDE, and the variables that are made of them."""
    found: set[str] = set()
    larger = {*BESIDE}
    while larger != found:
        found = larger
        larger = found | {
            key
            for key, value in questions.items()
            if key.startswith("__")
            and any(f"cookiecutter.{each}" in json.dumps(value) for each in found)
        }
    return found


def _tags(template: Template) -> set[str]:
    """Return the tags that depend on an answer in BESIDE."""
    small = {
        name: file
        for name, file in template.items()
        if not name.startswith(f"{PROJECT}/")
    }
    small[f"{PROJECT}/{TAGS}"] = File(b"{{ cookiecutter.__tags | join(' ') }}")
    questions = choices(template)
    first = {key: each[0] for key, each in questions.items()}
    some = [
        tuple((first | {key: answer}).items())
        for key in BESIDE
        for answer in questions.get(key, [])
    ]
    sets = [
        {*each[TAGS].content.decode().split()}
        for each in bake_all(small, dict.fromkeys(some)).values()
    ]
    return {tag for some in sets for tag in some if any(tag not in it for it in sets)}


def _with(answers: Answers, others: Mapping[str, str]) -> Answers:
    return tuple({**dict(answers), **others}.items())
