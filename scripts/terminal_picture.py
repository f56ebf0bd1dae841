"""Draws docs/terminal.svg: commands that create a service, and what they printed.

make picture
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from demo import ROOT, environment
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURE = ROOT / "docs" / "terminal.svg"
WIDTH = 88
TITLE = "my-service"
TEMPLATE = "cookiecutter-fastapi-sqlmodel"
BAKE = f"uvx cookiecutter ./{TEMPLATE} --no-input driver=psycopg"
LIST = "cd my-service && ls -Cp . app app/users"
TEST = "uv run python -m pytest -q tests/teams"
UVX = f'uvx() {{ "{Path(sys.executable).parent}/$@"; }}\n'
"""A shell function: uvx without a download."""
PRIVATE = re.compile(r"(?<![\w.~])/[\w.-]+/[\w.-]+|https?://(?!127\.0\.0\.1)\S+")
"""Paths and addresses of the machine that draws the picture."""
FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Fonts that a picture in a page cannot load."""
THEME = TerminalTheme(
    (27, 31, 36),
    (214, 220, 228),
    [
        (27, 31, 36),
        (244, 112, 103),
        (110, 190, 120),
        (214, 170, 90),
        (108, 182, 255),
        (200, 150, 240),
        (90, 200, 200),
        (214, 220, 228),
    ],
)


class Shown(NamedTuple):
    """A command as a reader types it, and what it printed."""

    command: str
    output: str


def run(command: str, home: Path, folder: str = ".") -> Shown:
    """Run a command in a folder, as in a terminal of a user with this home."""
    done = subprocess.run(
        ["sh", "-c", UVX + command],
        cwd=home / folder,
        env=environment() | {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"ERROR: {command!r} failed:\n{done.stdout}")
    return Shown(command, done.stdout.replace(str(home.resolve()), "~"))


def record(home: Path) -> list[Shown]:
    """Run the commands in a folder with a link to the template."""
    (home / TEMPLATE).symlink_to(ROOT)
    shown = [run(BAKE, home), run(LIST, home)]
    run("uv sync --quiet", home, "my-service")
    return [*shown, run(TEST, home, "my-service")]


def check(shown: Sequence[Shown]) -> None:
    """Refuse what tells about this machine."""
    for command, output in shown:
        if found := PRIVATE.search(Text.from_ansi(output).plain):
            sys.exit(f"ERROR: {command!r} printed {found[0]!r}: it cannot be drawn.")


def draw(shown: Sequence[Shown]) -> str:
    """Return the picture of a terminal with these commands and outputs."""
    console = Console(
        record=True,
        width=WIDTH,
        file=StringIO(),
        force_terminal=True,
        color_system="standard",
        highlight=False,
    )
    for number, (command, output) in enumerate(shown):
        if number:
            console.print()
        console.print(Text.assemble(("$ ", "green"), (command, "bold")))
        console.print(Text.from_ansi(output.strip("\n")))
    svg = console.export_svg(title=TITLE, theme=THEME, unique_id="terminal")
    lines = FONT_FACE.sub("", svg).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def main() -> None:
    with TemporaryDirectory() as folder:
        shown = record(Path(folder))
    check(shown)
    PICTURE.write_text(draw(shown), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)} is drawn.")


if __name__ == "__main__":
    main()
