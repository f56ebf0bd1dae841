"""A type checker refuses what changes something in a session that only reads."""

import re
import shutil
from pathlib import Path

import pytest
from support.project_commands import BIN, environment_for, mypy_cache, run
from support.variants import OPPOSITES, Project

IMPORTS = """
from typing import Any
from sqlmodel import select, update
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from tests.support.sample import service
from tests.support.sample.planets import Planet
"""
ALLOWED = """
async def read(session: ReadSession) -> Any:
    await service.get(session, 1)
    return (await session.exec(select(Planet))).all()

async def read_in_transaction(session: AsyncSession) -> Planet:
    return await service.get(session, 1)
"""
REFUSED = """
async def change(session: ReadSession, planet: Planet) -> None:
    session.add(planet)
    await session.delete(planet)
    await session.flush()
    await session.exec(update(Planet))
    await service.create(session, planet)
"""
ASYNC_WORD = re.compile(r"\b(?:async |await |Async(?=[A-Z]))")


@pytest.mark.check("read sessions")
@pytest.mark.parametrize("project", OPPOSITES, indirect=True)
def test_changes_are_type_errors(project: Project, tmp_path: Path) -> None:
    environment = environment_for(project.folder)
    copy = tmp_path / "project"
    shutil.copytree(project.folder, copy, ignore=shutil.ignore_patterns(".*_cache"))
    module = copy / "app" / "tried.py"
    code = IMPORTS + ALLOWED + REFUSED
    is_async = project.variant.answers["driver"] == "asyncpg"
    module.write_text(code if is_async else ASYNC_WORD.sub("", code))

    with mypy_cache(environment) as cache:
        command = [str(BIN / "mypy"), f"--cache-dir={cache}", str(module)]
        python = str(environment / "bin" / "python")
        done = run([*command, f"--python-executable={python}"], copy, environment)

    lines = re.findall(r"^app/tried\.py:(\d+): error", done.output, re.MULTILINE)
    last = code.count("\n")
    assert [int(line) for line in lines] == [*range(last - 4, last + 1)], done.output
