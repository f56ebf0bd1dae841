"""What a unit of work is made of: sessions, a function of one, and patience."""

from collections.abc import Callable
from time import sleep
from typing import TypeAlias, TypeVar

from sqlalchemy.orm import sessionmaker

from app.session import Session

__all__ = ["Sessions", "Work", "sleep"]

ResultT = TypeVar("ResultT")

Sessions: TypeAlias = sessionmaker[Session]
Work: TypeAlias = Callable[[Session], ResultT]
