"""A deliberate fault of the template for each check, which no cheaper check finds."""

from dataclasses import dataclass

from support.variants import OPPOSITES, default_with

DEFAULT = default_with()
HARD = default_with(soft_delete=False)
SYNC = default_with(driver="psycopg")
LARGE = default_with(pool_profile="high_traffic")
# Their suites take a third of the default's time.
EMPTY = default_with(example=False, pool_profile="high_traffic")
NO_EXAMPLE = default_with(example=False)
SMALL_IMAGE = default_with(
    driver="psycopg",
    pool_profile="pgbouncer",
    soft_delete=False,
    repository_layer=False,
    example=False,
)
EMPTY_POOLER = default_with(example=False, pool_profile="pgbouncer")


@dataclass(frozen=True)
class Fault:
    check: str
    """The first check that must fail: first of tests/checks, then across variants."""
    file: str
    """Relative to the template's folder, or a file in hooks/ or preview/."""
    old: str
    """A text that the file contains once."""
    new: str
    variant: str = DEFAULT
    """The variant in which the fault is found."""


HOOK = "hooks/post_gen_project.py"
MAIN = "app/main.py"
TITLE = '"{{ cookiecutter.project_name }}"'
RANDOM = "## Run it {{ random_ascii_string(8) }}"
OF_CRUFT = "## Run it {{ cookiecutter._commit | default('now') }}"
LOOK_UP = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.getaddrinfo("localhost", 80)

if __name__"""

FAULTS = [
    Fault("files", HOOK, "@([a-z0-9_]+)", "@([a-z0-9]+)", LARGE),
    Fault("left-overs", "README.md", "## Run it", "## Run it {{ '{{ now }}' }}"),
    Fault("words", "README.md", "## Run it", "## Run and restore it", HARD),
    Fault("tidy", "README.md", "## Settings", "\n## Settings"),
    Fault("pages", "AGENTS.md", "`app/config/`", "`app/conf/`"),
    Fault("parse", "pyproject.toml", 'timezone = "UTC"', "timezone = UTC"),
    Fault(
        "parse", "compose.yaml", "disable: true", "disable: true\n      disable: true"
    ),
    Fault("dockerfile", "Dockerfile", "RUN useradd", "RUN cd /tmp && useradd"),
    Fault("compose", "compose.yaml", "\nvolumes:", "\nvolume:"),
    Fault("workflows", ".github/workflows/ci.yml", "  lint:", "  lint:\n    needs: 1"),
    Fault("ruff", MAIN, "import tomllib\n", "import os\nimport tomllib\n"),
    Fault("deptry", "pyproject.toml", '    "pydantic>=2.12",\n', ""),
    # Of another length: mypy's cache would miss a change in the same second.
    Fault("types", "dev/ports.py", "port: int =", "port: bytes ="),
    Fault(
        "types",
        "app/db/lookup.py",
        "from app.db.base import Record\n",
        "from app.api.etags import with_etag  # noqa: F401\n"
        "from app.db.base import Record\n",
    ),
    Fault(
        "pyright",
        "app/db/pagination.py",
        'sort: Any = "created_at"',
        'sort: str = "created_at"',
    ),
    Fault("pre-commit", ".pre-commit-config.yaml", "run ruff format", "run ruff fmt"),
    Fault(
        "new domain",
        "app/tables.py",
        'glob("*/models.py"))\n]\n',
        'glob("[!z]*/models.py"))\n]\nmapper_registry.configure()\n',
    ),
    Fault("openapi", MAIN, TITLE, '"{{ cookiecutter.pool_profile }}"', LARGE),
    Fault("openapi", MAIN, TITLE, '"{{ cookiecutter.soft_delete }}"'),
    Fault(
        "behaviour",
        "app/api/session@psycopg.py",
        "            await _run_in_thread(session.commit)\n",
        "",
        SYNC,
    ),
    Fault("suite", "app/db/base.py", '"version + 1"', '"version"', EMPTY),
    Fault(
        "suite",
        "app/db/engine@asyncpg.py",
        'cache_size"] = 0',
        'cache_size"] = 9',
        EMPTY_POOLER,
    ),
    Fault(
        "suite",
        "app/db/sort_types.py",
        "SortType(sa.Date, Day,",
        "SortType(sa.Date, StoredStr,",
        EMPTY,
    ),
    Fault(
        "suite",
        "app/db/foreign_keys@soft.py",
        "if change.is_deletion:",
        "if not change.is_deletion:",
        EMPTY,
    ),
    Fault(
        "suite",
        "app/users@example/schemas.py",
        '    email: str = Field(examples=[ADA["email"]])',
        "    email: Email",
    ),
    Fault(
        "partitioning",
        "docs/partitioning.md",
        "nextval('partitions.events_id_seq')",
        "1",
    ),
    Fault("recipes", "docs/audit-trail.md", "actor, True", "actor, False"),
    Fault(
        "read sessions",
        "app/db/read_session.py",
        "    ) -> ScalarResult[ValueT]: ...\n",
        "    ) -> ScalarResult[ValueT]: ...\n\n"
        "    async def flush(self) -> None: ...\n",
        OPPOSITES[1],
    ),
    Fault("ci", "Makefile", "-m alembic check", "-m alembic current", OPPOSITES[1]),
    Fault(
        "container",
        "Dockerfile",
        "COPY --from=build /service/migrations migrations\n",
        "",
        SMALL_IMAGE,
    ),
    Fault("releases", "migrations/runner.py", "signal.SIGTERM,", "signal.SIGHUP,"),
    Fault("server", "Dockerfile", '-shutdown", "8"', '-shutdown", "80"', OPPOSITES[1]),
    Fault(
        "gallery",
        "migrations/server_defaults.py",
        """value.replace("'", "''")""",
        "value",
        NO_EXAMPLE,
    ),
    Fault(
        "domain page",
        "docs/add-a-domain.md",
        "instead of `import StoredEnum`",
        "instead of `import Id`",
    ),
    Fault("same answers, same bytes", "README.md", "## Run it", RANDOM, EMPTY),
    Fault("hostile answers", MAIN, TITLE, f"{TITLE}.format()", EMPTY),
    Fault("bake without network", HOOK, "\nif __name__", LOOK_UP, EMPTY),
    Fault(
        "same bakes",
        "preview/bakes.py",
        '"{{" not in text and',
        '"{{" not in text or',
        EMPTY,
    ),
    Fault(
        "differences",
        "preview/expressions.py",
        "range(MOST_TERMS + 1)",
        "range(2)",
        EMPTY,
    ),
    Fault("cruft", "README.md", "## Run it", OF_CRUFT, EMPTY),
    Fault(
        "update with cruft",
        "pyproject.toml",
        "skip = []",
        'skip = ["app/config/pool.py"]',
        EMPTY,
    ),
]
"""In the order of the checks."""
