"""Base classes of all tables: naming convention, timestamps, version counter."""

import re
from datetime import datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr, registry
from sqlalchemy.schema import sort_tables_and_constraints
from sqlmodel import Field, SQLModel


def _index_prefix(index: sa.Index, _table: sa.Table) -> str:
    return "uq" if index.unique else "ix"


def _index_parts(index: sa.Index, _table: sa.Table) -> str:
    """Return the columns of an index; of an expression, all its words."""
    options = {"include_table": False, "literal_binds": True}
    expressions = cast(list[sa.ColumnElement[Any]], index.expressions)
    texts = [str(each.compile(compile_kwargs=options)) for each in expressions]
    return "_".join(re.findall(r"\w+", " ".join(texts)))


# Every constraint has a name: migrations drop it by name, and app/db/errors.py finds
# the fields of a constraint that a request violates.
NAMING_CONVENTION: dict[str, Any] = {
    "index_prefix": _index_prefix,
    "index_parts": _index_parts,
    "ix": "%(index_prefix)s_%(table_name)s_%(index_parts)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Not SQLModel's registry: its metadata has no naming convention, and its `mappers` may
# contain models of other libraries.
mapper_registry = registry(metadata=sa.MetaData(naming_convention=NAMING_CONVENTION))


def mapped_tables() -> list[sa.Table]:
    """Return the tables of all models, referenced tables before referencing ones.

    Tables that refer to each other in a cycle are in a fixed order, too.
    """
    tables = {cast(sa.Table, mapper.local_table) for mapper in mapper_registry.mappers}
    by_name = sorted(tables, key=lambda table: table.fullname)
    in_order = sort_tables_and_constraints(by_name)  # type: ignore[no-untyped-call]
    return [table for table, _ in in_order if table is not None]


class TableModel(SQLModel, registry=mapper_registry):
    """Base of all tables."""

    # SQLModel declares a union with a function here, so type checkers would reject a
    # plain string in a subclass.
    __tablename__: ClassVar[Any]

    # Fetch server-generated values with RETURNING: loading them lazily would be
    # implicit I/O.
    __mapper_args__ = {"eager_defaults": True}


class RecordTable(sa.Table):
    """A table whose flushed rows have the values that the database stored.

    The database may store other values than it was sent: it rounds numbers, pads texts,
    or a trigger changes them. So the statements of a flush return all columns, without
    a further query.
    """

    def insert(self) -> sa.Insert:
        return super().insert().return_defaults(supplemental_cols=self.columns)

    def update(self) -> sa.Update:
        return super().update().return_defaults(supplemental_cols=self.columns)


class Record(TableModel):
    """Base of tables with an id, timestamps and a version counter.

    Timestamps come from the database's clock, as the clocks of several application
    servers differ. The database also counts the version, so a bulk UPDATE increases it.
    A flush raises StaleDataError if the row no longer has the version that was read.
    """

    __table_cls__ = RecordTable

    # Not optional, although the database sets it: rows are used only after a flush.
    id: int = Field(
        default=None,
        primary_key=True,
        sa_type=sa.BigInteger,
        sa_column_args=[sa.Identity()],
    )
    created_at: datetime = Field(
        default=None, sa_column_kwargs={"server_default": sa.func.clock_timestamp()}
    )
    updated_at: datetime = Field(
        default=None,
        sa_column_kwargs={
            "server_default": sa.func.clock_timestamp(),
            "onupdate": sa.func.clock_timestamp(),
        },
    )
    version: int = Field(
        default=None,
        sa_type=sa.BigInteger,
        sa_column_kwargs={"server_default": "1", "onupdate": sa.text("version + 1")},
    )
    # {% if cookiecutter.soft_delete %}
    deleted_at: datetime | None = None
    # {% endif %}

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        counter = {"version_id_col": cls.version, "version_id_generator": False}
        return TableModel.__mapper_args__ | counter
