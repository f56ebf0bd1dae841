"""Lazy loading, which the application itself has turned off."""

from typing import Any

from app.db.session import AsyncSession


async def load_lazily(session: AsyncSession, record: object, name: str) -> Any:
    return await session.run_sync(lambda _: getattr(record, name))


async def set_lazily(
    session: AsyncSession, record: object, name: str, value: object
) -> None:
    await session.run_sync(lambda _: setattr(record, name, value))
