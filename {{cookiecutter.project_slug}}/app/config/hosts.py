"""Several hosts in DATABASE_URL: the service uses the first that fits.

libpq writes `one:5432,two:5432` before the path. SQLAlchemy writes the parameters
`host=one:5432&host=two:5432` or `host=one,two&port=5432,5432`; both drivers understand
the latter, which also has room for IPv6 addresses.

No message quotes a host: after a forgotten %40, it begins with a part of the password.
"""

import re

from sqlalchemy import URL

EXAMPLE = "write postgresql://user:password@host/database"
SEVERAL = "write postgresql://user:password@one:5432,two:5432/database"

DEFAULT_PORT = "5432"
PORTS = range(1, 65536)

# The same as in SQLAlchemy, except that an address may have several hosts.
PARTS = re.compile(r"(\w[\w+]*://(?:[^:/]*(?::[^@]*)?@)?)([^/?]*)(.*)", re.DOTALL)
HOST_AND_PORT = re.compile(r"\[([^\[\]]*)\](?::(.*))?|([^:]*):([^:]*)")


def split_hosts(database_url: str) -> tuple[str, list[str]]:
    """Return the URL without the hosts before the path if these are several."""
    parts = PARTS.match(database_url)
    if parts is None or "," not in parts[2]:
        return database_url, []
    return parts[1] + parts[3], parts[2].split(",")


def with_hosts(url: URL, hosts: list[str]) -> URL:
    """Return the URL with several hosts in the form that both drivers understand.

    `hosts` are those before the path; otherwise those of the parameters are taken.
    """
    named = _values(url, "host")
    if hosts and named:
        raise ValueError(f"the hosts are given twice; {SEVERAL}")
    pairs = [_split(text) for text in hosts or named]
    for host, _ in pairs:
        check_host(host)
    if len(pairs) < 2:
        return url
    ports = _values(url, "port")
    if not ports:
        ports = [port or DEFAULT_PORT for _, port in pairs]
    elif len(ports) == 1:
        ports *= len(pairs)
    if len(ports) != len(pairs) or not all(host for host, _ in pairs):
        raise ValueError(f"a host or a port is missing; {SEVERAL}")
    for port in ports:
        check_port(port)
    return url.update_query_dict(
        {"host": ",".join(host for host, _ in pairs), "port": ",".join(ports)}
    )


def check_host(host: str) -> None:
    """Raise ValueError if no host has such a name."""
    if "@" in host:
        raise ValueError("the host contains @; write %40 for each @ in the password")
    if any(character.isspace() for character in host):
        raise ValueError(f"the host contains white space; {EXAMPLE}")


def check_port(port: str) -> None:
    """Raise ValueError if this is not the number of a port."""
    if not port.isdecimal() or int(port) not in PORTS:
        raise ValueError("the port is not between 1 and 65535")


def _values(url: URL, name: str) -> list[str]:
    value = url.query.get(name, ())
    texts = (value,) if isinstance(value, str) else value
    return ",".join(texts).split(",") if texts else []


def _split(text: str) -> tuple[str, str | None]:
    """Return the host and its port, if it has one. IPv6 addresses contain colons."""
    match = HOST_AND_PORT.fullmatch(text)
    if match is None:
        return text, None
    return match[1] or match[3], match[2] or match[4]
