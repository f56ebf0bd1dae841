"""Waiting for a server that a test has started."""

import socket
import subprocess
import time

TIMEOUT = 30.0


def wait_for_port(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Return when the server listens on the port of this machine."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert server.poll() is None, "the server exited at startup"
            assert time.monotonic() < deadline, "the server does not listen"
            time.sleep(0.02)
        else:
            return
