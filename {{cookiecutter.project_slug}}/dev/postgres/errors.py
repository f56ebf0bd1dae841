"""Errors of the embedded PostgreSQL."""


class PostgresUnavailableError(Exception):
    """PostgreSQL cannot be started or stopped; the message says why."""
