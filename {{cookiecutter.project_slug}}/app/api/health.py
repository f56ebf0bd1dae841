"""The health check, for load balancers and container platforms."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import select

from app.api.session import ReadSessionDep

router = APIRouter(tags=["health"])

PING = select(1)


class Health(BaseModel):
    """The service and its database are working."""

    status: Literal["ok"] = "ok"


@router.get("/health")
async def get_health(session: ReadSessionDep) -> Health:
    """Return 200 if the database responds, 503 otherwise."""
    await session.exec(PING)
    return Health()
