"""The API is the same whatever driver, pool and layers are below it."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from support.leftovers import foreign_lines
from support.openapi import Describer, describer
from support.project_commands import environment_for
from support.variants import Project, default_with

Document = Callable[[str], str]


@pytest.fixture(scope="session")
def document_of(project_named: Callable[[str], Project]) -> Iterator[Document]:
    describers = dict[Path, Describer]()

    with ExitStack() as stack:

        @cache
        def document_of(name: str) -> str:
            project = project_named(name).folder
            environment = environment_for(project)
            if environment not in describers:
                describers[environment] = stack.enter_context(
                    describer(environment, project)
                )
            return describers[environment].document(project)

        yield document_of


@pytest.mark.check("openapi")
def test_the_api_is_that_of_the_default_with_the_same_deletion(
    project: Project, document_of: Document
) -> None:
    deletes_softly = project.variant.answers["soft_delete"]

    api = document_of(str(project.variant))

    assert api == document_of(default_with(soft_delete=deletes_softly))
    assert foreign_lines(project.variant, "openapi.json", api) == []


@pytest.mark.check("openapi")
def test_soft_delete_adds_the_restore_routes_and_nothing_else(
    project: Project, document_of: Document
) -> None:
    api = json.loads(document_of(str(project.variant)))

    restored = {path for path in api["paths"] if "/restore" in path}
    api["paths"] = {path: api["paths"][path] for path in api["paths"].keys() - restored}

    assert len(restored) == (3 if project.variant.answers["soft_delete"] else 0)
    assert api == json.loads(document_of(default_with(soft_delete=False)))
