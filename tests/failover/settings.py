"""The settings of Patroni, which reads JSON as YAML."""

from pathlib import Path
from typing import Any

from failover.node import Node

SCOPE = "proof"
CLUSTER = {
    # The shortest that Patroni accepts: another node leads `ttl` seconds after a crash.
    "ttl": 20,
    "loop_wait": 2,
    "retry_timeout": 3,
    # A commit is acknowledged when both servers have stored it.
    "synchronous_mode": True,
    "postgresql": {
        "use_pg_rewind": True,
        "parameters": {"fsync": "off", "wal_log_hints": "on"},
    },
}
ROLES = {
    "superuser": "postgres",
    "replication": "replicator",
    "rewind": "rewinder",
}


def node_settings(node: Node, binaries: Path, password: str) -> dict[str, Any]:
    """Return the settings of a node, without those of the voters."""
    return {
        "scope": SCOPE,
        "restapi": listening_on(node.rest_port),
        "bootstrap": {
            "dcs": CLUSTER,
            "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "no-sync"],
        },
        "postgresql": {
            **listening_on(node.port),
            "data_dir": str(node.data),
            "bin_dir": str(binaries),
            "pgpass": str(node.home / f"{node.name}.pgpass"),
            "parameters": {"unix_socket_directories": ""},
            "pg_hba": [
                f"host {databases} all 127.0.0.1/32 scram-sha-256"
                for databases in ("all", "replication")
            ],
            "authentication": {
                role: {"username": name, "password": password}
                for role, name in ROLES.items()
            },
        },
    }


def listening_on(port: int) -> dict[str, str]:
    address = f"127.0.0.1:{port}"
    return {"listen": address, "connect_address": address}


def raft_settings(folder: Path, ports: list[int], number: int) -> dict[str, Any]:
    """Return the addresses of the voters, as the one with this number sees them."""
    addresses = [f"127.0.0.1:{port}" for port in ports]
    return {
        "raft": {
            "data_dir": str(folder / "raft"),
            "self_addr": addresses.pop(number),
            "partner_addrs": addresses,
        }
    }
