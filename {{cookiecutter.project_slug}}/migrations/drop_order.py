"""The order in which a generated revision drops tables.

Alembic drops them in no order: a table may come before another that refers to it, and
the revision then fails.
"""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from alembic.operations.ops import DropTableOp, MigrationScript


def drop_in_order(script: MigrationScript) -> None:
    """Drop each table after those that refer to it."""
    changes = script.upgrade_ops
    if changes is None or script.downgrade_ops is None:
        return
    drops = [op for op in changes.ops if isinstance(op, DropTableOp)]
    others = [op for op in changes.ops if not isinstance(op, DropTableOp)]
    changes.ops = [*others, *_in_order(drops)]
    changes.reverse_into(script.downgrade_ops)


def _in_order(drops: Iterable[DropTableOp]) -> Iterator[DropTableOp]:
    by_name = {op.to_table().fullname: op for op in drops}
    referred = {
        name: {
            key.target_fullname.rpartition(".")[0] for key in op.to_table().foreign_keys
        }
        & (by_name.keys() - {name})
        for name, op in by_name.items()
    }
    try:
        names = [*TopologicalSorter(referred).static_order()]
    except CycleError:  # no order works: drop one of the foreign keys by hand
        names = [*by_name]
    return (by_name[name] for name in reversed(names))
