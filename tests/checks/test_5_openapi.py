"""The API is the same for every driver, pool and layer."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.leftovers import foreign_lines
from support.openapi import differences, openapi_documents
from support.project_commands import environment_for
from support.speed import OpenAPIServer
from support.variants import Project, default_with

Document = dict[str, Any]
DocumentOf = Callable[[str], Document]


@pytest.fixture(scope="session")
def document_of(project_named: Callable[[str], Project]) -> Iterator[DocumentOf]:
    servers = dict[Path, OpenAPIServer]()

    with ExitStack() as stack:

        @cache
        def document_of(name: str) -> Document:
            project = project_named(name).folder
            environment = environment_for(project)
            if environment not in servers:
                servers[environment] = stack.enter_context(
                    openapi_documents(environment, project)
                )
            return servers[environment].document(project)

        yield document_of


def assert_same(actual: Document, expected: Document, other: str) -> None:
    """Fail with a few lines that name the differences, not with two documents."""
    if json.dumps(actual) != json.dumps(expected):
        lines = differences(actual, expected)
        pytest.fail("\n  ".join([f"Differs from {other}:", *lines]), pytrace=False)


@pytest.mark.check("openapi")
def test_the_api_is_the_default_one_for_these_routes(
    project: Project, document_of: DocumentOf
) -> None:
    routes = ("soft_delete", "example")
    alike = default_with(**{key: project.variant.answers[key] for key in routes})

    api = document_of(str(project.variant))

    assert_same(api, document_of(alike), alike)
    lines = json.dumps(api, indent=1)
    assert foreign_lines(project.variant, "openapi.json", lines) == []


@pytest.mark.check("openapi")
def test_every_route_has_a_description(
    project: Project, document_of: DocumentOf
) -> None:
    api = document_of(str(project.variant))

    without = [
        f"{method} {path}"
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
        if not operation.get("description")
    ]
    assert without == []


@pytest.mark.check("openapi")
def test_soft_delete_adds_only_the_restore_routes(
    project: Project, document_of: DocumentOf
) -> None:
    answers = project.variant.answers
    hard = default_with(soft_delete=False, example=answers["example"])

    api = document_of(str(project.variant))

    restoring = [path for path in api["paths"] if "/restore" in path]
    others = {
        path: api["paths"][path] for path in api["paths"] if path not in restoring
    }
    restores = answers["soft_delete"] and answers["example"]
    assert len(restoring) == (3 if restores else 0)
    assert_same(api | {"paths": others}, document_of(hard), hard)
