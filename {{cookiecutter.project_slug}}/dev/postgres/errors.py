"""Errors of the embedded PostgreSQL."""


class PostgresUnavailableError(Exception):
    """No PostgreSQL can be started on this machine; the message says what to do."""
