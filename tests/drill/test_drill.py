"""Each check finds its deliberate fault, and no cheaper check finds it."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from drill.faults import FAULTS, Fault
from support.project_commands import REPOSITORY, child_environment
from support.variants import TEMPLATE, copy_template

TESTS = REPOSITORY / "tests"
PYTHONPATH = f"benchmarks hooks scripts tests {TEMPLATE.name}"


def break_line(template: Path, fault: Fault) -> None:
    is_beside = fault.file.startswith(("hooks/", "preview/"))
    path = (template if is_beside else template / TEMPLATE.name) / fault.file
    source = path.read_text("utf-8")
    assert source.count(fault.old) == 1, f"{fault.old!r} must stand once in {path}"
    path.write_text(source.replace(fault.old, fault.new), encoding="utf-8")


def first_to_fail(template: Path, variant: str, report: Path) -> str | None:
    """Run the checks of a variant, then those across variants, until one fails."""
    which = ["-m=check", f"--variants={variant}", "--only-these-variants"]
    how = ["--thorough", "--numprocesses=0", "--exitfirst", f"--junit-xml={report}"]
    # The copy's `preview` comes before that of the repository.
    how.append(f"--override-ini=pythonpath={template} {PYTHONPATH}")
    subprocess.run(
        [sys.executable, "-m", "pytest", *which, *how],
        cwd=REPOSITORY,
        env=child_environment(TEMPLATE_ROOT=template),
        check=False,
    )
    for test in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        if test.find("failure") is not None or test.find("error") is not None:
            return next(
                one.get("value")
                for one in test.iter("property")
                if one.get("name") == "check"
            )
    return None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.check)
def test_a_fault_is_found_by_its_check_and_by_no_cheaper_one(
    fault: Fault, tmp_path: Path
) -> None:
    template = copy_template(tmp_path / "template")
    break_line(template, fault)

    found_by = first_to_fail(template, fault.variant, tmp_path / "report.xml")

    assert found_by == fault.check


def test_every_check_has_a_fault_to_find() -> None:
    not_drilled = {"compatibility", "drill", "failover", "fuzz"}

    names = {
        name
        for file in TESTS.rglob("test_*.py")
        if file.parent.name not in not_drilled
        for name in re.findall(r'\.check\("(.+)"\)', file.read_text("utf-8"))
    }

    assert names == {fault.check for fault in FAULTS}
