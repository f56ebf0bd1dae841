"""The programs of Patroni as processes, and what is needed to start them."""

import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from support.servers import NOBODY

TIMEOUT = 120
"""Seconds for a change of the cluster, which takes half a minute at most."""


def command(program: str) -> list[str]:
    """Return a command that is terminated when this process ends, even if killed.

    Root runs it as the user nobody, since PostgreSQL does not run as root, but lets it
    reach every folder, as `dev/postgres/cluster.py` of the template does.
    """
    as_nobody = [
        *(f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
        "--securebits=+no_setuid_fixup",
    ]
    return [
        *("setpriv", "--pdeathsig=TERM"),
        *(as_nobody if os.geteuid() == 0 else []),
        str(Path(sys.executable).with_name(program)),
    ]


def free_ports(count: int) -> list[int]:
    """Return different ports, which are free at the moment."""
    with ExitStack() as probes:
        sockets = [
            probes.enter_context(socket.create_server(("127.0.0.1", 0)))
            for _ in range(count)
        ]
        return [probe.getsockname()[1] for probe in sockets]


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a condition. Raises TimeoutError if it does not come true."""
    deadline = time.monotonic() + TIMEOUT
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not true within {TIMEOUT} s: {is_so}")
        time.sleep(0.1)
