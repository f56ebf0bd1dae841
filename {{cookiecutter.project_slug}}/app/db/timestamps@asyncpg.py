"""The timestamps that the driver reads."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator

from app.fields import UtcDatetime

# asyncpg reads `infinity` and `-infinity` as these, and writes these as them.
INFINITE = (datetime.max, datetime.min)  # noqa: DTZ901


def _check_infinite(moment: datetime) -> datetime:
    if moment not in INFINITE:
        raise ValueError("Input should have a time zone")
    return moment


Timestamp = UtcDatetime | Annotated[datetime, AfterValidator(_check_infinite)]
