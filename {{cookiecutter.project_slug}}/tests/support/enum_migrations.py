"""A schema with one table, to generate and run migrations of its enum columns."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from textwrap import dedent
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import (
    compare_metadata,
    produce_migrations,
    render_python_code,
)
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from app.db.base import NAMING_CONVENTION
from app.db.columns import enum_type
from migrations.runner import AUTOGENERATE_PLUGINS, render_type
from tests.support.sync_connection import Run

SCHEMA = "enum_migrations"
OPTIONS: dict[str, Any] = {
    "autogenerate_plugins": AUTOGENERATE_PLUGINS,
    "include_schemas": True,
    "include_name": lambda name, kind, _: kind != "schema" or name == SCHEMA,
}


def tickets(*, schema: str | None = SCHEMA, **columns: Any) -> sa.MetaData:
    """Return a table with enum columns, by their values; None is a text column."""
    metadata = sa.MetaData(schema=schema, naming_convention=NAMING_CONVENTION)
    table = sa.Table("tickets", metadata, sa.Column("id", sa.Integer, sa.Identity()))
    for name, values in columns.items():
        kind = sa.String(50) if values is None else enum_type(_enum(values))
        table.append_column(sa.Column(name, kind))
    return metadata


def _enum(values: list[str]) -> type[StrEnum]:
    members = [(f"MEMBER_{number}", value) for number, value in enumerate(values)]
    enum: Any = StrEnum("Values", members)  # type: ignore[misc]
    return enum


@dataclass(frozen=True)
class Migration:
    """The code of a generated migration."""

    upgrade: str
    downgrade: str


class Database:
    """Generates and runs migrations, each in a transaction of its own."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def create(self, metadata: sa.MetaData) -> None:
        """Create the schema, with these tables only."""

        def create(connection: sa.Connection) -> None:
            drop = sa.schema.DropSchema(SCHEMA, cascade=True, if_exists=True)
            connection.execute(drop)
            connection.execute(sa.schema.CreateSchema(SCHEMA))
            metadata.create_all(connection)

        self._commit(create)

    def execute(self, statement: str, **values: str | None) -> list[Any]:
        """Execute a statement; return the first column of its rows."""

        def execute(connection: sa.Connection) -> list[Any]:
            result = connection.execute(sa.text(statement), values)
            return list(result.scalars()) if result.returns_rows else []

        rows: list[Any] = self._commit(execute)
        return rows

    def generate(self, metadata: sa.MetaData) -> Migration:
        """Return the migration to these tables."""

        def generate(connection: sa.Connection) -> Migration:
            script = produce_migrations(_context(connection), metadata)
            return Migration(_code(script.upgrade_ops), _code(script.downgrade_ops))

        migration: Migration = self._commit(generate)
        return migration

    def migrate(self, code: str) -> None:
        """Run the code of an upgrade or a downgrade."""

        def migrate(connection: sa.Connection) -> None:
            context = _context(connection)
            with context.begin_transaction():
                exec(code, {"op": Operations(context), "sa": sa})  # noqa: S102

        self._commit(migrate)

    def matches(self, metadata: sa.MetaData) -> bool:
        """Whether no migration is needed."""
        return not self._commit(
            lambda connection: compare_metadata(_context(connection), metadata)
        )

    def _commit(self, work: Callable[[sa.Connection], Any]) -> Any:
        def commit(connection: sa.Connection) -> Any:
            try:
                result = work(connection)
                connection.commit()
            finally:
                connection.rollback()
            return result

        return self.run(commit)


def _context(connection: sa.Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts=OPTIONS)


def _code(operations: Any) -> str:
    return dedent("    " + render_python_code(operations, render_item=render_type))
