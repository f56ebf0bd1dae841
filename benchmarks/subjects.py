"""What is measured: services baked from the template, and the services beside them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from commands import output
from support.project_commands import BIN, child_environment, environment_for
from support.variants import ROOT, TEMPLATE, VARIANTS, default_with

SERVICES = Path(__file__).parent / "services"
STYLES = {"async": "asyncpg", "sync": "psycopg"}
MAIN = TEMPLATE / "app" / "main.py"
MIDDLEWARE = r"^    app\.add_middleware\({}\b.*\)\n"
PRODUCTION = "--no-dev"
"""Install what the Dockerfile installs."""


@dataclass(frozen=True)
class Subject:
    """A service: where it is, and how one worker of it is started."""

    name: str
    style: str
    folder: Path
    environment: Path
    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    scheme: str = "postgresql"
    baked: bool = False

    def database_url(self, url: str) -> str:
        """Return the URL of a database as this service wants it."""
        parts = urlsplit(url)._replace(scheme=self.scheme)
        if self.scheme.endswith("asyncpg"):
            parts = parts._replace(query=parts.query.replace("sslmode=", "ssl="))
        return urlunsplit(parts)

    @property
    def database(self) -> str:
        return "bench_" + re.sub(r"\W+", "_", self.name.lower())


def beside(name: str, module: str, style: str, scheme: str) -> Subject:
    """Return a service of the folder `services`, started as baked ones are."""
    return Subject(
        name,
        style,
        SERVICES,
        environment_for(SERVICES, PRODUCTION),
        ("uvicorn", f"{module}:app", "--host", "0.0.0.0", "--port", "8000"),  # noqa: S104
        scheme=scheme,
    )


def raw() -> Subject:
    return beside("raw", "raw", "async", "postgresql")


def plain(style: str) -> Subject:
    scheme = f"postgresql+{STYLES[style]}"
    return beside(f"plain {style}", f"plain_{style}", style, scheme)


def ours(style: str, folder: Path, name: str = "", **answers: object) -> Subject:
    """Bake the default variant, but with some answers, and install its packages."""
    variant = VARIANTS[default_with(driver=STYLES[style], **answers)]
    home = folder / re.sub(r"\W+", "-", name or str(variant))
    project = bake(ROOT, home, **variant.answers)
    dockerfile = (project / "Dockerfile").read_text("utf-8")
    return Subject(
        name or f"template {style}",
        style,
        project,
        environment_for(project, PRODUCTION),
        command_of(dockerfile),
        variables_of(dockerfile),
        baked=True,
    )


def bake(template: Path, into: Path, **answers: object) -> Path:
    """Run cookiecutter as a command, and return the project's folder."""
    options = ["--no-input", "--default-config", f"--output-dir={into}"]
    pairs = [f"{key}={answer}" for key, answer in answers.items()]
    output(
        BIN / "cookiecutter",
        template,
        *options,
        *pairs,
        env=child_environment(PYTHONPATH=""),
    )
    [project] = into.iterdir()
    return project


def command_of(dockerfile: str) -> tuple[str, ...]:
    """Return the command that the container runs."""
    return tuple(json.loads(re.findall(r"^CMD (\[.*\])$", dockerfile, re.M)[-1]))


def variables_of(dockerfile: str) -> dict[str, str]:
    """Return the environment variables of the container, without its PATH."""
    last = re.findall(r"^ENV (.*)$", dockerfile, re.M)[-1]
    pairs = [pair.partition("=") for pair in last.split()]
    return {key: value for key, _, value in pairs if key != "PATH"}


def without_each_middleware(style: str, folder: Path) -> list[Subject]:
    """Bake the default variant once for each middleware, and remove that middleware."""
    names = re.findall(MIDDLEWARE.format(r"(\w+)"), MAIN.read_text("utf-8"), re.M)
    return [
        without_middleware(
            ours(style, folder, f"template {style} without {name}"), name
        )
        for name in names
    ]


def without_middleware(subject: Subject, name: str) -> Subject:
    main = subject.folder / "app" / "main.py"
    line = re.compile(MIDDLEWARE.format(name), re.M)
    main.write_text(line.sub("", main.read_text("utf-8")), encoding="utf-8")
    return subject
