"""What the service tells browsers and proxies."""

import pytest
from fastapi.testclient import TestClient

from app.config.settings import Settings
from app.main import create_app
from tests.support.settings import OverrideSettings

ORIGIN = "https://example.com"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}


def client(base_url: str = "http://test") -> TestClient:
    app = create_app()

    @app.get("/fail")
    async def fail() -> None:
        raise RuntimeError

    return TestClient(app, base_url, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/health/live", "/nowhere", "/fail"])
def test_each_response_has_security_headers(settings: Settings, path: str) -> None:
    headers = client().get(path).headers

    assert HEADERS.items() <= headers.items()
    assert "strict-transport-security" not in headers


def test_https_can_be_required(override_settings: OverrideSettings) -> None:
    override_settings(HSTS_SECONDS=3600)

    response = client().get("/health/live")

    assert response.headers["strict-transport-security"] == "max-age=3600"


@pytest.mark.parametrize("path", ["/health/live", "/nowhere", "/fail"])
def test_pages_of_an_allowed_origin_can_read_responses(
    override_settings: OverrideSettings, path: str
) -> None:
    override_settings(CORS_ORIGINS=f"{ORIGIN}, https://other.example")

    allowed = client().get(path, headers={"Origin": ORIGIN})
    refused = client().get(path, headers={"Origin": "https://evil.example"})

    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    assert "ETag" in allowed.headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in refused.headers


def test_browsers_may_send_changes_of_an_allowed_origin(
    override_settings: OverrideSettings,
) -> None:
    override_settings(CORS_ORIGINS=ORIGIN)
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "If-Match, Content-Type",
    }

    response = client().options("/health/live", headers=headers)

    assert response.status_code == 200
    assert "PATCH" in response.headers["access-control-allow-methods"]


def test_without_the_setting_no_origin_is_allowed(settings: Settings) -> None:
    response = client().get("/health/live", headers={"Origin": ORIGIN})

    assert "access-control-allow-origin" not in response.headers


def test_other_host_names_are_refused(override_settings: OverrideSettings) -> None:
    override_settings(ALLOWED_HOSTS="api.example.com, *.internal")

    statuses = [
        client(f"http://{host}").get("/nowhere").status_code
        for host in ("api.example.com", "a.internal:8000", "evil.example", "internal")
    ]

    assert statuses == [404, 404, 400, 400]
    assert client("http://10.0.0.7").get("/health/live").status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
@pytest.mark.parametrize(
    ("environment", "docs", "status"),
    [("development", "", 200), ("production", "", 404), ("production", "true", 200)],
)
def test_documentation_in_production_only_if_asked_for(
    override_settings: OverrideSettings,
    environment: str,
    docs: str,
    status: int,
    path: str,
) -> None:
    override_settings(ENVIRONMENT=environment, DOCS=docs)

    assert client().get(path).status_code == status


def test_no_redirect_leads_to_another_host(settings: Settings) -> None:
    response = client().get(
        "/health/live/", headers={"Host": "evil.example"}, follow_redirects=False
    )

    assert response.status_code == 404
