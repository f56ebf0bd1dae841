"""`find_python.py` prints the best Python on PATH."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import find_python
import pytest


@pytest.fixture
def on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Put fake Pythons on PATH, which print these ranks, and return their names."""

    def on_path(*printed: str) -> list[str]:
        for number, text in enumerate(printed):
            python = tmp_path / str(number) / "python3"
            python.parent.mkdir()
            python.write_text(f"#!/bin/sh\n{text}\n")
            python.chmod(0o755)
        names = [str(tmp_path / str(number)) for number in range(len(printed))]
        monkeypatch.setenv("PATH", os.pathsep.join(names))
        return [f"{name}/python3" for name in names]

    return on_path


@pytest.mark.parametrize(
    ("printed", "taken"),
    [
        (["echo 1"], "python3"),
        (["echo 2", "echo 2"], "python3"),
        (["echo 1", "echo 1"], "python3"),
        (["echo 1", "echo 2"], 1),
        (["exit 1", "echo 1", "echo 2"], 2),
        (["", "echo 1"], 1),
        (["", "exit 1"], "python3"),
    ],
    ids=str,
)
def test_the_first_optimised_python_is_preferred(
    on_path: Callable[..., list[str]], printed: list[str], taken: str | int
) -> None:
    names = on_path(*printed)

    found = find_python.find(os.environ["PATH"])

    assert found == (names[taken] if isinstance(taken, int) else taken)


def test_a_real_python_is_ranked() -> None:
    assert find_python.rank(sys.executable) in {1, 2}
    assert find_python.rank("no-such-python") == 0
