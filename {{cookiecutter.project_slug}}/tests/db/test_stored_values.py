"""Rows have the values that the database stored, without a further query."""

from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from app.db.session import AsyncSession
from app.db.upsert import upsert
from tests.support.query_log import QueryLog
from tests.support.sample.stored import SampleMeasurement

SENT: dict[str, Any] = {
    "price": Decimal("1.006"),
    "ratio": 0.1234567890123,
    "code": "ab",
    "note": "long",
}


def values_of(measurement: SampleMeasurement) -> dict[str, str]:
    """Return the values as text: 0 and 0.00 are equal numbers."""
    return {name: str(value) for name, value in measurement.model_dump().items()}


async def assert_stored(session: AsyncSession, *flushed: SampleMeasurement) -> None:
    """Compare the rows that a flush left in the session with those in the database."""
    values = [values_of(measurement) for measurement in flushed]
    session.expunge_all()
    query = select(SampleMeasurement).order_by(col(SampleMeasurement.id))
    result = await session.exec(query)

    assert values == [values_of(measurement) for measurement in result]
    for measurement in values:
        assert measurement["price"] == "1.01"
        assert float(measurement["ratio"]) != SENT["ratio"]
        assert measurement["code"] == "ab  "
        assert measurement["unit"] == "m"
        assert measurement["title"] == f"{measurement['name'].upper()}: LONG"


async def test_inserted_row_has_its_stored_values(
    session: AsyncSession, query_log: QueryLog
) -> None:
    measurement = SampleMeasurement(name="one", **SENT)
    session.add(measurement)

    with query_log.recording() as statements:
        await session.flush()

    assert len(statements) == 1
    await assert_stored(session, measurement)


async def test_rows_inserted_together_have_their_stored_values(
    session: AsyncSession, query_log: QueryLog
) -> None:
    measurements = [
        SampleMeasurement(name=f"no. {number}", **SENT) for number in range(3)
    ]
    session.add_all(measurements)

    with query_log.recording() as statements:
        await session.flush()

    assert len(statements) == 1
    await assert_stored(session, *measurements)


async def test_rounded_default_is_read_back(session: AsyncSession) -> None:
    measurement = SampleMeasurement(name="one")
    session.add(measurement)

    await session.flush()

    assert str(measurement.price) == "0.00"


async def test_updated_rows_have_their_stored_values(
    session: AsyncSession, query_log: QueryLog
) -> None:
    measurements = [SampleMeasurement(name=f"no. {number}") for number in range(2)]
    session.add_all(measurements)
    await session.flush()

    with query_log.recording() as statements:
        for measurement in measurements:
            measurement.sqlmodel_update(SENT)
        await session.flush()

    assert len(statements) == len(measurements)
    assert [measurement.version for measurement in measurements] == [2, 2]
    await assert_stored(session, *measurements)


async def test_update_of_one_column_reads_back_the_others(
    session: AsyncSession,
) -> None:
    sent: dict[str, Any] = {**SENT, "note": "short"}
    measurement = SampleMeasurement(name="one", **sent)
    session.add(measurement)
    await session.flush()

    measurement.note = "long"
    await session.flush()

    await assert_stored(session, measurement)


async def test_upserted_row_has_its_stored_values(session: AsyncSession) -> None:
    session.add(SampleMeasurement(name="one"))
    await session.flush()

    for name in ("one", "two"):
        statement = upsert(SampleMeasurement, {"name": name}, SENT)
        result = await session.exec(statement)
        measurement = result.scalar_one()

        assert str(measurement.price) == "1.01"
        assert measurement.title == f"{name.upper()}: LONG"
