"""The two forms of the services: with and without the repository layer."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.variants import TEMPLATE

APP = TEMPLATE / "app"
DOMAINS = sorted(path.parent.name for path in APP.glob("*/repository@*.py"))
DOMAINS.remove("db")
STATEMENTS = {"delete", "exists", "insert", "select", "update", "upsert"}


def root(node: ast.AST) -> str | None:
    """Return the name that a chain such as `select(x).where(y)` begins with."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        else:
            return None
    return node.id


def statements(node: ast.AST) -> Iterator[str]:
    """Yield the source of each SQL statement, outermost ones only."""
    if isinstance(node, ast.Call) and root(node) in STATEMENTS:
        yield ast.unparse(node)
        return
    for child in ast.iter_child_nodes(node):
        yield from statements(child)


def functions(path: Path) -> dict[str, ast.AST]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def plain(statement: str) -> str:
    """Give names that differ by design the same name in both forms."""
    alike = {
        "team.id": "team_id",
        "data.model_dump()": "values",
    }
    return re.sub("|".join(map(re.escape, alike)), lambda m: alike[m[0]], statement)


@pytest.mark.parametrize("domain", DOMAINS)
def test_repositories_run_the_statements_of_services_without_them(domain: str) -> None:
    folder = APP / domain
    repository = ast.parse((folder / "repository@repository.py").read_text("utf-8"))
    shared = ast.parse((APP / "db" / "repository@repository.py").read_text("utf-8"))
    service = ast.parse((folder / "service@session.py").read_text("utf-8"))

    model = domain.removesuffix("@example").removesuffix("s").title()
    inherited = {
        each.replace("self.model", model).replace("row_id", "after")
        for each in statements(shared)
    }
    in_repository = {plain(each) for each in statements(repository)}
    in_service = {plain(each) for each in statements(service)} - inherited

    assert in_service == in_repository


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_services_have_the_same_functions_and_docstrings(domain: str) -> None:
    folder = APP / domain
    one, other = (
        {
            name: (ast.unparse(node.args), ast.get_docstring(node))
            for name, node in functions(folder / f"service@{form}.py").items()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for form in ("repository", "session")
    )

    assert one == other
