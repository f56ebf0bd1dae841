"""What can go wrong on a development machine."""


class UnavailableError(Exception):
    """There is no embedded PostgreSQL here; the message says what to do."""
