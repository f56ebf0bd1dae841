"""Statements that are made from other statements, once for each."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary


class StatementCache:
    """Calls a function once for each statement, and returns the same result again.

    To build a statement, and to compute the key under which SQLAlchemy keeps its SQL,
    takes longer than to execute it. A result is kept as long as its statement.
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self._results = WeakKeyDictionary[Any, Any]()

    def __call__(self, statement: Any) -> Any:
        result = self._results.get(statement)
        if result is None:
            result = self._results[statement] = self._function(statement)
        return result
