"""TCP ports of 127.0.0.1."""

import socket


def free_port(wanted: int = 0) -> int | None:
    """Return the wanted port, or None if it is not free; any free port for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError):
            return None
        port: int = probe.getsockname()[1]
        return port
