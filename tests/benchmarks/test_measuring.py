"""What the benchmarks read: Dockerfiles, logs, /proc, Callgrind's files, answers."""

import os
from pathlib import Path

import pytest
from answers import different
from baking import plain_template
from callgrind import total
from commands import output
from processes import children, cpu_seconds, memory
from requests_sent import CREATE, LIST, READ
from statements import StatementLog, statements
from subjects import (
    Subject,
    command_of,
    variables_of,
    without_middleware,
)
from support.variants import TEMPLATE, contents
from workers import listening_on

DOCKERFILE = (TEMPLATE / "Dockerfile").read_text("utf-8")
LOG = """\
bench_a LOG:  duration: 0.010 ms  statement: BEGIN;
bench_a LOG:  duration: 0.015 ms  parse __asyncpg_stmt_1__: SELECT *
\tFROM users
bench_a LOG:  duration: 0.012 ms  bind __asyncpg_stmt_1__: SELECT *
\tFROM users
bench_a DETAIL:  Parameters: $1 = '1'
bench_a LOG:  duration: 0.020 ms  execute __asyncpg_stmt_1__: SELECT *
\tFROM users
bench_b LOG:  duration: 0.010 ms  statement: BEGIN;
bench_a LOG:  duration: 0.002 ms  bind __asyncpg_stmt_2__: ;
bench_a LOG:  duration: 0.010 ms  statement: COMMIT;
"""


def test_a_worker_is_started_as_in_the_container() -> None:
    command = listening_on(1234, command_of(DOCKERFILE))

    assert command == [
        *["uvicorn", "app.asgi:app"],
        *["--host", "127.0.0.1", "--port", "1234"],
        *["--log-config", "app/logs/uvicorn.json"],
        *["--timeout-graceful-shutdown", "8"],
    ]
    assert variables_of(DOCKERFILE) == {
        "ENVIRONMENT": "production",
        "LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
    }


def test_every_execution_counts_once() -> None:
    assert statements(LOG, "bench_a") == ["BEGIN;", "SELECT *", ";", "COMMIT;"]


def test_only_statements_from_now_on_count(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(LOG)
    log = StatementLog(file, "bench_a")

    with file.open("a") as more:
        more.write("bench_a LOG:  duration: 0.010 ms  statement: ROLLBACK;\n")

    assert log.statements() == ["ROLLBACK;"]


def test_the_last_total_of_callgrind_counts() -> None:
    assert total("version: 1\nsummary: 12\n1 2\ntotals: 1234\n") == 1234


def test_this_process_uses_cpu_time_and_memory() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert memory(os.getpid()) > 1
    assert os.getpid() in children(os.getppid())


def test_requests_differ_in_what_must_differ() -> None:
    assert [READ.path_of(n) for n in (0, 99, 100)] == [
        *["/users/1", "/users/100", "/users/1"],
    ]
    assert LIST.body_of(1) is None
    assert CREATE.body_of(7) == (
        '{"name": "New 7", "description": "A project", "status": "active"}'
    )


@pytest.mark.parametrize(
    ("scheme", "url"),
    [
        ("postgresql", "postgresql://a:b@c/d?sslmode=disable"),
        ("postgresql+psycopg", "postgresql+psycopg://a:b@c/d?sslmode=disable"),
        ("postgresql+asyncpg", "postgresql+asyncpg://a:b@c/d?ssl=disable"),
    ],
)
def test_each_driver_gets_a_url_that_it_understands(scheme: str, url: str) -> None:
    subject = Subject("it", "async", Path(), Path(), (), scheme=scheme)

    assert subject.database_url("postgresql://a:b@c/d?sslmode=disable") == url


def test_a_middleware_is_removed(tmp_path: Path) -> None:
    main = tmp_path / "app" / "main.py"
    main.parent.mkdir()
    main.write_text("    app.add_middleware(A)\n    app.add_middleware(AB, x=1)\n")

    without_middleware(Subject("it", "async", tmp_path, Path(), ()), "A")

    assert main.read_text() == "    app.add_middleware(AB, x=1)\n"


def test_the_plain_template_has_the_same_files_and_no_jinja(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "a").write_text("${{ b }} {% if %} {# c #}")

    made = contents(plain_template(project, tmp_path / "plain"))

    assert made == {
        "cookiecutter.json": b'{"name": "plain"}',
        "{{cookiecutter.name}}/a": b"$({ b }} (% if %} (# c #}",
    }


ANSWERS = {
    "read": {"id": 1},
    "list": {"items": [{"id": 1}], "next_cursor": None},
    "create": {"id": 7, "name": "New"},
}


def test_answers_may_differ_in_page_and_new_values() -> None:
    others = {"list": {"items": [{"id": 1}]}, "create": {"id": 8, "name": "New"}}

    assert different({"a": ANSWERS, "b": ANSWERS | others}) == []


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("read", {"id": 2}),
        ("list", {"items": []}),
        ("create", {"id": 8, "name": "New", "more": 1}),
    ],
)
def test_other_answers_are_found(request_: str, answer: object) -> None:
    found = different({"a": ANSWERS, "b": ANSWERS | {request_: answer}})

    assert found == [f"{request_} of b"]


def test_a_database_has_a_name_that_needs_no_quotes() -> None:
    subject = Subject("template async without SomeMiddleware", "", Path(), Path(), ())

    assert subject.database == "bench_template_async_without_somemiddleware"


def test_a_failed_command_shows_what_it_printed() -> None:
    with pytest.raises(RuntimeError, match="sh failed:\noh no"):
        output("sh", "-c", "echo oh no >&2; exit 3")

    assert output("sh", "-c", "echo yes") == "yes"
