"""What the service tells browsers and proxies."""

import pytest
from httpx2 import Response

from app.config.settings import Settings
from app.main import create_app
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings

pytestmark = pytest.mark.usefixtures("settings")

ORIGIN = "https://example.com"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}


async def get(path: str, **headers: str) -> Response:
    """Send a request to a new application. A path with a host name is for that host."""
    app = create_app()

    @app.get("/fail")
    async def fail() -> None:
        raise RuntimeError

    async with run_app(app, raises=False) as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("path", ["/health/live", "/nowhere", "/fail"])
async def test_each_response_has_security_headers(
    settings: Settings,
    path: str,
) -> None:
    headers = (await get(path)).headers

    assert HEADERS.items() <= headers.items()
    assert "strict-transport-security" not in headers


async def test_https_can_be_required(override_settings: OverrideSettings) -> None:
    override_settings(HSTS_SECONDS=3600)

    response = await get("/health/live")

    assert response.headers["strict-transport-security"] == "max-age=3600"


@pytest.mark.parametrize("path", ["/health/live", "/nowhere", "/fail"])
async def test_pages_of_an_allowed_origin_can_read_responses(
    override_settings: OverrideSettings, path: str
) -> None:
    override_settings(CORS_ORIGINS=f"{ORIGIN}, https://other.example")

    allowed = await get(path, Origin=ORIGIN)
    refused = await get(path, Origin="https://evil.example")

    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    assert "ETag" in allowed.headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in refused.headers


async def test_browsers_may_send_changes_of_an_allowed_origin(
    override_settings: OverrideSettings,
) -> None:
    override_settings(CORS_ORIGINS=ORIGIN)
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "If-Match, Content-Type",
    }

    async with run_app(create_app()) as client:
        response = await client.options("/health/live", headers=headers)

    assert response.status_code == 200
    assert "PATCH" in response.headers["access-control-allow-methods"]


async def test_without_the_setting_no_origin_is_allowed(settings: Settings) -> None:
    response = await get("/health/live", Origin=ORIGIN)

    assert "access-control-allow-origin" not in response.headers


async def test_other_host_names_are_refused(
    override_settings: OverrideSettings,
) -> None:
    override_settings(ALLOWED_HOSTS="api.example.com, *.internal")

    hosts = ("api.example.com", "a.internal:8000", "evil.example", "internal")
    responses = [await get(f"http://{host}/nowhere") for host in hosts]
    check = await get("http://10.0.0.7/health/live")

    assert [response.status_code for response in responses] == [404, 404, 400, 400]
    assert check.status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
@pytest.mark.parametrize(
    ("environment", "docs", "status"),
    [("development", "", 200), ("production", "", 404), ("production", "true", 200)],
)
async def test_documentation_in_production_only_if_asked_for(
    override_settings: OverrideSettings,
    environment: str,
    docs: str,
    status: int,
    path: str,
) -> None:
    override_settings(ENVIRONMENT=environment, DOCS=docs)

    response = await get(path)

    assert response.status_code == status


async def test_no_redirect_leads_to_another_host(settings: Settings) -> None:
    response = await get("http://evil.example/health/live/")

    assert response.status_code == 404
