"""What all models share: columns, the names of constraints, rules of the API."""

from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from pydantic import ConfigDict
from sqlalchemy.orm import QueryableAttribute, declared_attr, registry
from sqlmodel import Field, SQLModel


def _index_prefix(index: sa.Index, _table: sa.Table) -> str:
    return "uq" if index.unique else "ix"


# Every constraint has a name, so that a migration can drop it and app/errors.py can
# say which field broke it.
NAMING_CONVENTION: dict[str, Any] = {
    "index_prefix": _index_prefix,
    "ix": "%(index_prefix)s_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

mapper_registry = registry(metadata=sa.MetaData(naming_convention=NAMING_CONVENTION))


class Table(SQLModel, registry=mapper_registry):
    """Base of every table."""

    # Fetch what the database fills in with the INSERT or UPDATE itself: reading it
    # later would be a query, which an attribute must not make.
    __mapper_args__ = {"eager_defaults": True}


class Record(Table):
    """A table whose rows have an identity and know when they changed, how often.

    The times are the database's clock: its transactions are ordered by it, and the
    clocks of several servers differ. The version counts in the database, too, so that
    every UPDATE counts, of many rows at once as well. A flush that would overwrite
    what it has not seen raises StaleDataError.
    """

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
        return Table.__mapper_args__ | counter


def unique(*columns: str) -> sa.Index:
    """Make the columns, together, unique in their table."""
    return sa.Index(
        None,
        *columns,
        unique=True,
        # {% if cookiecutter.soft_delete %}
        # Among the rows that are not deleted: a deleted name can be taken again.
        postgresql_where=sa.text("deleted_at IS NULL"),
        # {% endif %}
    )


def choice(kind: type[StrEnum]) -> Any:
    """Store a choice as text that a CHECK limits to the values of the enum.

    A type of PostgreSQL's own would have to be changed outside of transactions, and
    would outlive a downgrade. A new member needs a migration that replaces the CHECK.
    """
    return sa.Enum(
        kind,
        name=kind.__name__.lower(),
        length=50,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


# Arguments of relationships. Reading one that was not loaded would be a query that an
# attribute must not make: it raises, and the statement says what to load instead.
REFERENCE: dict[str, Any] = {"lazy": "raise"}
# Deletions are the database's business, by ON DELETE.
COLLECTION: dict[str, Any] = {"lazy": "raise", "passive_deletes": "all"}


# A row lock for changes: others wait who would change the row or delete it, and those
# who only refer to it do not.
FOR_CHANGE = {"key_share": True}


def related(attribute: object) -> QueryableAttribute[Any]:
    """Give a relationship the type that `selectinload` and `join` expect.

    SQLModel annotates it with the type of its value.
    """
    return cast(QueryableAttribute[Any], attribute)


class Input(SQLModel):
    """Base of request bodies: a misspelt field is an error, not a field left out."""

    model_config = ConfigDict(extra="forbid")  # type: ignore[assignment]


class Patch(Input):
    """Base of request bodies that change only the fields that were sent.

    The default None of a field stands for "not sent"; sent, null is refused where
    the type does not allow it.
    """

    def sent(self) -> dict[str, Any]:
        """Return the fields that were sent, and no others."""
        return self.model_dump(exclude_unset=True)
