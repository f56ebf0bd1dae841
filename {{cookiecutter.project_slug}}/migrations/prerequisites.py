"""What tables need before they can be created: schemas, and PostgreSQL's enum types.

Alembic generates no statement for a schema. It lets the first table with an enum type
create it; a second table then fails, and no table drops it.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.operations.ops import ExecuteSQLOp, MigrationScript
from sqlalchemy.dialects.postgresql import CreateEnumType, DropEnumType
from sqlalchemy.sql.ddl import CreateSchema, DropSchema


def add_prerequisites(
    script: MigrationScript, metadata: sa.MetaData, connection: sa.Connection
) -> None:
    """Create what the database lacks, before the tables; drop it after them."""
    if script.upgrade_ops is None or script.downgrade_ops is None:
        return
    for create, drop in reversed([*_missing(metadata, connection)]):
        script.upgrade_ops.ops.insert(0, _execute(create, connection))
        script.downgrade_ops.ops.append(_execute(drop, connection))


def _missing(
    metadata: sa.MetaData, connection: sa.Connection
) -> Iterator[tuple[sa.DDLElement, sa.DDLElement]]:
    """Yield what to create, and how to drop it: schemas first."""
    inspector: Any = sa.inspect(connection)
    schemas = {table.schema for table in metadata.tables.values() if table.schema}
    for schema in sorted(schemas - {*inspector.get_schema_names()}):
        yield CreateSchema(schema), DropSchema(schema)
    enums = {(enum.schema, enum.name): enum for enum in _native_enums(metadata)}
    stored = {
        (enum["schema"] if schema else None, enum["name"])
        for schema in {schema for schema, _ in enums}
        for enum in inspector.get_enums(schema)
    }
    for name in [name for name in enums if name not in stored]:
        yield CreateEnumType(enums[name]), DropEnumType(enums[name])


def _native_enums(metadata: sa.MetaData) -> Iterator[sa.Enum]:
    for table in metadata.tables.values():
        for column in table.columns:
            kind = column.type
            kind = kind.item_type if isinstance(kind, sa.ARRAY) else kind
            if isinstance(kind, sa.Enum) and kind.native_enum:
                yield kind


def _execute(statement: sa.DDLElement, connection: sa.Connection) -> ExecuteSQLOp:
    return ExecuteSQLOp(str(statement.compile(dialect=connection.dialect)))
