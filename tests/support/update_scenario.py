"""An update: an older template, and what a team changed in its project since.

The template is made older, so that the current one is the new version. The team changes
the project that it created from the older one.
"""

from pathlib import Path

from support.updates import replace
from support.variants import TEMPLATE

# The template

POOL = "app/config/pool@standard.py"
NUMBER, FORMER_NUMBER = "\nPOOL_SIZE = 5\n", "\nPOOL_SIZE = 7\n"
ADDED, DROPPED = ".squawk.toml", "app/legacy.py"
REWORDED = [".dockerignore", "compose.yaml"]


def make_older(template: Path) -> None:
    source = template / TEMPLATE.name
    replace(source / POOL, NUMBER, FORMER_NUMBER)
    (source / ADDED).unlink()
    (source / DROPPED).write_text("LEGACY = True\n", encoding="utf-8")
    for name in REWORDED:
        text = (source / name).read_text("utf-8")
        (source / name).write_text(f"# Former words.\n{text}", encoding="utf-8")


# The team, which uses psycopg

DELETED, SKIPPED = REWORDED
ROUTER = """\
from fastapi import APIRouter

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("")
def list_orders() -> list[str]:
    return []
"""
TEST = """\
from httpx2 import Client


def test_there_are_no_orders_yet(client: Client) -> None:
    assert client.get("/orders").json() == []
"""
WRITTEN = {
    SKIPPED: "# The team's own.\n",
    "app/orders/__init__.py": "",
    "app/orders/router.py": ROUTER,
    "tests/orders/test_orders.py": TEST,
}
INSERTED = [
    ("README.md", "## Run it\n", "Questions: ask in #orders.\n\n"),
    ("app/main.py", "from app.projects ", "from app.orders import router as orders\n"),
    ("app/main.py", "    return app\n", "    app.include_router(orders.router)\n"),
]
"""A file, a text in it, and what the team inserted before that text."""
REPLACED = [
    (
        "app/config/pool.py",
        "\nSTATEMENT_TIMEOUT = 15.0\n",
        "\nSTATEMENT_TIMEOUT = 20.0\n",
    ),
    ("pyproject.toml", "\nskip = []\n", f'\nskip = ["{SKIPPED}"]\n'),
    ("tests/teams/test_put.py", '{"description": "First"}', '{"description": "1st"}'),
]


def do_the_teams_work(project: Path) -> None:
    (project / DELETED).unlink()
    for name, text in WRITTEN.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    for name, place, text in INSERTED:
        replace(project / name, place, text + place)
    for name, old, new in REPLACED:
        replace(project / name, old, new)
