"""What the page knows: each content once, and for each path who has which content."""

import json
from collections.abc import Sequence
from typing import Any

from preview.explorer.colours import runs
from preview.explorer.combinations import bake_combinations, combinations
from preview.sources import TAG, sources
from preview.template import PROJECT, QUESTIONS, File, Template
from preview.variants import choices

NONE = -1
"""The content of a file that a project does not have."""


class Contents:
    """Each content once, with its number, its colours and whether it is executable."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.runs: list[str] = []
        self.executable: list[int] = []
        self._known: dict[File, int] = {}

    def number(self, path: str, file: File) -> int:
        if file not in self._known:
            self._known[file] = len(self.texts)
            text = file.content.decode()
            if file.is_executable:
                self.executable.append(len(self.texts))
            self.texts.append(text)
            self.runs.append(runs(TAG.sub("", path).rpartition("/")[2], text))
        return self._known[file]


def page_data(ends: Sequence[tuple[str, Template]]) -> dict[str, Any]:
    """Return the data for templates with labels, the newest last.

    Raises BakeError.
    """
    contents = Contents()
    described = [_end(label, template, contents) for label, template in ends]
    return {
        "ends": described,
        "texts": contents.texts,
        "runs": contents.runs,
        "executable": contents.executable,
    }


def _end(label: str, template: Template, contents: Contents) -> dict[str, Any]:
    baked = bake_combinations(template)
    names = sorted(name for name in template if name.startswith(f"{PROJECT}/"))
    origins = {tuple(tags): sources(names, tags) for _, tags in baked.values()}
    sizes = [len(each) for each in choices(template).values()]
    every = [
        (project, origins[tuple(tags)])
        for project, tags in (baked[each] for each in combinations(template))
    ]
    numbers = {name: number for number, name in enumerate(names)}
    files = {}
    for path in sorted({path for project, _ in every for path in project}):
        table = [
            contents.number(path, project[path]) if path in project else NONE
            for project, _ in every
        ]
        origin = [
            numbers.get(where.get(path, ""), NONE) if path in project else NONE
            for project, where in every
        ]
        files[path] = [shorten(table, sizes), shorten(origin, sizes)]
    return {
        "label": label,
        "questions": _questions(template),
        "files": files,
        "sources": [
            [name.removeprefix(f"{PROJECT}/"), contents.number(name, template[name])]
            for name in names
        ],
    }


def shorten(table: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Return the questions on which a table depends, and the table for these."""
    kept: list[int] = []
    inner = 1
    for question in reversed(range(len(sizes))):
        size = sizes[question]
        block = inner * size
        rows = [table[at : at + block] for at in range(0, len(table), block)]
        if all(row == row[:inner] * size for row in map(list, rows)):
            table = [each for row in rows for each in row[:inner]]
        else:
            kept.insert(0, question)
            inner = block
    return [kept, list(table)]


def _questions(template: Template) -> list[dict[str, Any]]:
    prompts = json.loads(template[QUESTIONS].content).get("__prompts__", {})
    return [
        _question(key, answers, prompts.get(key, key))
        for key, answers in choices(template).items()
    ]


def _question(key: str, answers: Sequence[str], prompt: Any) -> dict[str, Any]:
    labels = prompt if isinstance(prompt, dict) else {"__prompt__": prompt}
    words = {"true": "yes", "false": "no"}
    return {
        "key": key,
        "prompt": labels.get("__prompt__", key),
        "answers": [
            [each, labels.get(each, words.get(each, each))] for each in answers
        ],
    }
