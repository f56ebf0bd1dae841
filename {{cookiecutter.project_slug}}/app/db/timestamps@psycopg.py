"""The timestamps that the driver reads."""

from app.fields import UtcDatetime

__all__ = ["Timestamp"]

Timestamp = UtcDatetime
