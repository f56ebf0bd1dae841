"""Bakes many projects of one template, in this process and its children.

The result is that of cookiecutter, which parses each file of the template again for
each project; here, each process parses it once.
"""

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

from cookiecutter.generate import generate_context
from cookiecutter.prompt import prompt_for_config
from cookiecutter.utils import create_env_with_context

from preview.template import PROJECT, QUESTIONS, File, Template
from preview.variants import Answers

Project: TypeAlias = Mapping[str, File]
"""Each file by its path in the project."""

IN_MEMORY = next(filter(os.path.isdir, ["/dev/shm"]), None)  # noqa: S108
FEW = 8
"""So many projects are baked faster than other processes start."""

HOOKS = ("pre_gen_project", "post_gen_project")


class BakeError(Exception):
    """A project could not be baked."""


def bake_all(template: Template, variants: Iterable[Answers]) -> dict[Answers, Project]:
    """Bake the projects, on all processors.

    Raises BakeError with the answers and the cause of the first that fails.
    """
    wanted = [*variants]
    if len(wanted) <= FEW:
        baker = Baker(template)
        return {answers: baker.bake(answers) for answers in wanted}
    # A fork could copy a lock that a thread of this process holds.
    spawn = get_context("spawn")
    with ProcessPoolExecutor(None, spawn, _start, (template,)) as pool:
        baked = pool.map(_bake_in_worker, wanted, chunksize=4)
        # Most files of one project are in others, too: keep each once.
        known: dict[File, File] = {}
        return {
            answers: {path: known.setdefault(file, file) for path, file in each.items()}
            for answers, each in zip(wanted, baked, strict=True)
        }


class Baker:
    """Bakes projects of one template."""

    def __init__(self, template: Template) -> None:
        self.template = template
        questions = json.loads(template[QUESTIONS].content)
        environment = create_env_with_context({"cookiecutter": questions})
        self._compiled = cache(environment.from_string)

    def bake(self, answers: Answers) -> Project:
        """Return the files of the project. Raises BakeError if it has none."""
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
            return self._bake(Path(folder), answers)

    def _bake(self, folder: Path, answers: Answers) -> Project:
        (folder / QUESTIONS).write_bytes(self.template[QUESTIONS].content)
        context = generate_context(str(folder / QUESTIONS), extra_context=dict(answers))
        variables = prompt_for_config(context, no_input=True)
        render = _renderer(self._compiled, variables)
        project = folder / render(PROJECT)
        project.mkdir()
        try:
            self._run_hook(HOOKS[0], project, render)
            self._write(project, render)
            self._run_hook(HOOKS[1], project, render)
        except (Exception, SystemExit) as error:
            chosen = " ".join("=".join(each) for each in answers)
            raise BakeError(f"{chosen}: {error}") from error
        return files_in(project)

    def _write(self, project: Path, render: Callable[[str], str]) -> None:
        """Render all files of the template, as cookiecutter does before the hook."""
        for name, file in self.template.items():
            if not name.startswith(f"{PROJECT}/"):
                continue
            path = project / render(name.removeprefix(f"{PROJECT}/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            text = file.content.decode()
            path.write_text(render(text), encoding="utf-8", newline="\n")
            path.chmod(0o755 if file.is_executable else 0o644)

    def _run_hook(self, name: str, project: Path, render: Callable[[str], str]) -> None:
        source = render(self.template[f"hooks/{name}.py"].content.decode())
        with contextlib.chdir(project), _silent():
            exec(compile(source, name, "exec"), {"__name__": "__main__"})  # noqa: S102


def _renderer(
    compiled: Callable[[str], Any], variables: Mapping[str, Any]
) -> Callable[[str], str]:
    def render(text: str) -> str:
        if "{{" not in text and "# {" not in text:
            return text
        rendered: str = compiled(text).render(cookiecutter=variables)
        return rendered

    return render


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Discard what a hook prints, also to the file descriptor."""
    saved = os.dup(1)
    with open(os.devnull, "w") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 1)
        try:
            text = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
            with contextlib.redirect_stdout(text):
                yield
        finally:
            os.dup2(saved, 1)
            os.close(saved)


def files_in(folder: Path) -> Project:
    """Return all files of a folder."""
    return {
        path.relative_to(folder).as_posix(): File.read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def tree_hash(project: Project) -> str:
    """Return a hash of the names and contents of all files."""
    whole = sha256()
    for path in sorted(project):
        file = project[path]
        digest = sha256(file.content).hexdigest()
        whole.update(f"{path}\0{file.is_executable:d}{digest}\n".encode())
    return whole.hexdigest()


_worker: list[Baker] = []


def _start(template: Template) -> None:
    _worker[:] = [Baker(template)]


def _bake_in_worker(answers: Answers) -> Project:
    return _worker[0].bake(answers)
