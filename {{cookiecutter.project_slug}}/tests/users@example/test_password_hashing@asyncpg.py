"""Hashing of passwords: slow work, during which a request holds no connection."""

import pytest
from fastapi import FastAPI

from app.db.session import AsyncSessionMaker
from app.users import bodies
from tests.support.connection_count import ConnectionCount
from tests.support.factories import create_user, user_json
from tests.support.run_app import run_app


async def test_passwords_are_hashed_without_holding_a_connection(
    standalone_app: FastAPI,
    committing_session_maker: AsyncSessionMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_use = []

    async def hash_password(_password: str) -> str:
        in_use.append(connections.in_use)
        return "hash"

    async with run_app(standalone_app) as client:
        user = await create_user(client)
        engine = standalone_app.state.session_maker.kw["bind"].sync_engine
        connections = ConnectionCount(engine)
        monkeypatch.setattr(bodies, "hash_password", hash_password)
        path = f"/users/{user['id']}"
        members = [user_json(), user_json()]
        await client.post("/users", json=user_json(team_id=4711))
        await client.post("/users/bulk", json={"users": [user_json(team_id=4711)]})
        await client.post("/teams", json={"name": "A", "members": members})
        await client.patch(path, json={"password": "another horse"})

    assert in_use == [0] * 5
    assert connections.maximum == 1
