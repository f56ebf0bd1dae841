"""Background tasks, which run after the transaction of their request."""

from fastapi import BackgroundTasks
from sqlmodel import select

from app.api.transactions import RunInTransactionDep
from app.config.settings import Settings
from app.db.session import AsyncSession
from app.main import create_app
from tests.support.run_app import run_app


async def test_a_background_task_runs_in_a_transaction(settings: Settings) -> None:
    read = []

    async def work(session: AsyncSession) -> None:
        read.append((await session.exec(select(1))).one())

    async def respond(run: RunInTransactionDep, tasks: BackgroundTasks) -> None:
        tasks.add_task(run, work)

    app = create_app()
    app.post("/work")(respond)
    async with run_app(app) as client:
        response = await client.post("/work")

    assert response.status_code == 200
    assert read == [1]
