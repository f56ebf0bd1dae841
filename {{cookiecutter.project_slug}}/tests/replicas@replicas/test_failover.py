"""A standby takes over from the primary while clients read and write."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from httpx2 import Client
from sqlalchemy import make_url

from dev.postgres.cluster import Cluster
from tests.support.replicated import Replicated, wait_until
from tests.support.run_server import run_server

CLIENTS = 4  # that write, and as many that read


class Load:
    """What clients have sent and got."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.acknowledged: list[str] = []
        self.writes = Counter[int]()
        self.reads = Counter[int]()
        self.end = threading.Event()

    def write(self, number: int) -> None:
        with Client(base_url=self.url, timeout=30) as client:
            for count in range(1_000_000):
                name = f"{number}-{count}"
                response = client.post("/planets", json={"name": name})
                self.writes[response.status_code] += 1
                if response.status_code == 201:
                    self.acknowledged.append(name)
                if self.end.is_set():
                    return

    def read(self) -> None:
        with Client(base_url=self.url, timeout=30) as client:
            while not self.end.is_set():
                self.reads[client.get("/planets").status_code] += 1

    @contextmanager
    def running(self) -> Iterator[None]:
        """Write and read during the block."""
        threads = [
            *(threading.Thread(target=self.write, args=(n,)) for n in range(CLIENTS)),
            *(threading.Thread(target=self.read) for _ in range(CLIENTS)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.end.set()
            for thread in threads:
                thread.join()

    def wait_for_writes(self, number: int) -> None:
        start = self.writes[201]
        wait_until(lambda: self.writes[201] >= start + number)


def both(replicated: Replicated, wanted: str) -> str:
    """Return the address of both servers."""
    url = make_url(replicated.pair.url(replicated.name))
    ports = (replicated.primary_port, replicated.replica_port)
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    return (
        f"postgresql://{url.username}:{url.password}@{hosts}/{url.database}"
        f"?sslmode=disable&target_session_attrs={wanted}"
    )


def test_a_switchover_loses_no_change(own_pair: Replicated) -> None:
    addresses = {
        "DATABASE_URL": both(own_pair, "read-write"),
        "REPLICA_URL": both(own_pair, "any"),
    }
    with run_server(**addresses) as port:
        load = Load(port)
        with load.running():
            load.wait_for_writes(20)
            Cluster(own_pair.pair.home, temporary=True).stop()
            own_pair.pair.standby.promote()
            start = time.monotonic()
            load.wait_for_writes(1)
            seconds = time.monotonic() - start
            load.wait_for_writes(20)
    stored = own_pair.on_replica("SELECT string_agg(name, ' ') FROM sample.planets")
    print(f"healed after {seconds:.2f} s; {load.writes=} {load.reads=}")

    assert set(load.acknowledged) <= {*str(stored).split()}
    assert set(load.writes) <= {201, 503}
    assert set(load.reads) <= {200, 503}
