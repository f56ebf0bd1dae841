"""The standby of the development database."""

import socket
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dev import postgres
from dev.postgres import reset
from dev.postgres.cluster_pair import Pair
from tests.support.server import execute

SECONDS = 60
WRITE = "CREATE TABLE written ()"
IS_THERE = "SELECT to_regclass('written') IS NOT NULL"


@pytest.fixture
def used_before(tmp_path: Path) -> Path:
    """A project whose two servers have run, and are stopped."""
    with postgres.development(project=tmp_path):
        return tmp_path


def assert_the_standby_follows(pair: Pair) -> None:
    """Write to the primary, and wait until the standby has it."""
    execute(make_url(pair.url("postgres")), WRITE)
    standby = make_url(pair.standby.url("postgres"))
    deadline = time.monotonic() + SECONDS
    while not execute(standby, IS_THERE):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_standby_follows_a_primary_whose_port_has_changed(
    used_before: Path,
) -> None:
    pair = Pair(used_before / postgres.FOLDER)
    with socket.create_server(("127.0.0.1", 0)) as other:
        (pair.home / "port").write_text(str(other.getsockname()[1]))
        with postgres.development(project=used_before):
            assert_the_standby_follows(pair)


def test_a_reset_removes_the_data_of_both(used_before: Path) -> None:
    pair = Pair(used_before / postgres.FOLDER)
    assert pair.data.exists()
    assert pair.standby.data.exists()

    assert reset.main(used_before) is None

    assert not pair.data.exists()
    assert not pair.standby.data.exists()
    with postgres.development(project=used_before):  # a new pair
        assert_the_standby_follows(pair)
