"""Migrations of changed enums: what is generated, and what it does to rows."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.config.settings import Settings
from dev.migration_lint import sql_of, squawk
from tests.support.databases import new_database
from tests.support.enum_migrations import Database, tickets
from tests.support.revisions import copy_project
from tests.support.sync_connection import sync_connection

# The values of an enum before and after a change.
NEW = (["open"], ["open", "can't say", "100 %"])
RENAMED = (["open", "draft"], ["open", "new"])
REMOVED = (["open", "draft"], ["open"])
CHANGES = {"new": NEW, "renamed": RENAMED, "removed": REMOVED}

INSERT = "INSERT INTO enum_migrations.tickets (status) VALUES (:value)"
STORED = "SELECT status FROM enum_migrations.tickets ORDER BY id"
CHECKS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND conrelid = 'enum_migrations.tickets'::regclass"""


@pytest.fixture(scope="module")
def database(direct_settings: Settings) -> Iterator[Database]:
    with sync_connection(sa.make_url(direct_settings.database_url)) as run:
        yield Database(run)


def rejected(database: Database, values: list[str]) -> list[str]:
    """Return the values that the column rejects."""
    rejected = []
    for value in values:
        try:
            database.execute(INSERT, value=value)
        except IntegrityError:
            rejected.append(value)
    return rejected


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES)
def test_generated_migration_changes_the_allowed_values(
    database: Database, old: list[str], new: list[str]
) -> None:
    added = [value for value in new if value not in old]
    removed = [value for value in old if value not in new]
    database.create(tickets(status=old))
    for value in (*old, None):
        database.execute(INSERT, value=value)

    migration = database.generate(tickets(status=new))
    database.migrate(migration.upgrade.replace("<new value>", "'open'"))

    assert database.matches(tickets(status=new))
    assert rejected(database, [*new, *removed]) == removed
    (check,) = database.execute(CHECKS)
    assert "NOT VALID" not in check

    database.execute("TRUNCATE enum_migrations.tickets")
    database.migrate(migration.downgrade)

    assert database.matches(tickets(status=old))
    assert rejected(database, [*old, *added]) == added


@pytest.mark.parametrize(("old", "new"), [RENAMED, REMOVED])
def test_upgrade_fails_without_the_new_value_and_changes_nothing(
    database: Database, old: list[str], new: list[str]
) -> None:
    database.create(tickets(status=old))
    database.execute(INSERT, value="draft")
    migration = database.generate(tickets(status=new))

    with pytest.raises(DBAPIError, match="syntax error"):
        database.migrate(migration.upgrade)

    assert database.matches(tickets(status=old))
    assert database.execute(STORED) == ["draft"]


def test_upgrade_without_the_update_keeps_values_and_can_be_repeated(
    database: Database,
) -> None:
    old, new = RENAMED
    database.create(tickets(status=old))
    database.execute(INSERT, value="draft")
    migration = database.generate(tickets(status=new))
    lines = migration.upgrade.splitlines()
    without_update = "\n".join(line for line in lines if "UPDATE" not in line)

    with pytest.raises(IntegrityError, match="ck_tickets_status"):
        database.migrate(without_update)
    assert database.execute(STORED) == ["draft"]

    database.migrate(migration.upgrade.replace("<new value>", "'new'"))
    assert database.execute(STORED) == ["new"]


def test_upgrade_to_an_enum_can_be_repeated_after_rows_are_corrected(
    database: Database,
) -> None:
    database.create(tickets(status=None))
    database.execute(INSERT, value="Open")
    upgrade = database.generate(tickets(status=["open"])).upgrade

    with pytest.raises(IntegrityError, match="ck_tickets_status"):
        database.migrate(upgrade)
    database.execute("UPDATE enum_migrations.tickets SET status = lower(status)")
    database.migrate(upgrade)

    assert database.execute(STORED) == ["open"]


def test_downgrade_fails_while_a_row_holds_a_new_value(database: Database) -> None:
    old, new = NEW
    database.create(tickets(status=old))
    migration = database.generate(tickets(status=new))
    database.migrate(migration.upgrade)
    database.execute(INSERT, value="can't say")

    with pytest.raises(IntegrityError, match="ck_tickets_status"):
        database.migrate(migration.downgrade)

    assert "while a row holds 'can''t say', '100 %': update" in migration.downgrade
    assert database.matches(tickets(status=new))


