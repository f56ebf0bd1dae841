"""Password hashing with argon2, which takes much CPU and memory by design."""

import asyncio
import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash

from app.config.settings import get_settings
from app.errors import UnavailableError

# For each thread that hashes: the last one waits a few seconds.
MAX_WAITING = 50

hasher = PasswordHash.recommended()

_pending = set[Future[str]]()


async def hash_password(password: str) -> str:
    """Hash a password in a thread, when it is its turn.

    Raises UnavailableError if too many are waiting. A request that is cancelled leaves
    the queue; if its password is being hashed, it keeps its place until the hash ends.
    """
    if len(_pending) >= _places() * (1 + MAX_WAITING):
        raise UnavailableError("Too many passwords are waiting. Try again later.")
    future = _threads().submit(hasher.hash, password)
    _pending.add(future)
    future.add_done_callback(_pending.discard)
    return await asyncio.wrap_future(future)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_places(), "passwords")


@cache
def _places() -> int:
    """Return half of the worker's cores: the others are left to other requests."""
    cores = (os.cpu_count() or 1) // get_settings().web_concurrency
    return max(1, cores // 2)
