"""Translates DATABASE_URL, however it was written, for the driver."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app import driver

EXAMPLE = "write postgresql://user:password@host/database"

SSL_MODES = {"true": "require", "false": "disable"}


def driver_url(address: str) -> str:
    """Turn `postgres://` or `postgresql://`, with any driver, into the driver's form.

    Raises ValueError, with what to change, for an address that could not work.
    """
    url = _parse(address)
    query = {
        driver.RENAMED.get(name, name): _translate(name, value)
        for name, value in url.query.items()
    }
    for name in sorted(query.keys() - driver.PARAMETERS):
        advice = driver.ADVICE.get(name, "remove it: the driver does not know it")
        raise ValueError(f"the parameter {name} cannot be used; {advice}")
    return url.set(drivername=driver.DIALECT, query=query).render_as_string(
        hide_password=False
    )


def _parse(address: str) -> URL:
    if not address:
        raise ValueError(
            f"it is not set; {EXAMPLE}. In development `make run` starts a database."
        )
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise ValueError(f"this is no address; {EXAMPLE}") from None
    if url.drivername.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(f"this is no address of PostgreSQL; {EXAMPLE}")
    if not url.database:
        raise ValueError(f"the name of the database is missing; {EXAMPLE}")
    return url


def _translate(name: str, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return SSL_MODES.get(str(value), value) if name == "ssl" else value
