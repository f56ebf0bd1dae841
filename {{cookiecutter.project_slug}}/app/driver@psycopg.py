"""What psycopg, and libpq below it, understand of a DATABASE_URL."""

from psycopg.pq import Conninfo

DIALECT = "postgresql+psycopg"

# Some frameworks and providers write ssl for what libpq calls sslmode.
RENAMED = {"ssl": "sslmode"}

# Of the service's own settings, the address must not change these.
OURS = {"application_name", "options"}
PARAMETERS = frozenset(
    option.keyword.decode() for option in Conninfo.get_defaults()
).difference(OURS)

ADVICE = {
    "application_name": "remove it: the service gives its own name",
    "options": "remove it: the service sets its own",
}
