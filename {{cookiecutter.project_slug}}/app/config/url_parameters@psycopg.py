"""The parameters of DATABASE_URL that psycopg, through libpq, understands."""

from psycopg.pq import Conninfo

from app.config.libpq import SESSION_ATTRIBUTES, SSL_MODES

DIALECT = "postgresql+psycopg"

# Some frameworks and providers write ssl, libpq writes sslmode.
RENAMED = {"ssl": "sslmode"}

# The service sets these itself (app/db/engine.py).
RESERVED = {"application_name", "options"}
PARAMETERS = frozenset(
    option.keyword.decode() for option in Conninfo.get_defaults()
).difference(RESERVED)

CHOICES = {
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer", "require"),
    "load_balance_hosts": ("disable", "random"),
    "sslmode": SSL_MODES,
    "sslnegotiation": ("postgres", "direct"),
    "target_session_attrs": SESSION_ATTRIBUTES,
}

ADVICE = {
    "application_name": "remove it: the service sets its own name",
    "options": "remove it: the service sets its own",
}
