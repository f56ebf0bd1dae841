"""Generated revisions: what becomes a file, and indexes of tables that are in use."""

from collections.abc import Iterator
from textwrap import indent
from typing import TypeAlias

from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op
from alembic.config import Config
from alembic.operations.ops import (
    CreateIndexOp,
    CreateTableOp,
    DowngradeOps,
    DropIndexOp,
    DropTableOp,
    MigrateOperation,
    MigrationScript,
    ModifyTableOps,
    UpgradeOps,
)
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError, msg, rev_id

from migrations.prerequisites import add_prerequisites
from migrations.table_order import order_tables

IndexOp: TypeAlias = CreateIndexOp | DropIndexOp

EXISTS_MESSAGE = "Revision {revision} exists already. Use another id."
BLOCK = """\
# Outside of a transaction, so writes to the table go on. If this is interrupted,
# the next run rebuilds the index.
with op.get_context().autocommit_block():
"""


def process_revisions(
    migration: MigrationContext, _revision: object, directives: list[MigrationScript]
) -> None:
    """Complete a revision; with `-x concurrently=1`, build its indexes concurrently."""
    (script,) = directives
    if is_taken(script.rev_id, context.script):
        raise CommandError(EXISTS_MESSAGE.format(revision=script.rev_id))
    order_tables(script)
    if context.get_x_argument(as_dictionary=True).get("concurrently") == "1":
        directives[:] = _separated(script)
    # Last: these statements cannot be reversed.
    if migration.connection is not None:
        metadata = migration.opts["target_metadata"]
        add_prerequisites(directives[0], metadata, migration.connection)


def refuse_taken(config: Config, revision: str) -> None:
    """Keep `alembic revision` from overwriting a file.

    The template of revisions calls this, whose errors Alembic reports in its own words.
    """
    if is_taken(revision, ScriptDirectory.from_config(config)):
        message = EXISTS_MESSAGE.format(revision=revision)
        msg(message)
        raise CommandError(message)


def is_taken(revision: str | None, scripts: ScriptDirectory) -> bool:
    """Whether there is a revision with this id."""
    return revision in {script.revision for script in scripts.walk_revisions()}


class AutocommitOps(MigrateOperation):
    """Indexes to create or drop in an autocommit block."""

    def __init__(self, ops: list[IndexOp]) -> None:
        self.ops = ops

    def reverse(self) -> "AutocommitOps":
        """Return the block that undoes this one."""
        reverses = [_concurrent(op.reverse()) for op in reversed(self.ops)]
        return AutocommitOps(reverses)


@renderers.dispatch_for(AutocommitOps)
def _render(autogen: AutogenContext, block: AutocommitOps) -> str:
    lines = [line for op in block.ops for line in render_op(autogen, op)]
    return BLOCK + indent("\n".join(lines), "    ")


def _separated(script: MigrationScript) -> Iterator[MigrationScript]:
    """Put the indexes of existing tables into a revision of their own.

    An interrupted revision starts again: it must not do anything that fails then.
    """
    upgrade = script.upgrade_ops or UpgradeOps()
    indexes = [*_take_indexes(upgrade)]
    if script.downgrade_ops is not None:
        upgrade.reverse_into(script.downgrade_ops)
    if upgrade.ops or not indexes:
        yield script
    if indexes:
        yield _revision_of(indexes, script, follows=bool(upgrade.ops))


def _revision_of(
    indexes: list[IndexOp], script: MigrationScript, *, follows: bool
) -> MigrationScript:
    """Return a revision that follows `script`, or takes its place."""
    block = AutocommitOps(indexes)
    return MigrationScript(
        rev_id=rev_id() if follows else script.rev_id,
        message=f"{script.message}: indexes" if follows else script.message,
        upgrade_ops=UpgradeOps([block]),
        downgrade_ops=DowngradeOps([block.reverse()]),
        head=script.rev_id if follows else script.head,
        splice=script.splice and not follows,
    )


def _take_indexes(upgrade: UpgradeOps) -> Iterator[IndexOp]:
    """Remove the indexes of tables that stay from the operations."""
    others = {
        (op.schema, op.table_name)
        for op in upgrade.ops
        if isinstance(op, CreateTableOp | DropTableOp)
    }
    for changes in [op for op in upgrade.ops if isinstance(op, ModifyTableOps)]:
        if (changes.schema, changes.table_name) in others:
            continue
        indexes = [op for op in changes.ops if isinstance(op, IndexOp)]
        changes.ops = [op for op in changes.ops if op not in indexes]
        if not changes.ops:
            upgrade.ops.remove(changes)
        yield from map(_concurrent, indexes)


def _concurrent(op: IndexOp) -> IndexOp:
    op.kw["postgresql_concurrently"] = True
    if isinstance(op, DropIndexOp):
        op.if_exists = True  # an interrupted run may have dropped it
    return op
