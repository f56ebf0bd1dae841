"""The files of revisions: their names, their contents, and those that are missing."""

import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Column, Index, Integer, MetaData, Table, make_url

from app.config.settings import Settings
from app.errors import UnavailableError
from migrations.runner import readable_errors
from tests.support.databases import new_database
from tests.support.revisions import alembic_config, copy_project, new_revision
from tests.support.server import execute

MESSAGES = [
    'a """ b',
    '"quoted"',
    'four """"',
    r"C:\new\users",
    "a backslash \\",
    "two\nlines",
    "Größe \u2013 neu",
    "a sentence that is too long for one line of code, " * 3,
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, to add revisions to."""
    return copy_project(tmp_path)


@pytest.fixture
def config(project: Path) -> Config:
    return alembic_config(project)


@pytest.fixture
def empty_database() -> Iterator[Settings]:
    with new_database("revisions") as settings:
        yield settings


def revisions(project: Path) -> dict[str, bytes]:
    files = (project / "migrations" / "versions").glob("*.py")
    return {file.name: file.read_bytes() for file in files}


def complaints(project: Path) -> str:
    """Compile the revisions, and check them as `make lint` does; return the errors."""
    folder = str(project / "migrations" / "versions")
    ruff = [sys.executable, "-m", "ruff"]
    outputs = [
        subprocess.run(
            command, cwd=project, stdout=subprocess.PIPE, text=True, check=False
        )
        for command in (
            [sys.executable, "-m", "compileall", "-q", folder],
            [*ruff, "check", "--no-cache", "--quiet", folder],
            [*ruff, "format", "--no-cache", "--quiet", "--check", folder],
        )
    ]
    return "".join(done.stdout for done in outputs if done.returncode)


def test_revisions_of_one_name_have_different_files(
    project: Path, config: Config
) -> None:
    before = revisions(project)

    for _ in range(2):
        command.revision(config, message="Add fields")

    assert len(revisions(project)) == len(before) + 2


def test_an_existing_revision_is_not_overwritten(
    project: Path, config: Config, empty_database: Settings
) -> None:
    command.upgrade(config, "head")
    command.revision(config, message="Add fields", rev_id="taken")
    command.upgrade(config, "head")
    before = revisions(project)

    with pytest.raises(CommandError, match="Revision taken exists already"):
        command.revision(config, "Add fields", rev_id="taken", autogenerate=True)

    assert revisions(project) == before


@pytest.mark.parametrize("message", ["Add fields", "Another"])
def test_nor_is_it_overwritten_without_a_database(
    project: Path, config: Config, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command.revision(config, message="Add fields", rev_id="taken")
    before = revisions(project)

    with pytest.raises(CommandError):
        command.revision(config, message=message, rev_id="taken")

    assert "Revision taken exists already" in capsys.readouterr().out
    assert revisions(project) == before


class TestConcurrently:
    """`make revision m=... concurrently=1`."""

    @pytest.fixture(autouse=True)
    def concurrently(self, config: Config) -> None:
        config.cmd_opts = Namespace(x=["concurrently=1"])

    @pytest.fixture
    def table(
        self, empty_database: Settings, config: Config, monkeypatch: pytest.MonkeyPatch
    ) -> Table:
        """A table of the database, which is the only one of the models."""
        # Only the tables of this test: those of the service are another matter.
        assert empty_database.database_url
        metadata = MetaData()
        table = Table("table_1", metadata, Column("id", Integer()))
        monkeypatch.setattr("migrations.runner.metadata", metadata)
        command.revision(config, rev_id="start", head="base", autogenerate=True)
        command.upgrade(config, "head")
        return table

    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        project = copy_project(tmp_path)
        for file in (project / "migrations" / "versions").glob("*.py"):
            file.unlink()
        return project

    def make_revisions(self, project: Path, config: Config) -> list[str]:
        """Generate revisions, try them, and return their upgrades."""
        before = revisions(project)
        command.revision(config, message="New", autogenerate=True)
        new = [text for name, text in revisions(project).items() if name not in before]
        for change in (command.upgrade, command.downgrade, command.upgrade):
            change(config, "head" if change is command.upgrade else "start")
        command.check(config)
        assert complaints(project) == ""
        return sorted(
            (text.decode().partition("def downgrade")[0] for text in new),
            key=lambda text: 'down_revision = "start"' not in text,
        )

    def test_new_indexes_are_built_in_an_autocommit_block(
        self, project: Path, config: Config, table: Table
    ) -> None:
        Index("ix_1", table.c.id)

        (upgrade,) = self.make_revisions(project, config)

        assert "autocommit_block():" in upgrade
        assert "postgresql_concurrently=True" in upgrade

    def test_other_changes_get_a_revision_of_their_own(
        self, project: Path, config: Config, table: Table
    ) -> None:
        table.append_column(Column("column_1", Integer(), index=True))

        first, second = self.make_revisions(project, config)

        assert "add_column" in first
        assert "index" not in first
        assert "add_column" not in second
        assert "postgresql_concurrently=True" in second

    def test_an_index_that_is_gone_is_dropped_concurrently(
        self, project: Path, config: Config, table: Table
    ) -> None:
        index = Index("ix_1", table.c.id)
        command.revision(config, rev_id="with_index", autogenerate=True)
        command.upgrade(config, "head")
        table.indexes.remove(index)
        command.revision(config, rev_id="gone", autogenerate=True)
        command.upgrade(config, "head")

        (text,) = [text for name, text in revisions(project).items() if "gone" in name]

        assert b"if_exists=True" in text

    def test_the_indexes_of_a_new_table_are_built_with_it(
        self, project: Path, config: Config, table: Table
    ) -> None:
        new = Table("table_2", table.metadata, Column("id", Integer(), index=True))

        (upgrade,) = self.make_revisions(project, config)

        assert new.name in upgrade
        assert "autocommit_block" not in upgrade


@pytest.mark.parametrize("message", MESSAGES)
def test_any_message_makes_a_tidy_file(
    project: Path, config: Config, message: str
) -> None:
    command.revision(config, message=message)

    assert complaints(project) == ""


def test_a_message_is_the_docstring(config: Config) -> None:
    script = command.revision(config, message=r'a """ b \ c')

    assert script.module.__doc__ == r'a """ b \ c.'  # type: ignore[union-attr]


def test_a_merge_revision_is_tidy(project: Path, config: Config) -> None:
    command.revision(config, rev_id="start", message="Start")
    for name in ("one", "other"):
        command.revision(config, rev_id=name, head="start", splice=True)

    command.merge(config, "heads", message="Merge")

    assert complaints(project) == ""


@pytest.mark.parametrize(
    "work",
    [
        lambda config: command.upgrade(config, "head"),
        lambda config: command.downgrade(config, "-1"),
        command.check,
        lambda config: command.revision(config, "New", autogenerate=True),
    ],
    ids=["upgrade", "downgrade", "check", "revision"],
)
def test_a_revision_of_another_branch_is_explained(
    project: Path,
    config: Config,
    empty_database: Settings,
    work: Callable[[Config], object],
) -> None:
    other = new_revision(project, "pass")
    command.upgrade(config, "head")
    for file in (project / "migrations" / "versions").glob(f"*{other}*"):
        file.unlink()

    with pytest.raises(CommandError, match=f"at revision {other}") as caught:
        work(config)

    assert "make reset" in str(caught.value)


def test_a_file_that_the_driver_may_not_read_is_named() -> None:
    refused = PermissionError(13, "Permission denied", "/absent/.postgresql")

    with pytest.raises(CommandError) as caught, readable_errors():
        raise UnavailableError("Away.") from refused

    assert "Permission denied: '/absent/.postgresql'" in str(caught.value)


def test_a_mistyped_revision_is_named(config: Config, empty_database: Settings) -> None:
    with pytest.raises(CommandError, match="by 'nonsense'"):
        command.upgrade(config, "nonsense")


def test_the_revision_of_another_branch_can_be_purged(
    project: Path, config: Config, empty_database: Settings
) -> None:
    url = make_url(empty_database.database_url)
    new_revision(project, "pass")
    command.upgrade(config, "head")
    execute(url, "UPDATE alembic_version SET version_num = 'other'")

    command.stamp(config, "head", purge=True)

    command.check(config)
