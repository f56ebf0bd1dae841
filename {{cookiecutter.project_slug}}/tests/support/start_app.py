"""Starts the application in a process of its own, and shows what it consists of.

    python -m tests.support.start_app [PACKAGE ...]

The packages are not there, as if they were not installed.
"""

import json
import sys
from typing import Any

from fastapi.testclient import TestClient

from app.db import transactions
from app.main import create_app


class Hider:
    """Finds nothing, and prevents that one package is found."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(self, name: str, *_: Any) -> None:
        if name == self.package:
            raise ModuleNotFoundError(name=name)


def main() -> None:
    sys.meta_path[:0] = map(Hider, sys.argv[1:])
    app = create_app()
    with TestClient(app) as client:
        client.get("/health").raise_for_status()
        parts = {
            "middleware": [each.cls.__name__ for each in app.user_middleware],  # type: ignore[attr-defined]
            "modules": sorted(sys.modules),
            "retry listeners": len(transactions.on_retry),
            "slots": type(app.state.connection_slots).__name__,
        }
    print(json.dumps(parts))


if __name__ == "__main__":
    main()
