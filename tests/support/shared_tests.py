"""Which tests are the same, of the same code, in several variants.

They run in one of these variants, their model: those that cover the service only in a
thorough run. They take most of the time of all suites.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from support.variants import VARIANTS, Project, Variant, pairwise

POOL = "app/config/pool.py"
"""The only file that differs between two pool profiles without PgBouncer."""
USES_CONNECTIONS = r"\b(committing_\w+|standalone_app|two_sessions)\b"
USES_POOL = rf"{USES_CONNECTIONS}|\b(PoolSettings|create_engine|(read_)?engine|pool)\b"
"""Names by which a test uses the pool: its settings, its engine, several connections.

`tests/tooling/test_shared_tests.py` lists the modules that read the settings.
"""
NEVER = r"(?!)"
PLUGINS = re.compile(rb' +"tests\.support\.(passwords|pgbouncer)",\n')
"""Lines of `tests/conftest.py` that load a module which is compared by itself."""


@dataclass(frozen=True)
class SharedTests:
    """Tests that need not run in a variant with the same files as its model."""

    tests: tuple[str, ...]
    """The tests, by the beginning of the path."""
    code: tuple[str, ...]
    """What they test and use besides, by the beginning of the path."""
    questions: tuple[str, ...]
    """The questions whose answers change these files."""
    but: tuple[str, ...] = ()
    """Patterns of paths below `code` on which they do not depend."""
    uses_pool: str = NEVER
    """A pattern in the tests that depend on the pool profile."""
    with_pool: bool = False
    """Whether these tests are meant, or the others."""
    covers: bool = True
    """Whether they cover the service: then all pairwise variants run them."""

    def left_out(
        self,
        variant: Variant,
        chosen: Iterable[str],
        project_named: Callable[[str], Project],
    ) -> list[str]:
        """Return the tests that the variant can leave out when the chosen ones run."""
        name = str(variant)
        if self.covers and name in pairwise():
            return []
        if self.model(variant, chosen, project_named) == name:
            return []
        return self.test_files(project_named(name))

    def model(
        self,
        variant: Variant,
        chosen: Iterable[str],
        project_named: Callable[[str], Project],
    ) -> str:
        """Return the first variant with the same files, pairwise ones before others."""
        small_set = pairwise()
        files = self.files(project_named(str(variant)))
        return next(
            name
            for name in sorted(chosen, key=lambda name: name not in small_set)
            if self.same_answers(VARIANTS[name], variant)
            and self.files(project_named(name)) == files
        )

    def same_answers(self, one: Variant, other: Variant) -> bool:
        return all(one.answers[key] == other.answers[key] for key in self.questions)

    def files(self, project: Project) -> dict[str, bytes]:
        return {
            name: PLUGINS.sub(b"", content)
            for name, content in project.files.items()
            if name.startswith((*self.tests, *self.code))
            and not any(fnmatchcase(name, pattern) for pattern in self.but)
        }

    def test_files(self, project: Project) -> list[str]:
        return [
            name
            for name in self.files(project)
            if name.startswith(self.tests)
            and name.rpartition("/")[2].startswith("test_")
            and bool(re.search(self.uses_pool, project.texts[name])) == self.with_pool
        ]


SERVERS = SharedTests(
    tests=(
        "tests/dev/test_cluster_pair.py",
        "tests/dev/test_dev_commands.py",
        "tests/dev/test_embedded_postgres.py",
        "tests/dev/test_other_machines.py",
        "tests/dev/test_reset.py",
    ),
    code=(
        "dev/",
        "tests/dev/conftest.py",
        "tests/support/databases.py",
        "tests/support/embedded_servers.py",
        "tests/support/settings.py",
    ),
    questions=("driver",),
    but=("dev/seed.py",),
    covers=False,
)
"""The embedded PostgreSQL."""

COMMANDS = SharedTests(
    tests=(
        "tests/dev/test_makefile.py",
        "tests/dev/test_migration_lint.py",
        "tests/dev/test_seed.py",
    ),
    code=(
        "dev/",
        "migrations/",
        "tests/dev/conftest.py",
        "tests/support/revisions.py",
        ".squawk.toml",
        "Makefile",
    ),
    questions=("driver", "soft_delete", "example"),
    covers=False,
)
"""The other commands for development."""

OF_QUERIES = (
    "app/*/repository.py",
    "app/*/service.py",
    "tests/support/sample/service.py",
)
"""The modules with queries. They get a session, whatever the pool is."""
OF_PGBOUNCER = ("tests/support/pgbouncer.py",)
OF_THE_EXAMPLE = (
    "tests/support/factories.py",
    "tests/support/passwords.py",
    "tests/support/stored_values.py",
)

POOLED_INFRASTRUCTURE = SharedTests(
    tests=(
        "tests/api/",
        "tests/config/",
        "tests/db/",
        "tests/monitoring/",
        "tests/replicas/",
    ),
    code=(
        "app/api/",
        "app/config/",
        "app/db/",
        "app/errors.py",
        "app/fields.py",
        "app/lifespan.py",
        "app/logs/",
        "app/monitoring/",
        "app/tables.py",
        "migrations/runner.py",
        "tests/conftest.py",
        "tests/support/",
    ),
    questions=("driver", "soft_delete", "pool_profile"),
    but=(*OF_THE_EXAMPLE, *OF_QUERIES),
    uses_pool=USES_POOL,
    with_pool=True,
)
"""What all domains stand on, tested with tables of its own, in each pool profile."""

INFRASTRUCTURE = replace(
    POOLED_INFRASTRUCTURE,
    questions=("driver", "soft_delete", "repository_layer"),
    but=(*OF_THE_EXAMPLE, POOL),
    with_pool=False,
)
"""What does not depend on the pool profile, but on PgBouncer: it runs through it."""

DOMAINS = SharedTests(
    tests=("tests/projects/", "tests/teams/", "tests/users/", "tests/test_purge.py"),
    code=("app/", "migrations/", "tests/conftest.py", "tests/support/"),
    questions=("driver", "soft_delete", "repository_layer", "example"),
    but=(POOL, *OF_PGBOUNCER),
    uses_pool=USES_CONNECTIONS,
)
"""The domains of the example. They use the pool only with several connections.

Only the pairwise variants run all of them through PgBouncer.
"""

MIGRATIONS = SharedTests(
    tests=(
        "tests/test_enum_migrations.py",
        "tests/test_migrations.py",
        "tests/test_revisions.py",
        "tests/test_trigrams.py",
    ),
    code=("app/", "migrations/", "tests/support/"),
    questions=("driver", "soft_delete", "example"),
    but=(POOL, *OF_PGBOUNCER, *OF_QUERIES),
    covers=False,
)
"""Migrations, which do not connect to the server as the service does."""

IMPORTS = SharedTests(
    tests=("tests/test_imports.py",),
    code=("app/",),
    questions=("driver", "soft_delete", "repository_layer", "example"),
    but=(POOL,),
    covers=False,
)

ALL_SHARED = (
    SERVERS,
    COMMANDS,
    INFRASTRUCTURE,
    POOLED_INFRASTRUCTURE,
    DOMAINS,
    MIGRATIONS,
    IMPORTS,
)

NOT_OF_THE_SERVICE = tuple(
    test for shared in ALL_SHARED if not shared.covers for test in shared.tests
)
"""Tests without which all of `app/` is covered, too."""
