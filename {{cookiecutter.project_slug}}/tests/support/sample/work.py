"""Units of work that only keep the database busy, or fail."""

from sqlmodel import func, select, text

from app.db.session import AsyncSession


async def sleep(session: AsyncSession, seconds: float) -> None:
    await session.exec(select(func.pg_sleep(seconds)))


async def divide_by_zero(session: AsyncSession) -> None:
    await session.exec(select(text("1 / 0")))
