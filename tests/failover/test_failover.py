"""A service on a Patroni cluster outlives its leader, and loses nothing.

`make patroni` runs this, and prints the figures. It takes minutes, so it is part of the
nightly jobs.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from failover.patroni_cluster import running_cluster
from failover.processes import wait_until
from failover.writers import Answer, acknowledged, longest_gap, writing_to
from support.project_commands import environment_for
from support.running_service import service_on
from support.variants import Project, default_with

SOME = 100
"""How many teams are created before an outage, and after it."""
ROW = "{:<45} {:>6} {:>6} {:>12} {:>6}"


@pytest.mark.check("patroni")
@pytest.mark.parametrize("name", [default_with(), default_with(driver="psycopg")])
def test_no_acknowledged_write_is_lost_and_the_service_heals(
    project_named: Callable[[str], Project], name: str, tmp_path: Path
) -> None:
    project = project_named(name).folder
    environment = environment_for(project)
    binaries = next(environment.rglob("pginstall*/bin"))
    log = tmp_path / "service.log"

    with running_cluster(binaries, logs=tmp_path) as cluster:
        with (
            service_on(cluster.url, project, environment, log) as service,
            writing_to(service) as answers,
        ):
            during = {
                "switchover": answers_during(cluster.switch_over, answers),
                "kill -9 of the leader": answers_during(cluster.kill_leader, answers),
            }
        stored = {*cluster.query("SELECT name FROM teams")}

    print_figures(name, during, stored)
    assert {answer.status for answer in answers} == {201, 503}, log.read_text()
    assert acknowledged(answers) - stored == set()


def answers_during(outage: Callable[[], None], answers: list[Answer]) -> list[Answer]:
    """Return the answers before, during and after an outage that the service heals."""
    first = len(answers)
    wait_until_some_are_created(answers)
    outage()
    wait_until_some_are_created(answers)
    return answers[first:]


def wait_until_some_are_created(answers: list[Answer]) -> None:
    first = len(answers)
    wait_until(lambda: len(acknowledged(answers[first:])) >= SOME)


def print_figures(name: str, during: dict[str, list[Answer]], stored: set[str]) -> None:
    print(f"\n{ROW.format(name, '201', '503', 'unavailable', 'lost')}")
    for outage, answers in during.items():
        statuses = Counter(answer.status for answer in answers)
        lost = len(acknowledged(answers) - stored)
        gap = f"{longest_gap(answers):.1f} s"
        print(ROW.format(outage, statuses[201], statuses[503], gap, lost))
