"""Sessions do not depend on the defaults of the server, the database or the role."""

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import make_url, text

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from tests.support.databases import new_database
from tests.support.server import execute

DEFAULTS = {
    "bytea_output": "escape",
    "client_encoding": "SQL_ASCII",
    "datestyle": "German",
    "default_transaction_isolation": "serializable",
    "extra_float_digits": "-15",
    "intervalstyle": "sql_standard",
    "timezone": "Asia/Kathmandu",
}


@pytest.fixture(scope="module")
def odd_database() -> Iterator[Settings]:
    """A database with unusual defaults."""
    with new_database("settings") as settings:
        name = make_url(settings.database_url).database
        server = make_url(os.environ["TEST_DATABASE_URL"])
        for setting, value in DEFAULTS.items():
            execute(server, f"ALTER DATABASE \"{name}\" SET {setting} = '{value}'")
        yield settings


@pytest.mark.parametrize("transaction_pooler", [False, True])
async def test_times_and_texts_are_read_with_any_defaults(
    odd_database: Settings, transaction_pooler: bool
) -> None:
    pool = PoolSettings(transaction_pooler=transaction_pooler)
    engine = create_engine(odd_database, pool)
    query = text("SELECT now(), 'Zo\u00eb \u20ac', '\\x00ff'::bytea, interval '1 day'")

    async with engine.connect() as connection:
        result = await connection.execute(query)
        now, name, binary, interval = result.one()
    await engine.dispose()

    assert isinstance(now, datetime)
    assert now.tzinfo is not None
    assert name == "Zo\u00eb \u20ac"
    assert bytes(binary) == b"\x00\xff"
    assert interval.days == 1
