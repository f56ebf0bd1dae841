"""A bake needs no network, neither in cookiecutter nor in the hooks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.project_commands import REPOSITORY
from support.variants import Bake, contents, copy_template

OFFLINE = REPOSITORY / "tests" / "data" / "offline"
REQUESTS = {
    "socket.connect": "socket.socket().connect(('127.0.0.1', 9))",
    "socket.getaddrinfo": "urllib.request.urlopen('http://service.invalid')",
    "subprocess.Popen": "subprocess.run(['git', '--version'])",
}
QUIETLY = """
import contextlib, socket, subprocess, urllib.request
with contextlib.suppress(Exception):
    {}
"""


def bake_offline(template: object, output: Path) -> subprocess.CompletedProcess[str]:
    cookiecutter = Path(sys.executable).with_name("cookiecutter")
    return subprocess.run(
        [cookiecutter, str(template), "--no-input", "--output-dir", output],
        env=os.environ | {"PYTHONPATH": str(OFFLINE), "TMPDIR": str(output.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.check("bake without network")
def test_a_bake_needs_no_network(template: Path, bake: Bake, tmp_path: Path) -> None:
    done = bake_offline(template, tmp_path / "offline")

    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "offline" / "my-service") == contents(
        bake(tmp_path / "online")
    )


@pytest.mark.parametrize(
    ("hook", "event"),
    [
        ("pre_gen_project.py", "socket.connect"),
        ("post_gen_project.py", "socket.getaddrinfo"),
        ("post_gen_project.py", "subprocess.Popen"),
    ],
)
def test_network_access_of_a_hook_is_found(
    template: Path, tmp_path: Path, hook: str, event: str
) -> None:
    copy = copy_template(tmp_path / "template")
    with (copy / "hooks" / hook).open("a", encoding="utf-8") as source:
        source.write(QUIETLY.format(REQUESTS[event]))

    done = bake_offline(copy, tmp_path / "output")

    assert done.returncode != 0
    assert f"OFFLINE: {event} " in done.stderr


def test_network_access_of_cookiecutter_is_found(
    template: Path, tmp_path: Path
) -> None:
    done = bake_offline("http://service.invalid/template.zip", tmp_path / "output")

    assert done.returncode != 0
    assert "OFFLINE: socket.getaddrinfo " in done.stderr
