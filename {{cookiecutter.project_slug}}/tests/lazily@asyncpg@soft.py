"""Loads a relationship when it is read, which this service otherwise never does."""

from typing import Any

from app.session import AsyncSession


async def load_lazily(session: AsyncSession, record: object, name: str) -> Any:
    return await session.run_sync(lambda _: getattr(record, name))
