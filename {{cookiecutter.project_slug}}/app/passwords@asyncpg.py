"""Password hashes: argon2, by pwdlib."""

from anyio import to_thread
from pwdlib import PasswordHash

hasher = PasswordHash.recommended()


async def hash_password(password: str) -> str:
    """Hash a password, which is slow on purpose, without holding up other requests."""
    return await to_thread.run_sync(hasher.hash, password)
