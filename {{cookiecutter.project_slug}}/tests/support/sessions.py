"""Types of the session fixtures."""

from typing import TypeAlias

from app.db.session import AsyncSession

TwoSessions: TypeAlias = tuple[AsyncSession, AsyncSession]
