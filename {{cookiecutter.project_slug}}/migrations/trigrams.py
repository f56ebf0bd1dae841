"""Indexes for `column ILIKE '%text%'`, which need the extension pg_trgm.

Where a server does not have it, these indexes are left out: such a query then reads the
whole table. That is no difference between the models and the database.
"""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

logger = logging.getLogger(__name__)

OPERATORS = "gin_trgm_ops"
CREATE_EXTENSION = """
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        -- The index is left out.
    END $$
"""
IS_AVAILABLE = sa.text("""
    SELECT count(*) > 0 FROM pg_available_extensions WHERE name = 'pg_trgm'
""")
IS_USABLE = sa.text("""
    SELECT count(*) > 0 FROM pg_opclass
    WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)
""")
LEFT_OUT = (
    "Index %s was left out: this role may not create the extension pg_trgm, or the "
    "schema of the extension is not in search_path. Create both by hand."
)


def create_trigram_index(name: str, table: str, columns: list[str]) -> None:
    """Create the extension and the index, if the server has the extension.

    Call this last in `upgrade`: it commits, so that writes to the table go on.
    """
    context = op.get_context()
    op.execute(CREATE_EXTENSION)
    if not context.as_sql and not are_usable(op.get_bind()):
        if op.get_bind().scalar(IS_AVAILABLE):
            logger.warning(LEFT_OUT, name)
        return
    with context.autocommit_block():
        op.create_index(
            op.f(name),
            table,
            columns,
            postgresql_concurrently=True,
            postgresql_using="gin",
            postgresql_ops=dict.fromkeys(columns, OPERATORS),
        )


def are_usable(connection: sa.Connection) -> bool:
    """Whether this database has the extension."""
    return bool(connection.scalar(IS_USABLE))


def is_trigram_index(item: SchemaItem) -> bool:
    """Whether it is an index that needs the extension."""
    return (
        isinstance(item, sa.Index)
        and OPERATORS in item.dialect_kwargs.get("postgresql_ops", {}).values()
    )
