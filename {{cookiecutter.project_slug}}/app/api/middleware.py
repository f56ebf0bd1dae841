"""The middleware around the whole application, also around internal errors."""

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.api.request_ids import is_request_id
from app.api.request_log import RequestLogMiddleware
from app.api.security_headers import SecurityHeadersMiddleware
from app.api.trusted_hosts import HostsMiddleware

# {%- if cookiecutter.pool_profile == "replicas" +%}
from app.api.write_positions import HEADER, PositionMiddleware

# {%- endif +%}
from app.config.settings import Settings

READABLE_HEADERS = ["ETag", "Retry-After", "X-Request-ID"]
# {% if cookiecutter.pool_profile == "replicas" %}
READABLE_HEADERS += [HEADER]
# {% endif %}


def outer_middleware(settings: Settings) -> list[Middleware]:
    """Return the middleware, the outermost first; only what the settings ask for."""
    middleware = [
        Middleware(CorrelationIdMiddleware, validator=is_request_id),
        Middleware(RequestLogMiddleware),
        Middleware(SecurityHeadersMiddleware, hsts_seconds=settings.hsts_seconds),
    ]
    # {% if cookiecutter.pool_profile == "replicas" %}
    if settings.replica_url:
        middleware.append(Middleware(PositionMiddleware))
    # {% endif %}
    if settings.cors_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=READABLE_HEADERS,
        )
        middleware.append(cors)
    if "*" not in settings.allowed_hosts:
        names = [*settings.allowed_hosts]
        middleware.append(Middleware(HostsMiddleware, allowed_hosts=names))
    return middleware
