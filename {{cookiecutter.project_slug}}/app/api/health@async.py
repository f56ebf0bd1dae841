"""Health checks, for container platforms and load balancers."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.api.readiness import Readiness
from app.errors import UnavailableError

router = APIRouter(prefix="/health", tags=["health"])


class Health(BaseModel):
    """The service is working."""

    status: Literal["ok"] = "ok"


@router.get("/live")
async def get_liveness() -> Health:
    """Return 200 as long as the process responds.

    It does not ask the database: to restart a service helps no database.
    """
    return Health()


@router.get("/ready")
@router.get("", name="get_health")
async def get_readiness(request: Request) -> Health:
    """Return 200 if the service can take requests; otherwise 503, with the reason.

    The database must respond within a second, its migrations must be applied, and the
    service must not be shutting down.
    """
    readiness: Readiness = request.app.state.readiness
    if problem := await readiness.problem():
        raise UnavailableError(problem)
    return Health()
