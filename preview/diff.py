"""Shows what a change of the template does to all projects.

    make diff
    make diff since=HEAD~1 only=driver=psycopg
    make diff stat=1

Bakes all projects with the template of the working tree and with that of a commit.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

from preview.bakes import BakeError, bake_all
from preview.changes import Appearance, Bakes, Hunk, compare
from preview.expressions import describe
from preview.template import NoTemplateError, Template, at_commit, in_working_tree
from preview.variants import Answers, choices, variants

NOTHING = "Nothing changes in any variant: {} the same."
LIMIT = 1_000_000
"""Bytes of a summary: GitHub takes a MiB, and others may write to the same file."""
COLOURS = {"+": "green", "-": "red"}


@dataclass(frozen=True)
class End:
    """A template, its projects, and those of them that the other end has, too."""

    every: Collection[Answers]
    common: Mapping[Answers, Answers]
    bakes: Bakes

    @property
    def alone(self) -> list[Answers]:
        matched = {*self.common.values()}
        return [each for each in self.every if each not in matched]


def ends(old: Template, new: Template, only: Collection[str]) -> tuple[End, End]:
    """Bake the projects that both ends have, or those with the answers `only`.

    A question that one template does not ask counts as answered with its default.
    Raises BakeError.
    """
    both = (old, new)
    every = [_chosen(template, only) for template in both]
    matched = [
        {
            shared: answers
            for answers in some
            if (shared := _shared(answers, choices(own), choices(other))) is not None
        }
        for some, own, other in zip(every, both, both[::-1], strict=True)
    ]
    keys = [key for key in matched[1] if key in matched[0]]
    done = []
    for template, some, here in zip(both, every, matched, strict=True):
        common = {key: here[key] for key in keys}
        baked = bake_all(template, common.values())
        bakes = {key: baked[answers] for key, answers in common.items()}
        done.append(End(some, common, bakes))
    return done[0], done[1]


def _chosen(template: Template, only: Collection[str]) -> list[Answers]:
    return [
        answers
        for answers in variants(template)
        if {*only} <= {"=".join(pair) for pair in answers}
    ]


def _shared(
    answers: Answers, own: dict[str, list[str]], other: dict[str, list[str]]
) -> Answers | None:
    """Return the answers to the questions of both ends, or None if others matter."""
    if any(key not in other and answer != own[key][0] for key, answer in answers):
        return None
    return tuple(sorted(pair for pair in answers if pair[0] in other))


def in_words(before: End, after: End, *, stat: bool = False) -> Iterator[str]:
    """Yield the lines of the answer."""
    hunks, appearances = compare(before.bakes, after.bakes)
    everyone = [*after.common]
    who = _counter(everyone)
    yield from _alone("new", after)
    yield from _alone("gone", before)
    if not hunks and not appearances:
        verb = "is" if len(everyone) == 1 else "are"
        yield NOTHING.format(f"{_counted(len(everyone), 'project')} {verb}")
        return
    shown = _stat if stat else _in_full
    yield from shown(hunks, who)
    for each in appearances:
        sign, words = ("+", "appears") if each.is_new else ("-", "vanishes")
        line = f"{sign} {each.path} {words} ({_counted(each.lines, 'line')})"
        yield click.style(line, COLOURS[sign], bold=True) + f"  {who(each.projects)}"
    yield _unchanged(after.bakes, [*hunks, *appearances])


def _counter(everyone: Collection[Answers]) -> Callable[[Collection[Answers]], str]:
    def who(projects: Collection[Answers]) -> str:
        if len(projects) == len(everyone):
            return "all"
        described = describe(projects, everyone)
        return f"{len(projects)} of {len(everyone)}: {described}"

    return who


def _alone(word: str, end: End) -> Iterator[str]:
    if some := end.alone:
        described = describe(some, end.every)
        yield f"{_counted(len(some), 'project')} {word}: {described}"


def _in_full(
    hunks: Collection[Hunk], who: Callable[[Collection[Answers]], str]
) -> Iterator[str]:
    for path, group in groupby(hunks, lambda hunk: hunk.path):
        yield click.style(path, bold=True)
        for hunk in group:
            yield click.style(f"@@ line {hunk.line} @@ {who(hunk.projects)}", "cyan")
            for line in hunk.lines:
                colour = COLOURS.get(line[0])
                yield click.style(line, colour) if colour else line
        yield ""


def _stat(
    hunks: Collection[Hunk], who: Callable[[Collection[Answers]], str]
) -> Iterator[str]:
    for (path, projects), group in groupby(
        sorted(hunks, key=lambda hunk: (hunk.path, sorted(hunk.projects))),
        lambda hunk: (hunk.path, hunk.projects),
    ):
        signs = [line[0] for hunk in group for line in hunk.lines]
        added = click.style(f"+{signs.count('+')}", "green")
        removed = click.style(f"-{signs.count('-')}", "red")
        yield f"{path}  {added} {removed}  {who(projects)}"


def _unchanged(bakes: Bakes, changes: Sequence[Hunk | Appearance]) -> str:
    changed = {answers for each in changes for answers in each.projects}
    paths = {path for project in bakes.values() for path in project}
    same = paths - {each.path for each in changes}
    projects = len(bakes) - len(changed)
    return (
        f"Unchanged: {_counted(projects, 'project')} of {len(bakes)},"
        f" and {_counted(len(same), 'file')} in all."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def show(text: str) -> None:
    """Print the text: in colours and with a pager in a terminal."""
    if sys.stdout.isatty():
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager(text, color="NO_COLOR" not in os.environ)
    else:
        click.echo(click.unstyle(text), nl=False)


def markdown(text: str, limit: int = LIMIT) -> str:
    """Return the text for the summary of a CI run, cut at `limit` bytes."""
    ticks = max([2, *map(len, re.findall("`+", text))]) + 1
    kept, note = text, ""
    if len(text.encode()) > limit:
        kept = text.encode()[:limit].decode(errors="ignore").rpartition("\n")[0] + "\n"
        note = "\nThis is cut: the whole is in the artefact `diff`.\n"
    return f"{'`' * ticks}diff\n{kept}{'`' * ticks}\n{note}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--since", default="main", help="a commit; default: main")
    parser.add_argument("--only", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--stat", action="store_true", help="count lines")
    parser.add_argument(
        "--summary", type=Path, help="also append the answer to this Markdown file"
    )
    options = parser.parse_args()
    try:
        old = at_commit(Path(), options.since)
        new = in_working_tree(Path())
        _check_only(options.only, new)
        text = "\n".join(in_words(*ends(old, new, options.only), stat=options.stat))
    except (NoTemplateError, BakeError, ValueError) as error:
        sys.exit(f"ERROR: {error}")
    show(text + "\n")
    if options.summary:
        with options.summary.open("a", encoding="utf-8") as summary:
            summary.write(markdown(click.unstyle(text) + "\n"))


def _check_only(only: Collection[str], template: Template) -> None:
    """Reject answers that do not exist. Raises ValueError."""
    known = [
        f"{key}={each}" for key, some in choices(template).items() for each in some
    ]
    if unknown := [each for each in only if each not in known]:
        raise ValueError(f"there is no {unknown[0]}; choose among {', '.join(known)}.")


if __name__ == "__main__":
    main()
