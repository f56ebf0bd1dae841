"""The parser of the pages in `docs/` of a project, and what their steps change."""

from pathlib import Path

import pytest
from support.recipes import (
    REVISION,
    Step,
    changed,
    new_packages,
    pages_of,
    registration,
    steps,
    take,
)

PAGE = """# Orders

You need `orders`.

`app/orders/models.py`

```python
class Order: ...
```

`app/main.py`, after `import tomllib`:
```python
import zlib
```

```sh
make revision m="add orders"
```

`migrations/versions/*.py`, at the end:

```python
    op.execute("SELECT 1")
```

`tests/orders/test_orders.py`

```python
def test_it() -> None: ...
```
"""
SOURCE = """import tomllib


def one() -> None:
    return 1, 1


def two() -> None: ...
"""


def step(how: str = "", text: str = "", code: str = "new\n", path: str = "a") -> Step:
    return Step("docs/a.md:1", path, how, text, code)


def test_a_page_consists_of_steps() -> None:
    found = list(steps("docs/orders.md", PAGE))

    assert [(one.path, one.how, one.text) for one in found] == [
        ("app/orders/models.py", "", ""),
        ("app/main.py", "after", "import tomllib"),
        (REVISION, "at the end", ""),
        ("tests/orders/test_orders.py", "", ""),
    ]
    assert found[0].code == "class Order: ...\n"
    assert found[1].place == "docs/orders.md:11"
    assert [one.is_test for one in found] == [False, False, False, True]


@pytest.mark.parametrize(
    "line", ["Some prose:", "`app/a.py`:", "`app/a.py`, below `x`:", "See `app/a.py`"]
)
def test_a_block_of_code_without_a_file_is_reported(line: str) -> None:
    page = f"# Title\n\n{line}\n\n```python\nx = 1\n```\n"

    with pytest.raises(ValueError, match=r"^docs/a\.md:3: name the file"):
        list(steps("docs/a.md", page))


@pytest.mark.parametrize(
    ("how", "text", "before", "after"),
    [
        ("after", "import tomllib", "import tomllib", "import tomllib\nnew"),
        ("before", "def two()", "1, 1\n", "1, 1\nnew\n"),
        ("before", "    return", "    return", "new\n    return"),
        ("instead of", "tomllib", "tomllib", "new"),
        ("instead of each", "1", "1, 1", "new, new"),
    ],
)
def test_a_step_changes_the_place_that_it_names(
    how: str, text: str, before: str, after: str
) -> None:
    assert changed(SOURCE, step(how, text)) == SOURCE.replace(before, after)


def test_a_step_appends_to_a_file() -> None:
    assert changed(SOURCE, step("at the end")) == f"{SOURCE}new\n"


@pytest.mark.parametrize(
    ("how", "text", "count"),
    [("after", "def ", 2), ("instead of", "None", 2), ("instead of each", "three", 0)],
)
def test_a_place_that_is_missing_or_ambiguous_is_reported(
    how: str, text: str, count: int
) -> None:
    with pytest.raises(ValueError, match=rf"^docs/a\.md:1: a must .* not {count} "):
        changed(SOURCE, step(how, text))


def test_a_step_writes_a_new_file_and_never_an_existing_one(tmp_path: Path) -> None:
    take(step(path="app/orders/models.py"), tmp_path)

    assert (tmp_path / "app/orders/models.py").read_text() == "new\n"
    with pytest.raises(ValueError, match=r"models\.py exists already"):
        take(step(path="app/orders/models.py"), tmp_path)


def test_a_step_that_changes_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^docs/a\.md:1: there is no file app/a\.py"):
        take(step("at the end", path="app/a.py"), tmp_path)


def test_a_new_folder_of_the_service_becomes_a_package(tmp_path: Path) -> None:
    paths = ["app/orders/models.py", "app/db/x.py", "tests/orders/test_x.py"]
    taken = [step(path=path) for path in paths]
    (tmp_path / "app/db").mkdir(parents=True)
    (tmp_path / "app/db/__init__.py").touch()
    for each in taken:
        take(each, tmp_path)

    assert new_packages(taken, tmp_path) == ["orders"]
    assert (tmp_path / "app/orders/__init__.py").exists()


def test_a_folder_is_registered_with_the_modules_that_it_has(tmp_path: Path) -> None:
    take(step(path="app/orders/models.py"), tmp_path)
    index = [
        step("after", "x", "from app.NAME import models as NAME\n"),
        step("after", "x", "from app.NAME import router as NAME\n"),
        step("instead of", "NAME", '"NAME",\n'),
    ]

    found = list(registration("orders", index, tmp_path))

    assert [(one.text, one.code) for one in found] == [
        ("x", "from app.orders import models as orders\n"),
        ("orders", '"orders",\n'),
    ]


def test_the_pages_are_those_in_the_table_of_the_index(tmp_path: Path) -> None:
    table = "- [c.md](c.md)\n\n| [b.md](b.md) | b |\n| [a.md](a.md) | a |\n"
    take(step(path="docs/README.md", code=table), tmp_path)

    assert [page.name for page in pages_of(tmp_path)] == ["a.md", "b.md"]
