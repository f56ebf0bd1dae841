"""Runs this repository's tests on a copy of the template, which has a mistake."""

import subprocess
import sys
from pathlib import Path

from support.project_commands import REPOSITORY, child_environment
from support.variants import ROOT


def run_tests(
    template: Path = ROOT, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--numprocesses=0", "--quiet", *arguments],
        cwd=REPOSITORY,
        env=child_environment(TEMPLATE_ROOT=template, TEST_DATABASE_URL="unused"),
        capture_output=True,
        text=True,
        check=False,
    )
