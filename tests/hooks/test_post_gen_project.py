"""`post_gen_project.py`: which files it renames, removes and changes."""

import json
import os
from pathlib import Path

import post_gen_project as post
import pre_gen_project as pre
import pytest
from support.variants import contents
from support.variants import rendered as rendered_answers


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str = "") -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)
    return Path(path)


def test_new_and_changed_files_are_rendered_files(folder: Path) -> None:
    write("app/mine.py")
    changed = write("app/changed.py")
    os.utime(changed, (1, 1))
    pre.take_snapshot(Path(), [])
    changed.write_text("new")
    write("app/new.py")

    rendered = post.rendered_files(Path(), post.read_snapshot())

    assert rendered == [Path("app/changed.py"), Path("app/new.py")]
    assert sorted(path.name for path in folder.iterdir()) == ["app"]


def test_without_snapshot_all_files_with_tags_or_code_are_rendered_files(
    folder: Path,
) -> None:
    write("LICENSE@mit")
    write("README.md")
    write("app/main.py")
    write("docs/money.md")
    write("docs/picture.svg")

    rendered = post.rendered_files(Path(), post.read_snapshot())

    assert rendered == [
        Path("LICENSE@mit"),
        Path("app/main.py"),
        Path("docs/money.md"),
    ]


def test_chosen_files_lose_their_tags_and_others_are_removed(folder: Path) -> None:
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


def test_folders_that_become_empty_are_removed(folder: Path) -> None:
    Path("empty").mkdir()
    files = [write("a/b/c@soft.py"), write("a/d@hard.py"), write("e/f@soft.py")]

    post.keep_chosen(files, {"hard"})

    assert sorted(path.as_posix() for path in Path().rglob("*")) == [
        "a",
        "a/d.py",
        "empty",
    ]


def test_a_tag_of_a_folder_is_a_tag_of_all_its_files(folder: Path) -> None:
    files = [
        write("app/teams@empty/a.py"),
        write("app/users@example/deep/b.py"),
        write("app/users@example/c@hard.py"),
        write("app/users@example/d@soft.py"),
    ]

    kept = post.keep_chosen(files, {"example", "soft"})

    assert sorted(path.as_posix() for path in Path().rglob("*")) == [
        "app",
        "app/users",
        "app/users/d.py",
        "app/users/deep",
        "app/users/deep/b.py",
    ]
    assert kept[files[3]] == Path("app/users/d.py")


def test_files_in_a_folder_of_the_user_whose_name_looks_tagged_are_kept(
    folder: Path,
) -> None:
    write("web/@types/index.ts")
    pre.take_snapshot(Path(), [])

    rendered = post.rendered_files(Path(), post.read_snapshot())

    assert rendered == []


@pytest.mark.parametrize("other", ["a.py", "a@soft.py", "a@hard@soft.py"])
def test_two_files_with_the_same_final_name_are_an_error(
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
def test_async_words_are_removed(folder: Path, source: str, sync: str) -> None:
    path = write("a.py", f"# ü\n{source}\n")

    post.make_sync(path)

    assert path.read_bytes().decode() == f"# ü\n{sync}\n"


PAGE = """async prose
```python
async def one(): ...
```
await prose, `async inline`
```sh
await a_command
```
```python
await two()
```
"""


def test_async_words_of_a_page_are_removed_only_from_its_python(folder: Path) -> None:
    path = write("docs/a.md", PAGE)

    post.make_sync(path)

    sync = PAGE.replace("async def", "def").replace("await two", "two")
    assert path.read_text() == sync


@pytest.mark.parametrize(
    ("driver", "kept_async"),
    [
        ("asyncpg", {"app/main.py", "app/restore.py", "docs/a.md", "docs/b.md"}),
        ("psycopg", {"docs/b.md"}),
    ],
)
def test_code_without_a_driver_tag_is_made_sync(
    folder: Path, monkeypatch: pytest.MonkeyPatch, driver: str, kept_async: set[str]
) -> None:
    mine = {"app/mine.py", "docs/mine.md"}
    for name in mine:
        write(name, "```python\nasync def\n```")
    pre.take_snapshot(Path(), [])
    rendered = ["app/main.py", "app/restore@soft.py", "app/database@asyncpg.py"]
    pages = ["docs/a.md", "docs/b@asyncpg.md", "docs/b@psycopg.md"]
    for name in [*rendered, *pages, "app/database@psycopg.py", "async@soft.md"]:
        write(name, "```python\nasync def\n```")
    write("app/sockets@async.py", "async def")
    answers = rendered_answers({"driver": driver})
    monkeypatch.setattr(post, "CONTEXT", json.dumps(answers))

    post.main()

    found = {name for name, text in contents(folder).items() if b"async" in text}
    both = {"app/database.py", "app/sockets.py", "async.md"}
    assert found == kept_async | mine | both
