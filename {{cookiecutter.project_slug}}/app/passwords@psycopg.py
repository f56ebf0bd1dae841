"""Password hashes: argon2, by pwdlib."""

from pwdlib import PasswordHash

hasher = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Hash a password, which is slow on purpose."""
    return hasher.hash(password)