def test_rows_are_updated_before_the_lock_if_their_new_value_is_an_old_one(
    database: Database,
) -> None:
    def is_update_first(old: list[str], new: list[str]) -> bool:
        database.create(tickets(status=old))
        upgrade = database.generate(tickets(status=new)).upgrade
        return upgrade.index("UPDATE") < upgrade.index("DROP")

    assert is_update_first(*REMOVED)
    assert not is_update_first(*RENAMED)


def test_several_columns_of_a_table_change_independently(database: Database) -> None:
    before = tickets(status=["a"], order=["a", "b"], kind=["a"])
    after = tickets(status=["a", "b"], order=["a"], kind=["a"])
    database.create(before)

    migration = database.generate(after)
    database.migrate(migration.upgrade.replace("<new value>", "'a'"))
    assert database.matches(after)
    assert "ck_tickets_kind" not in migration.upgrade

    database.migrate(migration.downgrade)
    assert database.matches(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"status": ["a"]}),
        ({"status": ["a"]}, {}),
        ({"status": None}, {"status": ["a", "b"]}),
        ({"status": ["a", "b"]}, {"status": None}),
        ({"status": ["a"]}, {"kind": ["a"]}),
    ],
    ids=["new column", "removed column", "text to enum", "enum to text", "renamed"],
)
def test_columns_become_and_cease_to_be_enums(
    database: Database,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    database.create(tickets(**before))
    checks = database.execute(CHECKS)

    migration = database.generate(tickets(**after))
    database.migrate(migration.upgrade)
    assert database.matches(tickets(**after))
    assert len(database.execute(CHECKS)) == sum(map(bool, after.values()))

    database.migrate(migration.downgrade)
    assert database.execute(CHECKS) == checks


def test_migration_of_a_new_table_contains_the_constraints(database: Database) -> None:
    database.create(sa.MetaData())

    migration = database.generate(tickets(status=["a", "b"], kind=["c"]))
    database.migrate(migration.upgrade)

    assert database.matches(tickets(status=["a", "b"], kind=["c"]))
    assert len(database.execute(CHECKS)) == 2


def test_same_values_need_no_migration(database: Database) -> None:
    values = ["b", "a'b", r"a\b", "a, b", "a 'b', 'c'", ""]
    columns: dict[str, Any] = {"status": values, "Kind": ["b"], "long_name" * 7: values}
    database.create(tickets(**columns))

    columns["status"] = values[::-1]
    assert database.matches(tickets(**columns))


def test_other_constraints_are_kept(database: Database) -> None:
    database.create(tickets(kind=None))
    database.execute(
        "ALTER TABLE enum_migrations.tickets "
        "ADD CONSTRAINT ck_tickets_id CHECK (id > 0), "
        "ADD CONSTRAINT ck_tickets_text CHECK (kind = 'a')"
    )

    assert database.matches(tickets(kind=None))


def test_alembic_commands_rename_a_member(
    direct_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make revision`, its lint, and `alembic check`."""
    project = copy_project(tmp_path)
    versions = project / "migrations" / "versions"
    for revision in versions.iterdir():
        revision.unlink()
    config = Config(toml_file=project / "pyproject.toml")
    old, new = RENAMED

    with new_database("enums"):
        monkeypatch.setattr(
            "migrations.runner.metadata", tickets(schema=None, status=old)
        )
        command.revision(config, rev_id="1", message="Create", autogenerate=True)
        command.upgrade(config, "head")
        monkeypatch.setattr(
            "migrations.runner.metadata", tickets(schema=None, status=new)
        )
        with pytest.raises(CommandError, match="ck_tickets_status"):
            command.check(config)
        command.revision(config, rev_id="2", message="Rename", autogenerate=True)
        (path,) = versions.glob("*_rename.py")
        path.write_text(path.read_text().replace("<new value>", "'new'"))
        command.upgrade(config, "2")
        command.downgrade(config, "1")
        command.upgrade(config, "2")
        command.check(config)

    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", str(versions)]
    subprocess.run(ruff, cwd=project, check=True)
    scripts = ScriptDirectory.from_config(config)
    assert squawk(sql_of(scripts.get_revision("2"), config), project) == 0
