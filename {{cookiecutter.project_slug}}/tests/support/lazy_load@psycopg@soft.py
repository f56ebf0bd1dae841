"""Lazy loading, which the application itself has turned off."""

from typing import Any

from app.db.session import Session


def load_lazily(_session: Session, record: object, name: str) -> Any:
    return getattr(record, name)


def set_lazily(_session: Session, record: object, name: str, value: object) -> None:
    setattr(record, name, value)
