"""Moments: rows with a time and a date."""

from datetime import date, datetime

from tests.support.sample.base import SampleRecord


class Moment(SampleRecord, table=True):
    __tablename__ = "moments"

    at: datetime
    day: date
