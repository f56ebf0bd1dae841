"""Values of connection parameters, as libpq defines them."""

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

SESSION_ATTRIBUTES = (
    "any",
    "primary",
    "standby",
    "read-write",
    "read-only",
    "prefer-standby",
)
