"""Primitives that differ between the drivers."""

from asyncio import sleep

__all__ = ["sleep"]
