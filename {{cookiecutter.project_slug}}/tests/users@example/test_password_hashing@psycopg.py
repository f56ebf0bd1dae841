"""Hashing of passwords: slow work, during which a request holds no connection."""

from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db.session import SessionMaker
from app.users import passwords
from tests.support.factories import create_user, user_json
from tests.support.settings import OverrideSettings


@pytest.fixture
def one_connection(override_settings: OverrideSettings) -> None:
    override_settings(DB_POOL_SIZE=1, DB_MAX_OVERFLOW=0, DB_POOL_TIMEOUT=0.2)


def test_passwords_are_hashed_without_holding_a_connection(
    standalone_app: FastAPI,
    one_connection: None,
    committing_session_maker: SessionMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = []

    def hash_password(_password: str) -> str:
        held.append(standalone_app.state.connection_slots.locked())
        return "hash"

    with TestClient(standalone_app) as client:
        user = create_user(client)
        hasher = SimpleNamespace(hash=hash_password)
        monkeypatch.setattr(passwords, "hasher", hasher)
        path = f"/users/{user['id']}"
        members = [user_json(), user_json()]
        client.post("/users", json=user_json(team_id=4711))
        client.post("/users/bulk", json={"users": [user_json(team_id=4711)]})
        client.post("/teams", json={"name": "Members", "members": members})
        client.patch(path, json={"password": "another horse", "team_id": 4711})

    assert held == [False] * 5
