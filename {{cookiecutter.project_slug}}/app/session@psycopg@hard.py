"""The type of every session of the service."""

from sqlmodel import Session

__all__ = ["Session"]
