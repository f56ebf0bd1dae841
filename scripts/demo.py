"""Bake a service under build/, install it, run its tests and start it.

    make demo
    make demo driver=psycopg soft_delete=false project_name="Order Desk"

A second run bakes into the same folder again and keeps its environment and data.
"""

import json
import logging
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from cookiecutter.exceptions import CookiecutterException
from cookiecutter.generate import generate_context
from cookiecutter.main import cookiecutter
from cookiecutter.prompt import prompt_for_config

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = ROOT / "cookiecutter.json"
OWN = {"PYTHON", "UV"}
"""Variables of the Makefile, which are not answers."""


def variables(makeflags: str) -> dict[str, str]:
    """Return the key=value words of make's command line, which are in MAKEFLAGS."""
    words = re.split(r"(?<!\\)\s+", makeflags.replace("$$", "$"))
    pairs = [re.sub(r"\\(.)", r"\1", word).partition("=") for word in words]
    return {
        key: value for key, equals, value in pairs if equals and not key.startswith("-")
    }


def check_keys(answers: dict[str, str]) -> None:
    """Reject keys that are not questions: cookiecutter would ignore them silently."""
    known = [key for key in json.loads(OPTIONS.read_text("utf-8")) if key[0] != "_"]
    if unknown := sorted(set(answers) - set(known)):
        sys.exit(
            f"ERROR: there is no option {unknown[0]}. Options: {', '.join(known)}."
        )


def bake(answers: dict[str, str]) -> Path:
    """Bake into build/<the choices that change behaviour>/<slug>."""
    logging.disable()  # cookiecutter would print a traceback after a hook's message
    try:
        context = generate_context(str(OPTIONS), extra_context=answers)
        chosen = prompt_for_config(context, no_input=True)
        folder = ROOT / "build" / "-".join(chosen["__tags"][:-1])
        folder.mkdir(parents=True, exist_ok=True)
        baked = cookiecutter(
            str(ROOT),
            no_input=True,
            extra_context=answers,
            output_dir=str(folder),
            overwrite_if_exists=True,
            default_config=True,
        )
    except (ValueError, CookiecutterException) as error:
        sys.exit(f"ERROR: nothing was baked: {error}")
    return Path(baked)


def environment() -> dict[str, str]:
    """Return the environment without make's variables and with this repository's uv."""
    unwanted = {"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "DATABASE_URL"}
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    kept["PATH"] = os.pathsep.join([kept["PATH"], str(Path(sys.executable).parent)])
    return kept


def step(purpose: str, *command: str, project: Path) -> None:
    print(f"\n== {purpose}: {shlex.join(command)}", flush=True)
    if subprocess.run(command, cwd=project, env=environment(), check=False).returncode:
        sys.exit(f"ERROR: {purpose!r} failed: see above. The project is in {project}.")


def start(project: Path) -> None:
    """Replace this process by the server, so that only the server gets Ctrl-C."""
    port = os.environ.get("PORT") or "8000"
    print(
        f"\nThe service is in {project}."
        f"\nIt starts now; try it at http://127.0.0.1:{port}/docs, stop it with Ctrl-C."
        f"\nLater: cd {shlex.quote(str(project))}, then make run or make test.\n",
        flush=True,
    )
    os.chdir(project)
    os.execvpe("make", ["make", "run"], environment())  # noqa: S606


def main() -> None:
    answers = variables(os.environ.get("MAKEFLAGS", ""))
    answers = {key: value for key, value in answers.items() if key not in OWN}
    check_keys(answers)
    project = bake(answers)
    step("install it", "uv", "sync", project=project)
    step("run its tests", "make", "test", project=project)
    start(project)


if __name__ == "__main__":
    main()
