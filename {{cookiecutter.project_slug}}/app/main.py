"""The application: `uvicorn --factory app.main:create_app`."""

import tomllib
from pathlib import Path

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from app import tables
from app.api import health
from app.api.body_limit import BodyLimitMiddleware
from app.api.openapi import Application, operation_id
from app.api.problems import DEFAULT_RESPONSES, HANDLERS
from app.config.settings import get_pool_settings, get_settings
from app.lifespan import lifespan
from app.logs import configure_logs
from app.monitoring.setup import set_up_monitoring

# {%- if cookiecutter.example +%}
from app.projects import router as projects
from app.teams import router as teams
from app.users import router as users

# {%- endif +%}

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def create_app() -> FastAPI:
    """Build the application. Exits with an explanation if a setting is invalid."""
    settings = get_settings()
    get_pool_settings()
    configure_logs()
    tables.configure()
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    app = Application(
        title="{{ cookiecutter.project_name }}",
        description=project["description"],
        version=project["version"],
        lifespan=lifespan,
        exception_handlers=HANDLERS,
        responses=DEFAULT_RESPONSES,
        generate_unique_id_function=operation_id,
    )
    app.add_middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes)
    # The response to an unexpected error passes no middleware: see app/api/problems.py.
    app.add_middleware(CorrelationIdMiddleware)
    # {% if cookiecutter.example %}
    app.include_router(users.router)
    app.include_router(teams.router)
    app.include_router(projects.router)
    # {% endif %}
    app.include_router(health.router)
    set_up_monitoring(app, settings)
    if settings.environment == "development":
        app.add_api_route("/", open_docs, include_in_schema=False)
    return app


async def open_docs() -> RedirectResponse:
    """Redirect the browser to the documentation."""
    return RedirectResponse("docs")
