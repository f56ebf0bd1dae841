"""What asyncpg understands of a DATABASE_URL."""

DIALECT = "postgresql+asyncpg"

# asyncpg has a name of its own for what libpq and most providers call sslmode.
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

ADVICE = {
    "application_name": "remove it: the service gives its own name",
    "channel_binding": "remove it: asyncpg has no channel binding",
    "connect_timeout": "remove it and set DB_CONNECT_TIMEOUT instead",
    "sslcert": "remove it and set PGSSLCERT instead",
    "sslkey": "remove it and set PGSSLKEY instead",
    "sslrootcert": "remove it and set PGSSLROOTCERT instead",
}
