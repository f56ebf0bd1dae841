"""Migrations of changed enums, for `make revision` and `alembic check`.

Alembic does not compare CHECK constraints. This plugin compares those of enum columns:
the values that the database allows with the members of the enum.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrateOperation, ModifyTableOps
from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult
from sqlalchemy.sql.compiler import IdentifierPreparer

from app.db.enums import CHECK, EnumText

LITERAL = re.compile(r"'(?:[^']|'')*'")


def setup(plugin: Plugin) -> None:
    """Register the comparison. Alembic calls this."""
    plugin.add_autogenerate_comparator(_compare, "table", "enums")


@dataclass
class EnumCheckOp(MigrateOperation):
    """The CHECK constraint of an enum column allows other values than before.

    Names are quoted, values are SQL literals. Without a constraint there are no values.
    """

    table: str
    column: str
    constraint: str
    old: list[str]
    new: list[str]
    is_downgrade: bool = False

    def reverse(self) -> "EnumCheckOp":
        return replace(
            self, old=self.new, new=self.old, is_downgrade=not self.is_downgrade
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return ("modify_enum_check", self.constraint, self.old, self.new)

    def removed(self) -> list[str]:
        """Return the values that are no longer allowed."""
        return [value for value in self.old if self.new and value not in self.new]


def _compare(
    context: AutogenContext,
    operations: ModifyTableOps,
    schema: str | None,
    name: str,
    stored: sa.Table | None,
    table: sa.Table | None,
) -> PriorityDispatchResult:
    if stored is not None and table is not None:
        preparer = context.migration_context.dialect.identifier_preparer
        checks = {
            preparer.quote(check["name"] or ""): check["sqltext"]
            for check in context.inspector.get_check_constraints(name, schema=schema)
        }
        operations.ops += _changed_enums(preparer, checks, table)
        operations.ops += _former_enums(preparer, checks, stored, table)
    return PriorityDispatchResult.CONTINUE


def _changed_enums(
    preparer: IdentifierPreparer, checks: dict[str, str], table: sa.Table
) -> Iterator[EnumCheckOp]:
    for column in table.columns:
        if isinstance(column.type, EnumText):
            constraint = preparer.format_constraint(column.info[CHECK]) or ""
            old = LITERAL.findall(checks.get(constraint, ""))
            new = [_literal(member.value) for member in column.type.enum]
            if set(old) != set(new):
                yield EnumCheckOp(
                    table=preparer.format_table(table),
                    column=preparer.quote(column.name),
                    constraint=constraint,
                    old=old,
                    new=new,
                )


def _former_enums(
    preparer: IdentifierPreparer,
    checks: dict[str, str],
    stored: sa.Table,
    table: sa.Table,
) -> Iterator[EnumCheckOp]:
    """Return the constraints of columns that were removed or are no longer enums."""
    declared = {
        preparer.format_constraint(constraint)
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    for column in stored.columns:
        constraint = preparer.quote(f"ck_{table.name}_{column.name}")
        name = preparer.quote(column.name)
        is_enum = checks.get(constraint, "").startswith(
            (f"{name}::text = ANY (", f"{name}::text = '")
        )
        if is_enum and constraint not in declared:
            yield EnumCheckOp(
                table=preparer.format_table(table),
                column=name,
                constraint=constraint,
                old=LITERAL.findall(checks[constraint]),
                new=[],
            )


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@renderers.dispatch_for(EnumCheckOp)
def _render(_context: AutogenContext, op: EnumCheckOp) -> str:
    return "\n".join(_downgrade(op) if op.is_downgrade else _upgrade(op))


def _upgrade(op: EnumCheckOp) -> list[str]:
    """Return the lines of an upgrade. It does not lock a table in use for long."""
    # IF EXISTS: an earlier attempt may have failed after this step.
    drop = _execute(
        "-- squawk-ignore ban-drop-constraint\n"
        f"ALTER TABLE {op.table} DROP CONSTRAINT IF EXISTS {op.constraint}"
    )
    if not op.new:
        return [drop]
    add = _add(op, " NOT VALID")
    # The old constraint rejects new values, so they are written after it is dropped.
    # Other updates come first: the drop locks the table until the commit.
    has_new_values = not set(op.new) <= set(op.old)
    updates = _updates(op)
    return [
        *([drop, *updates] if has_new_values else [*updates, drop]),
        add,
        "# Commits, then checks the stored values without blocking the table.",
        "with op.get_context().autocommit_block():",
        "    "
        + _execute(f"ALTER TABLE {op.table} VALIDATE CONSTRAINT {op.constraint}"),
    ]


def _updates(op: EnumCheckOp) -> list[str]:
    if not op.removed():
        return []
    return [
        "# Replace <new value>: until you do, the database rejects this statement.",
        *(
            _execute(
                f"UPDATE {op.table} SET {op.column} = <new value> "  # noqa: S608
                f"WHERE {op.column} = {value}"
            )
            for value in op.removed()
        ),
    ]


def _downgrade(op: EnumCheckOp) -> list[str]:
    lines = []
    if op.old:
        drop = f"ALTER TABLE {op.table} DROP CONSTRAINT {op.constraint}"
        lines.append(_execute(drop))
    if op.removed():
        values = ", ".join(op.removed())
        lines.append(f"# This fails while a row holds {values}: update such rows here.")
    if op.new:
        lines.append(_add(op))
    return lines


def _add(op: EnumCheckOp, option: str = "") -> str:
    allowed = f"CHECK ({op.column} IN ({', '.join(op.new)}))"
    return _execute(
        f"ALTER TABLE {op.table} ADD CONSTRAINT {op.constraint} {allowed}{option}"
    )


def _execute(statement: str) -> str:
    # In double quotes, so that SQL's quotes in it need no escape.
    return f"op.execute({json.dumps(statement, ensure_ascii=False)})"
