"""The service of each driver while its database does not respond at all."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project_commands import (
    REPOSITORY,
    assert_all_passed,
    counted,
    environment_for,
    run,
)
from support.variants import Project, default_with

TESTS = REPOSITORY / "tests" / "data" / "outages_test.py"
DRIVERS = [default_with(), default_with(driver="psycopg")]

IN_A_NAMESPACE = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "-"]
PROBE = ["nft", "add table inet outage"]


def why_no_namespace() -> str:
    """Return why this machine cannot drop packets in a network of its own, or ''."""
    if os.geteuid() != 0:
        return "only root may drop packets"
    try:
        probe = [*IN_A_NAMESPACE, *PROBE]
        done = subprocess.run(probe, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""


def run_tests(project: Project, folder: Path, outage: str, *inside: str) -> None:
    """Run the tests of an outage in a copy of the project, with its own PostgreSQL."""
    service, report = folder / "service", folder / "report.xml"
    environment = environment_for(project.folder)
    ignored = shutil.ignore_patterns(".*_cache", ".postgres", ".venv")
    shutil.copytree(project.folder, service, ignore=ignored)
    shutil.copy(TESTS, service / "tests" / "test_outages.py")
    python = str(environment / "bin" / "python")
    options = ["tests/test_outages.py", f"-k{outage}", f"--junit-xml={report}"]

    done = run([*inside, python, "-m", "pytest", *options], service, environment)

    assert_all_passed(counted(done, report))


@pytest.mark.parametrize("project", DRIVERS, indirect=True)
def test_a_frozen_server(project: Project, tmp_path: Path) -> None:
    run_tests(project, tmp_path, "frozen")


@pytest.mark.parametrize("project", DRIVERS, indirect=True)
def test_a_network_that_drops_all_packets(project: Project, tmp_path: Path) -> None:
    if reason := why_no_namespace():
        pytest.skip(
            "needs root, and the commands unshare, ip and nft (Debian's packages "
            f"util-linux, iproute2 and nftables): {reason}"
        )
    run_tests(project, tmp_path, "dropped", *IN_A_NAMESPACE)
