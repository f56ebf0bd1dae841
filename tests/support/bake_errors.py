"""Explains in one line why a bake has failed: which file, which line, what reason."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import IO

import pytest
from cookiecutter.exceptions import (
    FailedHookException,
    UndefinedVariableInTemplate,
)
from jinja2 import TemplateSyntaxError

STDERR = 2


@contextmanager
def short_bake_errors(variant: object = "") -> Iterator[None]:
    """Replace an error of cookiecutter by a test failure of one line.

    Cookiecutter's own messages hold all variables, and its tracebacks are long.
    """
    of = f" of {variant}" if variant else ""
    with _captured_stderr() as hook_output, no_logging():
        try:
            yield
        except Exception as error:
            message = f"The bake{of} failed: {explain(error, hook_output)}"
            raise pytest.fail.Exception(message, pytrace=False) from None


def explain(error: Exception, hook_output: IO[str]) -> str:
    """Return the place and the reason of an error that cookiecutter has raised."""
    if isinstance(error, FailedHookException):
        hook_output.seek(0)
        lines = [line.strip() for line in hook_output if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR: ")]
        return "; ".join(errors or lines[-1:]) or str(error)
    cause, where = error, type(error).__name__
    if isinstance(error, UndefinedVariableInTemplate):
        cause, where = error.error, str(error.message)
    file, line = _place(cause)
    if file:
        where = f"{file}:{line}" if line else file
    reason = str(getattr(cause, "message", None) or cause).splitlines()[0]
    return f"{where}: {reason}"


def _place(error: BaseException) -> tuple[str, int | None]:
    """Return the file of the template that was rendered, and the line if known."""
    file, line = "", None
    for frame, number in walk_tb(error.__traceback__):
        if "script_path" in frame.f_locals:
            file, line = f"hooks/{Path(frame.f_locals['script_path']).name}", None
        elif "infile" in frame.f_locals:
            file = str(frame.f_locals["infile"])
        elif file and frame.f_code.co_filename.endswith(file):
            line = number
    if isinstance(error, TemplateSyntaxError):
        line = error.lineno
    return file, line


@contextmanager
def no_logging() -> Iterator[None]:
    """Drop log messages: cookiecutter's hold all variables, or a traceback."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _captured_stderr() -> Iterator[IO[str]]:
    """Collect what this process and its children write to standard error."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
        before = os.dup(STDERR)
        os.dup2(file.fileno(), STDERR)
        try:
            yield file
        finally:
            os.dup2(before, STDERR)
            os.close(before)
