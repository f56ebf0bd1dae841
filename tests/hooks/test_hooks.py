"""Both hooks: their functions, imported unrendered, and whole bakes."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import post_gen_project as post
import pre_gen_project as pre
import pytest
from cookiecutter.exceptions import FailedHookException
from cookiecutter.generate import generate_context
from cookiecutter.prompt import prompt_for_config
from support.variants import (
    BEHAVIOUR,
    OPTIONS,
    ROOT,
    TEMPLATE,
    VARIANTS,
    Bake,
    choices,
    contents,
    tag_of,
)

GOOD: dict[str, Any] = {
    "project_name": "My Service",
    "project_slug": "my-service",
    "project_description": "A web service.",
    "author_name": "Your Name",
    "author_email": "you@example.com",
    "driver": "asyncpg",
    "pool_profile": "standard",
    "soft_delete": True,
    "repository_layer": True,
    "license": "MIT",
    "python_version": "3.13",
    "__deletion": "soft",
    "__queries": "repository",
    "__license": "mit",
    "__spdx": "MIT",
    "__tags": ["asyncpg", "standard", "soft", "repository", "mit"],
    "__database": "my_service",
    "__description": "A web service.",
    "__author": "Your Name",
}
REFUSED: dict[str, list[Any]] = {
    "project_name": ["", "  ", 'say "hi"', "back\\slash", "two\nlines", "n" * 61, 7],
    "project_slug": [
        *("", "My-Service", "1-service", "-service", "service-", "a--b", "a-_b", "a b"),
        *("a.b", "..", "a/b", "/a", "a\\b", "büro", "a\n", "a" * 41, None),
        *("json", "email", "app", "dev", "migrations", "tests", "fastapi", "psycopg"),
        *(
            "pydantic-settings",
            "postgres",
            "template0",
            "template1",
            "aux",
            "com1",
            "pgbouncer",
        ),
    ],
    "project_description": ["", " a", "a ", "tab\t", "nul\0", "{{", "d" * 201],
    "author_name": ["", "\x1b[0m", "\udcff", "\u0301a", "a\ufe0f", "a" * 101],
    "author_email": ["", "nobody", "a b@c.d", "@c.d", "a@", "a@b@c", '"a"@b', "\\@b"],
    "driver": ["mysql", "", ["asyncpg"], True],
    "pool_profile": ["huge", "Standard"],
    "soft_delete": ["true", "yes", 1, None],
    "repository_layer": ["false", 0],
    "license": ["GPL", "mit"],
    "python_version": ["3.10", "2", 3.13],
    "__deletion": ["hard"],
    "__queries": ["session"],
    "__license": ["bsd"],
    "__spdx": ["GPL-3.0-only"],
    "__tags": [[], ["asyncpg", "psycopg"], "asyncpg"],
    "__database": ["other", "postgres"],
    "__description": ["other"],
    "__author": ["other"],
}


def in_words(answer: object) -> str:
    return ascii(answer)[:20]


# pre_gen_project: what is refused


@pytest.mark.parametrize(
    ("key", "answer"),
    [(key, answer) for key, answers in REFUSED.items() for answer in answers],
    ids=in_words,
)
def test_each_fault_is_named_in_one_sentence(key: str, answer: object) -> None:
    problems = list(pre.problems(GOOD | {key: answer}))

    assert len(problems) == 1
    assert problems[0].startswith(key)
    assert problems[0].endswith(".")
    assert problems[0].isascii()
    assert problems[0].isprintable()


def test_every_answer_has_a_refused_case() -> None:
    asked_or_derived = {key for key in OPTIONS if key[0] != "_" or key[:2] == "__"}

    assert set(REFUSED) == set(GOOD) == asked_or_derived - {"__prompts__"}


@pytest.mark.parametrize("missing", GOOD)
def test_a_missing_answer_is_a_fault(missing: str) -> None:
    answers = {key: answer for key, answer in GOOD.items() if key != missing}

    assert len(list(pre.problems(answers))) == 1


def test_good_answers_have_no_fault() -> None:
    assert list(pre.problems(GOOD)) == []


def test_faults_are_told_together() -> None:
    faults = list(pre.problems(GOOD | {"driver": "mysql", "author_email": "nobody"}))

    assert [fault.split()[0] for fault in faults] == ["author_email", "driver"]


@pytest.mark.parametrize("slug", ["a", "a1", "order-desk", "order_desk-2", "a" * 40])
def test_good_slugs_pass(slug: str) -> None:
    database = slug.replace("-", "_")

    faults = list(pre.problems(GOOD | {"project_slug": slug, "__database": database}))

    assert faults == []


def test_no_dependency_can_be_the_slug() -> None:
    source = TEMPLATE.joinpath("pyproject.toml").read_text("utf-8")
    pyproject = tomllib.loads(source)
    groups = [
        pyproject["project"]["dependencies"],
        pyproject["dependency-groups"]["dev"],
    ]
    names = {line.split(">")[0].split("[")[0] for group in groups for line in group}

    assert [name for name in names if not list(pre.slug_problems(name))] == []


def test_no_folder_of_the_template_can_be_the_slug() -> None:
    folders = {path.name for path in TEMPLATE.iterdir() if path.is_dir()}
    visible = {name for name in folders if name[0] != "."}

    assert [name for name in visible if not list(pre.slug_problems(name))] == []


def test_the_hook_knows_the_choices_of_cookiecutter_json() -> None:
    asked = {key for key, default in OPTIONS.items() if key[0] != "_"}
    with_choices = {key for key in asked if not isinstance(OPTIONS[key], str)}

    assert {key: choices(key) for key in with_choices} == pre.CHOICES
    assert set(pre.LONGEST) == asked - with_choices - {"project_slug"}


@pytest.mark.parametrize("license_name", choices("license"))
@pytest.mark.parametrize("name", VARIANTS)
def test_the_hook_derives_what_cookiecutter_json_derives(
    name: str, license_name: str
) -> None:
    answers = dict(VARIANTS[name].answers) | {"license": license_name}
    context = generate_context(str(ROOT / "cookiecutter.json"), extra_context=answers)
    rendered = prompt_for_config(context, no_input=True)

    derived = pre.derived(rendered)

    assert derived == {key: rendered[key] for key in rendered if key[:2] == "__"}
    assert derived["__tags"] == [
        tag_of(key, rendered[key]) for key in [*BEHAVIOUR, "license"]
    ]


# pre_gen_project: what it leaves behind


def test_an_empty_folder_needs_no_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    pre.take_snapshot(Path())

    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run post_gen_project's functions in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str = "") -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)
    return Path(path)


def test_new_and_changed_files_count_as_rendered(folder: Path) -> None:
    write("app/mine.py")
    changed = write("app/changed.py")
    os.utime(changed, (1, 1))
    pre.take_snapshot(Path())
    changed.write_text("new")
    write("app/new.py")

    rendered = post.rendered_files(Path())

    assert rendered == [Path("app/changed.py"), Path("app/new.py")]
    assert sorted(path.name for path in folder.iterdir()) == ["app"]


def test_without_snapshot_every_file_that_may_change_counts(folder: Path) -> None:
    write("LICENSE@mit")
    write("README.md")
    write("app/main.py")

    assert post.rendered_files(Path()) == [Path("LICENSE@mit"), Path("app/main.py")]


# post_gen_project


def test_chosen_files_lose_their_tags_and_others_go(folder: Path) -> None:
    files = [
        write("LICENSE@apache"),
        write("LICENSE@mit"),
        write("app/main.py"),
        write("app/pool@high_traffic.py"),
        write("app/session@asyncpg@hard.py"),
        write("app/session@asyncpg@soft.py", "chosen"),
        write("app/session@psycopg@soft.py"),
    ]

    kept = post.keep_chosen(files, {"asyncpg", "soft", "mit"})

    assert sorted(contents(folder)) == ["LICENSE", "app/main.py", "app/session.py"]
    assert Path("app/session.py").read_text() == "chosen"
    assert kept[Path("app/session@asyncpg@soft.py")] == Path("app/session.py")


def test_only_folders_that_it_emptied_are_removed(folder: Path) -> None:
    Path("empty").mkdir()
    files = [write("a/b/c@soft.py"), write("a/d@hard.py"), write("e/f@soft.py")]

    post.keep_chosen(files, {"hard"})

    assert sorted(path.as_posix() for path in Path().rglob("*")) == [
        "a",
        "a/d.py",
        "empty",
    ]


@pytest.mark.parametrize("other", ["a.py", "a@soft.py", "a@hard@soft.py"])
def test_two_files_of_one_name_are_an_error(
    folder: Path, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted([write("a@hard.py"), write(other)])

    with pytest.raises(SystemExit, match=r"two files of the template become a\.py"):
        post.keep_chosen(files, {"hard", "soft"})


@pytest.mark.parametrize(
    ("source", "sync"),
    [
        ("async def get(): ...", "def get(): ..."),
        ("    return await get()", "    return get()"),
        ("async with a, b: ...", "with a, b: ..."),
        ("[x async for x in y]", "[x for x in y]"),
        ("AsyncSession, AsyncClient", "Session, Client"),
        ("AsyncIterator[int]", "Iterator[int]"),
        ("asyncio, asyncpg, Asynchronous", "asyncio, asyncpg, Asynchronous"),
        ("MyAsyncClass, unasync x", "MyAsyncClass, unasync x"),
    ],
)
def test_colour_is_stripped(folder: Path, source: str, sync: str) -> None:
    path = write("a.py", f"# ü\n{source}\n")

    post.make_sync(path)

    assert path.read_bytes().decode() == f"# ü\n{sync}\n"


@pytest.mark.parametrize(
    ("driver", "kept_async"),
    [
        ("asyncpg", {"app/main.py", "app/mine.py", "app/restore.py"}),
        ("psycopg", {"app/mine.py"}),
    ],
)
def test_only_python_that_is_for_both_drivers_is_made_sync(
    folder: Path, monkeypatch: pytest.MonkeyPatch, driver: str, kept_async: set[str]
) -> None:
    write("app/mine.py", "async def")
    pre.take_snapshot(Path())
    rendered = ["app/main.py", "app/restore@soft.py", "app/database@asyncpg.py"]
    for name in [*rendered, "app/database@psycopg.py", "async@soft.md"]:
        write(name, "async def")
    answers = {"driver": driver, "__tags": [driver, "soft"]}
    monkeypatch.setattr(post, "CONTEXT", json.dumps(answers))

    post.main()

    found = {name for name, text in contents(folder).items() if b"async" in text}
    assert found == kept_async | {"app/database.py", "async.md"}


# Whole bakes


MINE = {
    "app/orders/service.py": "async def mine():\n    await AsyncClient()\n",
    "app/orders/model@soft.py": "mine",
    "notes@home.py": "async def mine(): ...\n",
    "notes@hard.md": "mine",
    ".env": "mine",
    ".venv/lib/mine@asyncpg.py": "async def mine(): ...\n",
}


def test_baking_over_a_folder_leaves_the_users_own_files(
    tmp_path: Path, bake: Bake
) -> None:
    answers = {"driver": "psycopg", "soft_delete": False}
    fresh = contents(bake(tmp_path / "fresh", answers))
    project = bake(tmp_path / "used", answers)
    for name, text in MINE.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    (project / "app/mine").mkdir()
    (project / "pyproject.toml").write_text("changed")

    bake(tmp_path / "used", answers, overwrite_if_exists=True)

    assert contents(project) == fresh | {
        name: text.encode() for name, text in MINE.items()
    }
    assert (project / "app/mine").is_dir()


@pytest.mark.parametrize("answers", [{"author_email": "me"}, {"project_slug": ""}])
def test_a_refused_bake_over_a_folder_changes_nothing(
    tmp_path: Path, bake: Bake, answers: dict[str, str]
) -> None:
    output = tmp_path / "output"
    bake(output)
    before = contents(output)

    with pytest.raises(FailedHookException):
        bake(output, answers, overwrite_if_exists=True)

    assert contents(output) == before


def test_skip_if_file_exists_keeps_files_whose_name_has_no_tag(
    tmp_path: Path, bake: Bake
) -> None:
    project = bake(tmp_path)
    (project / "pyproject.toml").write_text("mine")
    (project / "app/pool.py").write_text("mine")

    bake(tmp_path, overwrite_if_exists=True, skip_if_file_exists=True)

    assert (project / "pyproject.toml").read_text() == "mine"
    assert (project / "app/pool.py").read_text() != "mine"


@pytest.mark.check("same answers, same bytes")
def test_same_answers_give_the_same_bytes(tmp_path: Path, bake: Bake) -> None:
    first, second = bake(tmp_path / "first"), bake(tmp_path / "second")

    assert contents(first) == contents(second)


def test_next_steps_are_printed(
    tmp_path: Path, bake: Bake, capfd: pytest.CaptureFixture[str]
) -> None:
    project = bake(tmp_path / "a folder")

    told = capfd.readouterr().out
    assert f"cd '{project}'" in told
    for words in ("make run", "make test", "http://127.0.0.1:8000/docs"):
        assert words in told
