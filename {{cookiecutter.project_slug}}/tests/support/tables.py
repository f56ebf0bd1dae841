"""All tables of the test database: those of the service, and the sample tables.

Import each module with sample tables here.
"""

from sqlalchemy.dialects.postgresql.base import PGDialect

import app.tables
import tests.support.sample.enums
import tests.support.sample.moments
import tests.support.sample.planets
import tests.support.sample.references
import tests.support.sample.sortable
import tests.support.sample.stored
import tests.support.sample.subscriptions
from app.db.base import mapped_tables
from tests.support.sample.base import create_sample_tables

__all__ = ["TRUNCATE", "app", "create_sample_tables", "tests"]

_dialect = PGDialect()  # type: ignore[no-untyped-call]
_format_table = _dialect.identifier_preparer.format_table
TRUNCATE = f"TRUNCATE {', '.join(map(_format_table, mapped_tables()))}"
"""A statement that empties all tables."""
