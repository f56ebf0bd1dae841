"""A hot standby: a server that repeats what its primary writes, and can be read from.

A `Pair` is a primary with its standby.
"""

import shutil
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from dev.postgres.cluster import Cluster, command_as_owner
from dev.postgres.ownership import hand_over

# The primary keeps its log until the standby has received it.
SLOT = "standby"
CREATE_SLOT = """
SELECT pg_create_physical_replication_slot(:'slot', true)
WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :'slot')
"""

PRIMARY = (
    "host={0.hostname} port={0.port} user={0.username} password={0.password}"
    " sslmode=disable"
)


@dataclass(frozen=True, kw_only=True)
class Standby(Cluster):
    """A copy of a primary that follows it, until it is promoted."""

    primary: Cluster

    def start(self) -> None:
        """Start the server unless it runs; the primary must be running."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        hand_over([self.home], to_owner_of=self.primary.home)
        super().start()
        files = [path for path in self.home.iterdir() if path != self.data]
        hand_over(files, to_owner_of=self.home)

    def promote(self) -> None:
        """Make it a primary, which also writes, and wait until it is one."""
        self.execute("SELECT pg_promote()")

    def _initialise(self) -> None:
        """Copy the data of the primary."""
        self.primary.execute(CREATE_SLOT, slot=SLOT)
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text((self.primary.home / "password").read_text())
        data = self._incomplete_data
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        url = urlsplit(self.primary.url("postgres"))
        self._run(
            [
                *command_as_owner(data, "pg_basebackup"),
                *["-D", data.name, "-h", str(url.hostname), "-p", str(url.port)],
                *["-U", str(url.username), "--write-recovery-conf"],
                *["--checkpoint=fast", "--no-sync", "--no-manifest"],
            ],
            PGPASSWORD=url.password or "",
        )
        hand_over([data, *data.rglob("*")], to_owner_of=self.home)
        data.rename(self.data)

    def _launch(self, lock: IO[str]) -> None:
        """Start the server; the port of the primary may have changed."""
        if (self.data / "standby.signal").exists():
            url = urlsplit(self.primary.url("postgres"))
            (self.data / "postgresql.auto.conf").write_text(
                f"primary_conninfo = '{PRIMARY.format(url)}'\n"
                f"primary_slot_name = '{SLOT}'\n"
            )
        super()._launch(lock)

    def _is_ready(self) -> bool:
        postmaster = self._read_postmaster_pid()
        return postmaster is not None and postmaster.status in {"standby", "ready"}


class Pair(Cluster):
    """A primary and its standby, which has a folder beside the data of the primary.

    A temporary standby starts only when it is told to.
    """

    @property
    def standby(self) -> Standby:
        return Standby(self.home / "standby", temporary=self.temporary, primary=self)

    def start(self) -> None:
        """Start the primary and, unless it is temporary, the standby."""
        super().start()
        if not self.temporary:
            self.standby.start()

    def stop(self) -> None:
        """Stop both servers if they run."""
        if self.standby.home.exists():
            self.standby.stop()
        super().stop()

    def remove_data(self) -> bool:
        """Stop the servers, remove their data, and return whether there were any."""
        if self.standby.home.exists():
            self.standby.remove_data()
        return super().remove_data()
