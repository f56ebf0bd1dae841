"""Forbids network access to Python, which imports this module first from PYTHONPATH.

Processes other than this Python are forbidden too, since they cannot be watched. A
violation ends the process, because an exception could be caught.
"""

import os
import sys
from typing import Any

NETWORK = {
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyaddr",
    "socket.gethostbyname",
    "socket.sendmsg",
    "socket.sendto",
}
PROCESSES = {"os.exec", "os.fork", "os.posix_spawn", "os.system", "subprocess.Popen"}


def starts_python(arguments: tuple[Any, ...]) -> bool:
    return bool(arguments) and os.fspath(arguments[0] or "") == sys.executable


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in NETWORK or (event in PROCESSES and not starts_python(arguments)):
        print(f"OFFLINE: {event} {arguments!r}", file=sys.stderr, flush=True)
        os._exit(1)


sys.addaudithook(refuse)
