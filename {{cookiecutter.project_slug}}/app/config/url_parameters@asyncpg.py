"""The parameters of DATABASE_URL that asyncpg understands."""

from app.config.libpq import SESSION_ATTRIBUTES, SSL_MODES

DIALECT = "postgresql+asyncpg"

# libpq and most providers write sslmode, asyncpg writes ssl.
RENAMED = {"sslmode": "ssl"}

PARAMETERS = frozenset(
    {
        "gsslib",
        "host",
        "krbsrvname",
        "passfile",
        "port",
        "service",
        "servicefile",
        "ssl",
        "target_session_attrs",
    }
)

CHOICES = {
    "ssl": SSL_MODES,
    "target_session_attrs": SESSION_ATTRIBUTES,
}

ADVICE = {
    "application_name": "remove it: the service sets its own name",
    "channel_binding": "remove it: asyncpg has no channel binding",
    "connect_timeout": "remove it and set DB_CONNECT_TIMEOUT instead",
    "sslcert": "remove it and set PGSSLCERT instead",
    "sslkey": "remove it and set PGSSLKEY instead",
    "sslrootcert": "remove it and set PGSSLROOTCERT instead",
}
