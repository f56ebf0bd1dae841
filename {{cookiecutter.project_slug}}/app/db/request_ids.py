"""The id of the request as the `application_name` of its connection.

So pg_stat_activity and the server's log lead to the request. It costs a statement per
transaction.
"""

from asgi_correlation_id import correlation_id
from sqlalchemy import Connection, Engine, event, text

STATEMENT = text("SELECT set_config('application_name', :name, :in_transaction)")


def show_request_ids(engine: Engine, *, in_transaction: bool) -> None:
    """Show the id on the connections of an engine, or only until a transaction ends."""

    def show(connection: Connection) -> None:
        if name := correlation_id.get():
            values = {"name": name, "in_transaction": in_transaction}
            connection.execute(STATEMENT, values)

    event.listen(engine, "begin", show)
