"""The projects that a template can make, as answers to its questions."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, TypeAlias

from preview.template import QUESTIONS, Template

Answers: TypeAlias = tuple[tuple[str, str], ...]
"""The answer to each question that has choices, as on the command line."""

BESIDE = ("license", "python_version")
"""Questions that change no code: each other answer is tried once, with the defaults."""


def choices(template: Template) -> dict[str, list[str]]:
    """Return the answers to each question that has choices, the default first."""
    questions: Mapping[str, Any] = json.loads(template[QUESTIONS].content)
    return {
        key: _choices(default)
        for key, default in questions.items()
        if key[0] != "_" and not isinstance(default, str)
    }


def variants(template: Template) -> list[Answers]:
    """Return the answers of all projects that a comparison bakes."""
    return list(_variants(choices(template)))


def _variants(questions: Mapping[str, list[str]]) -> Iterator[Answers]:
    code = {key: each for key, each in questions.items() if key not in BESIDE}
    defaults = {key: each[0] for key, each in questions.items()}
    for answers in product(*code.values()):
        yield _sorted(questions, defaults | dict(zip(code, answers, strict=True)))
    for key in questions.keys() - code.keys():
        for answer in questions[key][1:]:
            yield _sorted(questions, defaults | {key: answer})


def _sorted(questions: Mapping[str, Any], answers: Mapping[str, str]) -> Answers:
    return tuple((key, answers[key]) for key in questions)


def _choices(default: Any) -> list[str]:
    if isinstance(default, bool):
        return [str(answer).lower() for answer in (default, not default)]
    return [str(answer) for answer in default]
