"""All tables of the test database: those of the service, and the sample tables.

Import each module with sample tables here.
"""

import app.tables
from app.db.base import mapped_tables
from tests.support.sample import books, subscriptions
from tests.support.sample.base import create_sample_tables

__all__ = ["TRUNCATE", "app", "books", "create_sample_tables", "subscriptions"]

TRUNCATE = f"TRUNCATE {', '.join(table.fullname for table in mapped_tables())}"
"""A statement that empties all tables."""
