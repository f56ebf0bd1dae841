"""A route that only asks the database for a response."""

from fastapi import APIRouter
from sqlmodel import func, select

from app.api.health import Health
from app.api.session import ReadSessionDep

router = APIRouter(tags=["ping"])


@router.get("/ping")
async def ping(session: ReadSessionDep, seconds: float = 0) -> Health:
    await session.exec(select(func.pg_sleep(seconds)))
    return Health()
