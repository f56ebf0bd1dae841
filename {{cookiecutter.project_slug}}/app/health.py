"""Whether the service can do its work, for whoever sends requests to it."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import select

from app.database import SessionDep

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: Literal["ok"] = "ok"


@router.get("/health")
async def get_health(session: SessionDep) -> Health:
    """Ask the database; when it does not answer, neither should this be 200."""
    await session.exec(select(1))
    return Health()
