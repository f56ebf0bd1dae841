"""The application of a baked service, which explains each of its statements.

A benchmark copies this file to the service. Each SELECT is followed by its EXPLAIN,
with the same parameters on the same connection. Text, milliseconds and plan are written
as a line of JSON to the file EXPLAINED.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.asgi import app

__all__ = ["app"]

# Without the time of each node: to measure it takes longer than many nodes do.
EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "


@event.listens_for(Engine, "before_cursor_execute")
def start(_connection: object, _cursor: object, *statement: Any) -> None:
    statement[2].start_of_statement = time.perf_counter()


@event.listens_for(Engine, "after_cursor_execute")
def explain(connection: Connection, _cursor: object, *statement: Any) -> None:
    sql, parameters, context, _ = statement
    milliseconds = 1000 * (time.perf_counter() - context.start_of_statement)
    if not sql.startswith("SELECT"):
        return
    cursor = connection.connection.cursor()
    cursor.execute(EXPLAIN + sql, parameters)
    [[[explained]]] = cursor.fetchall()
    cursor.close()
    line = {"sql": sql, "milliseconds": milliseconds, "plan": explained["Plan"]}
    with Path(os.environ["EXPLAINED"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
