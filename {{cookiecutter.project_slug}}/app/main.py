"""The application: `uvicorn --factory app.main:create_app`."""

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI

from app import health
from app.config import get_pool_settings, get_settings
from app.database import lifespan
from app.logs import configure_logs
from app.problems import EVERYWHERE, HANDLERS
from app.projects import router as projects
from app.teams import router as teams
from app.users import router as users


def create_app() -> FastAPI:
    """Build the application; it stops here if the settings are at fault."""
    get_settings()
    get_pool_settings()
    configure_logs()
    app = FastAPI(
        title="{{ cookiecutter.project_name }}",
        lifespan=lifespan,
        exception_handlers=HANDLERS,
        responses=EVERYWHERE,
    )
    app.add_middleware(CorrelationIdMiddleware)
    app.include_router(users.router)
    app.include_router(teams.router)
    app.include_router(projects.router)
    app.include_router(health.router)
    return app
