"""Primitives that differ between async and sync code."""

from asyncio import sleep

__all__ = ["sleep"]
