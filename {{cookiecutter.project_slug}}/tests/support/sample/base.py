"""Base of the tables that exist only in the test database, in the schema `sample`.

Tests of the infrastructure use them, so they need no domain. Their metadata is not the
one in app/tables.py: migrations do not contain them.
"""

import sqlalchemy as sa
from pydantic import BaseModel

from app.db.base import NAMING_CONVENTION, Record, TableModel

SCHEMA = "sample"

metadata = sa.MetaData(schema=SCHEMA, naming_convention=NAMING_CONVENTION)


class SampleRecord(Record):
    """Base of sample tables with an id, timestamps and a version counter."""

    metadata = metadata


class SampleModel(TableModel):
    """Base of sample tables without these columns, such as link tables."""

    metadata = metadata


class RowId(BaseModel):
    """The schema of a list that shows only ids."""

    id: int


def create_sample_tables() -> str:
    """Return a statement that creates the schema and all sample tables."""
    statements = [f"CREATE SCHEMA {SCHEMA}"]

    def collect(statement: sa.sql.ddl.ExecutableDDLElement, *_: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = sa.create_mock_engine("postgresql://", collect)
    metadata.create_all(engine, checkfirst=False)
    body = "; ".join(statements)
    return f"DO $do$ BEGIN {body}; END $do$"
