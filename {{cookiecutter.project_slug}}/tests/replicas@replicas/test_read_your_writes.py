"""Clients read their own changes, from whichever server."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlmodel import select

from app.api.session import ReadSessionDep
from app.api.write_positions import COOKIE, HEADER
from app.db.replicas import commits
from app.db.replicas.positions import format_position, parse_position
from app.db.session import AsyncSessionMaker
from tests.support.replicated import Replicated, create_replicated_app, expect_position
from tests.support.run_app import run_app
from tests.support.sample.planets import Planet
from tests.support.settings import OverrideSettings

TIMES = 300
FORGED = (
    "nonsense",
    "FFFFFFFF/FFFFFFFF",
    "0/0",
    "0/",
    "1/123456789",
    "0/1'; DROP TABLE planets; --",
    "0/\u0661",
)


async def create_planet(client: AsyncClient, name: str) -> Any:
    response = await client.post("/planets", json={"name": name})
    assert response.status_code == 201, response.text
    return response


async def port_for(client: AsyncClient, position: str | None = None) -> int:
    """Return the port of the server that answers, with a header or the cookie."""
    headers = {HEADER: position} if position else {}
    response = await client.get("/server", headers=headers)
    assert response.status_code == 200, response.text
    port: int = response.json()["port"]
    return port


@pytest.mark.parametrize("transaction_pooler", [False, True])
async def test_a_writer_reads_each_of_its_changes_at_once(
    replicated: Replicated,
    override_settings: OverrideSettings,
    transaction_pooler: bool,
) -> None:
    override_settings(DB_TRANSACTION_POOLER=transaction_pooler)
    async with run_app(create_replicated_app()) as client:
        statuses = []
        for number in range(TIMES):
            created = await create_planet(client, f"planet {number}")
            response = await client.get(f"/planets/{created.json()['id']}")
            statuses.append(response.status_code)

    assert statuses == [200] * TIMES


async def test_while_the_replica_is_behind_only_others_read_from_it(
    replicated: Replicated,
) -> None:
    app = create_replicated_app()
    async with run_app(app) as client:
        await expect_position(app)
        with replicated.paused():
            created = await create_planet(client, "Mars")
            path = f"/planets/{created.json()['id']}"
            writer = await client.get(path), await port_for(client)
            client.cookies.clear()
            stranger = await client.get(path), await port_for(client)
        replicated.wait_for_replica()
        later = await port_for(client, created.headers[HEADER])

    assert (writer[0].status_code, writer[1]) == (200, replicated.primary_port)
    assert (stranger[0].status_code, stranger[1]) == (404, replicated.replica_port)
    assert later == replicated.replica_port


async def test_the_position_is_a_header_and_a_cookie(replicated: Replicated) -> None:
    async with run_app(create_replicated_app()) as client:
        created = await create_planet(client, "Mars")
        failed = await client.post("/planets", json={"name": "Mars"})
        client.cookies.clear()
        read = await client.get("/planets")

    position = created.headers[HEADER]
    assert created.headers["set-cookie"] == (
        f"{COOKIE}={position}; Max-Age=120; Path=/; HttpOnly; SameSite=Lax"
    )
    for response in (failed, read):
        assert HEADER not in response.headers
        assert "set-cookie" not in response.headers


async def test_pages_of_other_origins_can_read_the_header(
    replicated: Replicated, override_settings: OverrideSettings
) -> None:
    origin = "https://example.com"
    override_settings(CORS_ORIGINS=origin)
    async with run_app(create_replicated_app()) as client:
        response = await client.get("/planets", headers={"Origin": origin})

    assert HEADER in response.headers["access-control-expose-headers"].split(", ")


async def test_over_https_the_cookie_is_secure(replicated: Replicated) -> None:
    async with run_app(create_replicated_app()) as client:
        created = await client.post("https://test/planets", json={"name": "Mars"})

    assert created.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize(
    ("path", "body"),
    [("/planets", {"name": "Mars"}), ("/planets/bulk", [{"name": "Mars"}])],
)
async def test_each_kind_of_change_gives_its_position(
    replicated: Replicated, path: str, body: Any
) -> None:
    async with run_app(create_replicated_app()) as client:
        response = await client.post(path, json=body)

    position = parse_position(response.headers[HEADER])
    assert position
    assert replicated.on_primary(
        f"SELECT pg_current_wal_insert_lsn() >= '{format_position(position)}'"
    )


async def test_what_a_client_has_read_it_reads_again(replicated: Replicated) -> None:
    app = create_replicated_app()
    async with run_app(app) as client:
        await expect_position(app)
        before = await client.get("/planets", headers={HEADER: "0/0"})
        with replicated.paused():
            created = await create_planet(client, "Mars")
            stranger = {HEADER: before.headers[HEADER]}
            client.cookies.clear()
            old = await client.get("/planets", headers=stranger)
            # Another client's position: this read comes from the primary.
            stranger[HEADER] = created.headers[HEADER]
            new = await client.get("/planets", headers=stranger)
            stranger[HEADER] = new.headers[HEADER]
            client.cookies.clear()
            again = await client.get("/planets", headers=stranger)

    assert old.json()["items"] == []
    assert len(new.json()["items"]) == len(again.json()["items"]) == 1
    positions = [parse_position(each.headers[HEADER]) for each in (old, new, again)]
    assert positions == sorted(positions, key=lambda each: each or 0)


@pytest.mark.parametrize("value", FORGED)
async def test_forged_positions_do_no_harm(replicated: Replicated, value: str) -> None:
    in_header = {HEADER.encode(): value.encode()}
    in_cookie = {b"Cookie": f"{COOKIE}={value}".encode()}
    async with run_app(create_replicated_app()) as client:
        header = await client.get("/planets", headers=in_header)
        cookie = await client.get("/planets", headers=in_cookie)
        client.cookies.clear()
        stranger = await port_for(client)

    assert header.status_code == cookie.status_code == 200
    assert stranger == replicated.replica_port


async def test_if_the_position_is_unknown_the_writer_reads_from_the_primary(
    replicated: Replicated, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_app(create_replicated_app()) as client:
        with monkeypatch.context() as patch:
            patch.setattr(commits, "CURRENT", "SELECT 1 / 0")
            created = await create_planet(client, "Mars")
        reader = await port_for(client, created.headers[HEADER])
        again = await create_planet(client, "Venus")

    assert created.headers[HEADER] == "FFFFFFFF/FFFFFFFF"
    assert reader == replicated.primary_port
    assert again.headers[HEADER] < "FFFFFFFF"


async def add_and_roll_back(session_maker: AsyncSessionMaker) -> None:
    async with session_maker() as session:
        session.add(Planet(name="Venus"))
        await session.flush()
        await session.rollback()


async def test_after_a_commit_a_connection_can_still_roll_back(
    replicated: Replicated, override_settings: OverrideSettings
) -> None:
    override_settings(DB_POOL_SIZE=1)
    app = create_replicated_app()
    async with run_app(app) as client:
        await create_planet(client, "Mars")
        await add_and_roll_back(app.state.session_maker)
        planets = await client.get("/planets")

    assert [each["name"] for each in planets.json()["items"]] == ["Mars"]


async def test_a_read_from_the_primary_holds_no_connection_to_a_replica(
    replicated: Replicated,
) -> None:
    app = create_replicated_app()

    @app.get("/replica-connections")
    async def count(session: ReadSessionDep) -> int:
        await session.exec(select(1))
        in_use: int = app.state.replicas.engine.pool.checkedout()
        return in_use

    async with run_app(app) as client:
        usual = await client.get("/replica-connections")
        later = {HEADER: "FFFFFFFF/FFFFFFFF"}
        from_primary = await client.get("/replica-connections", headers=later)

    assert (usual.json(), from_primary.json()) == (1, 0)


async def test_without_replicas_nothing_is_added(
    replicated: Replicated, override_settings: OverrideSettings
) -> None:
    override_settings(REPLICA_URL="")
    async with run_app(create_replicated_app()) as client:
        created = await create_planet(client, "Mars")
        reader = await port_for(client)

    assert HEADER not in created.headers
    assert reader == replicated.primary_port
