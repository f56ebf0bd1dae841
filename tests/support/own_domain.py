"""A domain of a team's own, beside the example: what the team writes and inserts."""

import re
from pathlib import Path

from post_gen_project import make_sync
from support.updates import replace

FILES = Path(__file__).parents[1] / "data" / "invoices"
INSERTED = [
    (
        "app/main.py",
        "from app.lifespan ",
        "from app.invoices import router as invoices\n",
    ),
    (
        "app/main.py",
        "    if settings.environment ==",
        "    app.include_router(invoices.router)\n",
    ),
    ("pyproject.toml", "    # the domains", '    "invoices",\n'),
]
"""A file, a text in it, and what the team inserted before that text."""


def own_files() -> dict[str, bytes]:
    """Return the files of the domain, with async code."""
    return {
        path.relative_to(FILES).as_posix(): path.read_bytes()
        for path in sorted(FILES.rglob("*.py"))
    }


def add_own_domain(project: Path, *, sync: bool) -> None:
    """Add the domain to a project, without a migration."""
    for name, content in own_files().items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if sync:
            make_sync(path)
    for name, place, text in INSERTED:
        replace(project / name, place, text + place)


def commands(page: str) -> list[str]:
    """Return the lines of the shell blocks of a page."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]
