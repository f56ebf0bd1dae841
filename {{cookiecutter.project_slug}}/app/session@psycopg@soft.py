"""The type of every session of the service: it hides what was deleted."""

from app.soft_delete import SoftDeleteSession as Session

__all__ = ["Session"]
