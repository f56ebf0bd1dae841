"""Password hashing with argon2."""

import asyncio

from pwdlib import PasswordHash

hasher = PasswordHash.recommended()


async def hash_password(password: str) -> str:
    """Hash a password in a thread, since hashing is slow by design."""
    return await asyncio.to_thread(hasher.hash, password)
