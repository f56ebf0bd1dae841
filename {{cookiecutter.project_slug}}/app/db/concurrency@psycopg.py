"""Primitives that differ between async and sync code."""

from time import sleep

__all__ = ["sleep"]
