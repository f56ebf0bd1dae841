"""Password hashing with argon2."""

from pwdlib import PasswordHash

hasher = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Hash a password, which is slow by design."""
    return hasher.hash(password)
