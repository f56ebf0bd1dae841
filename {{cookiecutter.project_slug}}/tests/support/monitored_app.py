"""The sample application, with routes for the tests of metrics and traces."""

from fastapi import APIRouter, FastAPI
from sqlalchemy import text

from app.api.session import SessionMakerDep
from app.db.session import AsyncSession
from app.db.transactions import run_in_transaction
from tests.support.sample.app import create_sample_app

RAISE = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"

router = APIRouter(prefix="/more")


def create_monitored_app() -> FastAPI:
    """Create the application. It has the router twice, with other prefixes."""
    app = create_sample_app()
    for prefix in ("/v1", "/v2"):
        app.include_router(router, prefix=prefix)
    return app


@router.get("/fail/{name}")
async def fail(name: str) -> None:
    raise RuntimeError(f"cannot greet {name}")


@router.post("/retry")
async def retry(session_maker: SessionMakerDep) -> int:
    """Fail once with a serialization failure; return the number of attempts."""
    attempts = 0

    async def work(session: AsyncSession) -> None:
        nonlocal attempts
        attempts += 1
        connection = await session.connection()
        if attempts == 1:
            await connection.execute(text(RAISE))

    await run_in_transaction(session_maker, work)
    return attempts
