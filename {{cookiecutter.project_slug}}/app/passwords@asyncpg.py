"""Password hashes: argon2, by pwdlib."""

from fastapi.concurrency import run_in_threadpool
from pwdlib import PasswordHash

hasher = PasswordHash.recommended()


async def hash_password(password: str) -> str:
    """Hash a password, which is slow on purpose, without holding up other requests."""
    return await run_in_threadpool(hasher.hash, password)
