"""The order in which a generated revision creates and drops tables.

Alembic drops tables in no order: one may come before another that refers to it, and the
revision then fails. Tables that refer to each other in a cycle have no order at all: a
foreign key is then created after the tables, and dropped before them.
"""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

import sqlalchemy as sa
from alembic.operations.ops import (
    CreateForeignKeyOp,
    CreateTableOp,
    DropTableOp,
    MigrateOperation,
    MigrationScript,
)


def order_tables(script: MigrationScript) -> None:
    """Create each table before those that refer to it, and drop it after them."""
    changes = script.upgrade_ops
    if changes is None or script.downgrade_ops is None:
        return
    creations = [op for op in changes.ops if isinstance(op, CreateTableOp)]
    drops = [op for op in changes.ops if isinstance(op, DropTableOp)]
    others = [op for op in changes.ops if op not in creations and op not in drops]
    tables, foreign_keys = _ordered(creations)
    dropped_tables, dropped_keys = _ordered(drop.reverse() for drop in drops)
    changes.ops = [
        *tables,
        *others,
        *foreign_keys,
        *(op.reverse() for op in reversed([*dropped_tables, *dropped_keys])),
    ]
    changes.reverse_into(script.downgrade_ops)


def _ordered(
    creations: Iterable[CreateTableOp],
) -> tuple[list[MigrateOperation], list[MigrateOperation]]:
    """Return the tables in order, and the foreign keys that must follow them."""
    by_name = {op.to_table().fullname: op for op in creations}
    referred = {
        name: {_target(key) for key in op.to_table().foreign_key_constraints}
        & (by_name.keys() - {name})
        for name, op in by_name.items()
    }
    later = []
    while cycle := _cycle(referred):
        first, second, *_ = cycle  # the second refers to the first
        referred[second].remove(first)
        later += _without_keys(by_name[second], first)
    names = TopologicalSorter(referred).static_order()
    return [by_name[name] for name in names], later


def _cycle(referred: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(referred).prepare()
    except CycleError as error:
        names: list[str] = error.args[1]
        return names
    return []


def _without_keys(creation: CreateTableOp, target: str) -> list[MigrateOperation]:
    """Remove the foreign keys to this table, and return the operations for them."""
    keys = [
        key
        for key in creation.to_table().foreign_key_constraints
        if _target(key) == target
    ]
    names = {key.name for key in keys}
    creation.columns = [
        item
        for item in creation.columns
        if not isinstance(item, sa.ForeignKeyConstraint) or item.name not in names
    ]
    return [CreateForeignKeyOp.from_constraint(key) for key in keys]


def _target(key: sa.ForeignKeyConstraint) -> str:
    return key.elements[0].target_fullname.rpartition(".")[0]
