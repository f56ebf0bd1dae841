"""Builds the application. `app/asgi.py` has the one that servers run."""

import tomllib
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from app import tables
from app.api import health
from app.api.application import Application
from app.api.body_limit import BodyLimitMiddleware
from app.api.middleware import outer_middleware
from app.api.openapi import operation_id
from app.api.problems import DEFAULT_RESPONSES, HANDLERS
from app.config.settings import get_pool_settings, get_settings
from app.lifespan import lifespan
from app.logs.configuration import configure_logs
from app.monitoring.setup import set_up_monitoring

# {%- if cookiecutter.example +%}
from app.projects import router as projects
from app.teams import router as teams
from app.users import router as users

# {%- endif +%}

NO_DOCS: Final = {"docs_url": None, "redoc_url": None, "openapi_url": None}

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def create_app() -> FastAPI:
    """Build the application. Exits with an explanation if a setting is invalid."""
    settings = get_settings()
    get_pool_settings()
    configure_logs(settings.log_level, settings.log_format)
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
        # A redirect would send the client to the host that its request names.
        redirect_slashes=False,
        outer_middleware=outer_middleware(settings),
        **({} if settings.has_docs else NO_DOCS),
    )
    app.add_middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes)
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
