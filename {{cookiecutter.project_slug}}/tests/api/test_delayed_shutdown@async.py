"""What the process does between SIGTERM and the end of the server."""

import asyncio
import importlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.api import shutdown
from app.api.application import Application
from app.api.shutdown import delayed_shutdown
from app.config.settings import Settings


@pytest.fixture
def interrupts() -> Iterator[list[int]]:
    """The SIGINTs of this process, which its server would end on."""
    received: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _: received.append(number))
    yield received
    signal.signal(signal.SIGINT, previous)


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The status of each exit that waits for no thread."""
    statuses: list[int] = []
    monkeypatch.setattr(os, "_exit", statuses.append)
    monkeypatch.setattr(shutdown, "THREADS_SECONDS", 0.1)
    return statuses


def test_the_server_is_interrupted_once_after_the_delay(
    interrupts: list[int], exits: list[int]
) -> None:
    stops: list[str] = []

    async def end() -> int:
        with delayed_shutdown(lambda: stops.append("stop"), delay=0.2):
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)
            before = len(interrupts)
            await asyncio.sleep(0.5)
        return before

    previous = signal.getsignal(signal.SIGTERM)

    assert asyncio.run(end()) == 0
    assert len(interrupts) == 1
    assert stops == ["stop"]
    assert signal.getsignal(signal.SIGTERM) is previous
    time.sleep(0.5)
    assert exits == [0]


@pytest.mark.parametrize(
    "signals",
    [(signal.SIGINT, signal.SIGTERM), (signal.SIGTERM, signal.SIGINT)],
)
def test_both_signals_interrupt_the_server_once(
    interrupts: list[int], exits: list[int], signals: tuple[int, int]
) -> None:
    stops: list[str] = []

    async def end() -> None:
        with delayed_shutdown(lambda: stops.append("stop"), delay=0.1):
            for each in signals:
                os.kill(os.getpid(), each)
            await asyncio.sleep(0.3)

    server = signal.getsignal(signal.SIGINT)

    asyncio.run(end())

    assert interrupts == [signal.SIGINT]
    assert stops == ["stop"]
    assert signal.getsignal(signal.SIGINT) is server
    time.sleep(0.3)
    assert exits == [0]


def test_an_ignored_interrupt_stays_ignored(
    interrupts: list[int], exits: list[int]
) -> None:
    async def interrupt() -> None:
        with delayed_shutdown(lambda: None, delay=0):
            os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    asyncio.run(interrupt())

    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert interrupts == []


def test_without_a_signal_nothing_ends(exits: list[int]) -> None:
    async def run() -> None:
        with delayed_shutdown(lambda: None, delay=0):
            pass

    asyncio.run(run())

    time.sleep(0.3)
    assert exits == []


def test_a_thread_leaves_signals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "main_thread", threading.Thread)
    previous: Any = signal.getsignal(signal.SIGTERM)

    with delayed_shutdown(lambda: None, delay=0):
        assert signal.getsignal(signal.SIGTERM) is previous


def test_servers_find_the_application(settings: Settings) -> None:
    asgi = importlib.import_module("app.asgi")

    assert isinstance(asgi.app, Application)
