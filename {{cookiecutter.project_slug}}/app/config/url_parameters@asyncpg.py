"""The parameters of DATABASE_URL that asyncpg understands."""

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
    "ssl": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": (
        "any",
        "primary",
        "standby",
        "read-write",
        "read-only",
        "prefer-standby",
    ),
}

ADVICE = {
    "application_name": "remove it: the service sets its own name",
    "channel_binding": "remove it: asyncpg has no channel binding",
    "connect_timeout": "remove it and set DB_CONNECT_TIMEOUT instead",
    "sslcert": "remove it and set PGSSLCERT instead",
    "sslkey": "remove it and set PGSSLKEY instead",
    "sslrootcert": "remove it and set PGSSLROOTCERT instead",
}
