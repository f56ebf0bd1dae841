"""The type of every session of the service."""

from sqlmodel.ext.asyncio.session import AsyncSession

__all__ = ["AsyncSession"]
