"""Waits for servers that the tests start."""

import socket
import subprocess
import time

PATIENCE = 30.0


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Return when the server listens."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert server.poll() is None, "the server ended at its start"
            assert time.monotonic() < deadline, "the server does not listen"
            time.sleep(0.02)
        else:
            return
