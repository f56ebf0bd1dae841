"""Primitives that differ between the drivers."""

from time import sleep

__all__ = ["sleep"]
