"""The picture of the README: how it is drawn, and what is in it."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from terminal_picture import (
    BAKE,
    LIST,
    PICTURE,
    PRIVATE,
    TEST,
    WIDTH,
    Shown,
    check,
    draw,
    run,
)

TEXT = "{http://www.w3.org/2000/svg}text"
SHOWN = [
    Shown("ls -C", "app  <docs>\nREADME.md\n"),
    Shown("make test", "\x1b[32m3 passed\x1b[0m & none failed\n"),
]


def lines(svg: str) -> list[str]:
    """Return the texts of a picture, those on the same line as one."""
    found: dict[str, str] = {}
    for text in ElementTree.fromstring(svg).iter(TEXT):  # noqa: S314
        height = text.get("y", "")
        found[height] = found.get(height, "") + (text.text or "")
    return [line.replace("\xa0", " ").strip() for line in found.values()]


def test_commands_and_outputs_are_drawn() -> None:
    shown = [line for line in lines(draw(SHOWN)) if line]

    assert shown[1:] == [
        "$ ls -C",
        "app  <docs>",
        "README.md",
        "$ make test",
        "3 passed & none failed",
    ]


def test_the_same_output_gives_the_same_picture() -> None:
    assert draw(SHOWN) == draw(SHOWN)


def test_the_picture_loads_nothing() -> None:
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", draw(SHOWN))


@pytest.mark.parametrize(
    "output",
    ["rootdir: /home/somebody/service\n", "from https://packages.example.com/simple\n"],
)
def test_what_tells_about_the_machine_is_refused(output: str) -> None:
    with pytest.raises(SystemExit, match="cannot be drawn"):
        check([Shown("ls", output)])


@pytest.mark.parametrize(
    "output",
    ["app/users/ docs/\n", "cd ~/my-service\n", "at http://127.0.0.1:8000/docs"],
)
def test_names_of_the_service_are_drawn(output: str) -> None:
    check([Shown("ls", output)])


def test_a_command_runs_as_wide_as_the_picture(tmp_path: Path) -> None:
    shown = run('echo "$COLUMNS $PWD"', tmp_path)

    assert shown.output == f"{WIDTH} ~\n"


def test_a_failed_command_is_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="'exit 3' failed"):
        run("exit 3", tmp_path)


def test_the_committed_picture_shows_the_commands_and_no_machine() -> None:
    shown = lines(PICTURE.read_text("utf-8"))

    assert [line for line in shown if line.startswith("$")] == [
        f"$ {command}" for command in (BAKE, LIST, TEST)
    ]
    assert [line for line in shown if PRIVATE.search(line)] == []
    assert any(re.search(r"\d+ passed", line) for line in shown)
