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
TAGS_OF_THE_PROJECT = File(b"{{ cookiecutter.__tags | join(' ') }}")


def bake_combinations(
    template: Template, wanted: Sequence[Answers] | None = None
) -> dict[Answers, tuple[Project, list[str]]]:
    """Return each project, or those wanted, with its tags. Raises BakeError."""
    marked = {**template, f"{PROJECT}/{TAGS}": TAGS_OF_THE_PROJECT}
    every = combinations(template) if wanted is None else wanted
    first = {key: each[0] for key, each in choices(template).items() if key in BESIDE}
    projects: dict[Answers, dict[str, File]] = {each: {} for each in every}
    for keys, names in _groups(marked).items():
        part = _without_project(template) | {name: marked[name] for name in names}
        others = {key: answer for key, answer in first.items() if key not in keys}
        reduced = {each: _with(each, others) for each in every}
        baked = bake_all(part, dict.fromkeys(reduced.values()))
        for each in every:
            projects[each] |= baked[reduced[each]]
    return {
        each: (files, files.pop(TAGS).content.decode().split())
        for each, files in projects.items()
    }


def _groups(template: Template) -> dict[frozenset[str], set[str]]:
    """Return the files of the project by the questions in BESIDE they depend on."""
    dependent = {
        key: _dependent(template, key) for key in choices(template).keys() & {*BESIDE}
    }
    groups: dict[frozenset[str], set[str]] = {}
    for name in template:
        if name.startswith(f"{PROJECT}/"):
            keys = frozenset(key for key, names in dependent.items() if name in names)
            groups.setdefault(keys, set()).add(name)
    return groups


def _without_project(template: Template) -> dict[str, File]:
    """Return the questions and the hooks."""
    return {
        name: file
        for name, file in template.items()
        if not name.startswith(f"{PROJECT}/")
    }


def combinations(template: Template) -> list[Answers]:
    """Return all answers; those to the last question change first."""
    questions = choices(template)
    return [
        tuple(zip(questions, answers, strict=True))
        for answers in product(*questions.values())
    ]


def _dependent(template: Template, key: str) -> set[str]:
    """Return the files of the template that depend on a question.

    Such a file mentions one of its variables, or has one of its tags.
    """
    names = _variables(json.loads(template[QUESTIONS].content), key)
    tags = _tags(template, key)
    return {
        name
        for name, file in template.items()
        if any(f"cookiecutter.{each}".encode() in file.content for each in names)
        or tags & {*TAG.findall(name)}
    }


def _variables(questions: Mapping[str, object], key: str) -> set[str]:
    """Return a question, and the variables that are made of its answer."""
    found: set[str] = set()
    larger = {key}
    while larger != found:
        found = larger
        larger = found | {
            name
            for name, value in questions.items()
            if name.startswith("__")
            and any(f"cookiecutter.{each}" in json.dumps(value) for each in found)
        }
    return found


def _tags(template: Template, key: str) -> set[str]:
    """Return the tags that depend on the answer to a question."""
    small = _without_project(template) | {f"{PROJECT}/{TAGS}": TAGS_OF_THE_PROJECT}
    questions = choices(template)
    first = {question: each[0] for question, each in questions.items()}
    some = [tuple((first | {key: answer}).items()) for answer in questions[key]]
    sets = [
        {*each[TAGS].content.decode().split()}
        for each in bake_all(small, some).values()
    ]
    return {tag for tags in sets for tag in tags if any(tag not in it for it in sets)}


def _with(answers: Answers, others: Mapping[str, str]) -> Answers:
    return tuple({**dict(answers), **others}.items())
