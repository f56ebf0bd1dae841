"""Translates DATABASE_URL into the form that the driver understands."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.config import url_parameters
from app.config.hosts import (
    EXAMPLE,
    check_host,
    check_port,
    split_hosts,
    with_hosts,
)

SSL_BOOLEANS = {"true": "require", "false": "disable"}


def driver_url(database_url: str) -> str:
    """Return the URL for the driver of this service.

    Accepts `postgres://` and `postgresql://`, with or without a driver. Raises
    ValueError, which says what to change, for a URL that cannot work.
    """
    url = _parse(database_url)
    query = {
        url_parameters.RENAMED.get(name, name): _translate(name, value)
        for name, value in url.query.items()
    }
    for name, choices in url_parameters.CHOICES.items():
        if name in query and query[name] not in choices:
            raise ValueError(
                f"the parameter {name} has an unknown value; write one of "
                f"{', '.join(choices)}"
            )
    for name in sorted(query.keys() - url_parameters.PARAMETERS):
        advice = url_parameters.ADVICE.get(
            name, "remove it: the driver does not know it"
        )
        raise ValueError(f"the parameter {name} cannot be used; {advice}")
    return url.set(drivername=url_parameters.DIALECT, query=query).render_as_string(
        hide_password=False
    )


def _parse(text: str) -> URL:
    database_url = text.strip()  # such as the line break at the end of a secret's file
    if not database_url:
        raise ValueError(
            f"not set; {EXAMPLE}. For development, `make run` starts a database."
        )
    without_hosts, hosts = split_hosts(database_url)
    try:
        url = make_url(without_hosts)
    except (ArgumentError, ValueError):
        raise ValueError(f"not a URL; {EXAMPLE}") from None
    if url.drivername.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(f"not a URL of PostgreSQL; {EXAMPLE}")
    if not url.database:
        raise ValueError(f"the name of the database is missing; {EXAMPLE}")
    check_host(url.host or "")
    if url.port is not None:
        check_port(str(url.port))
    return with_hosts(url, hosts)


def _translate(name: str, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return SSL_BOOLEANS.get(str(value), value) if name == "ssl" else value
