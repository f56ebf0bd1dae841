"""How many passwords are hashed at a time, and how many wait for it."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.errors import UnavailableError
from app.users import passwords
from tests.support.settings import OverrideSettings

TIMEOUT = 30.0


class SlowHasher:
    """Hashes nothing, until it is told to."""

    def __init__(self) -> None:
        self.finish = Event()
        self.passwords: list[str] = []

    def hash(self, password: str) -> str:
        self.passwords.append(password)
        assert self.finish.wait(TIMEOUT)
        return password


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowHasher]:
    """A hasher for one password at a time, for which one more may wait."""
    hasher, threads = SlowHasher(), ThreadPoolExecutor(1)
    monkeypatch.setattr(passwords, "hasher", hasher)
    monkeypatch.setattr(passwords, "_places", lambda: 1)
    monkeypatch.setattr(passwords, "_threads", lambda: threads)
    monkeypatch.setattr(passwords, "MAX_WAITING", 1)
    with threads:
        yield hasher
        hasher.finish.set()


async def begin(*names: str) -> "list[asyncio.Task[str]]":
    """Hash these passwords in tasks, which have begun to hash or to wait."""
    tasks = [asyncio.create_task(passwords.hash_password(name)) for name in names]
    await asyncio.sleep(0.05)
    return tasks


def test_one_password_is_hashed_and_one_waits_and_others_are_refused(
    hasher: SlowHasher,
) -> None:
    async def hash_three() -> None:
        first, second = await begin("a", "b")
        assert hasher.passwords == ["a"]
        with pytest.raises(UnavailableError):
            await passwords.hash_password("c")
        hasher.finish.set()
        assert [await first, await second] == ["a", "b"]

    asyncio.run(hash_three())


def test_a_cancelled_request_leaves_the_queue(hasher: SlowHasher) -> None:
    async def cancel_waiting() -> None:
        first, cancelled = await begin("a", "b")
        cancelled.cancel()
        [third] = await begin("c")
        hasher.finish.set()
        assert [await first, await third] == ["a", "c"]

    asyncio.run(cancel_waiting())
    assert hasher.passwords == ["a", "c"]


def test_a_cancelled_hash_keeps_its_place_until_it_ends(hasher: SlowHasher) -> None:
    async def cancel_running() -> None:
        [cancelled] = await begin("a")
        cancelled.cancel()
        [waiting] = await begin("b")
        assert hasher.passwords == ["a"]
        with pytest.raises(UnavailableError):
            await passwords.hash_password("c")
        hasher.finish.set()
        assert await waiting == "b"

    asyncio.run(cancel_running())


@pytest.mark.parametrize(
    ("cores", "workers", "places"),
    [(None, 1, 1), (1, 1, 1), (8, 1, 4), (8, 2, 2), (2, 8, 1)],
)
def test_half_of_the_cores_hash_passwords(
    monkeypatch: pytest.MonkeyPatch,
    override_settings: OverrideSettings,
    cores: int | None,
    workers: int,
    places: int,
) -> None:
    override_settings(WEB_CONCURRENCY=workers, DATABASE_URL="postgresql://h/d")
    monkeypatch.setattr(os, "cpu_count", lambda: cores)

    assert passwords._places.__wrapped__() == places
