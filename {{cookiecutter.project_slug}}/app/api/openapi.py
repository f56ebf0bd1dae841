"""The OpenAPI document: problem responses, and short names of schemas.

https://fastapi.tiangolo.com/how-to/extending-openapi/
"""

import json
import re
from http import HTTPStatus
from typing import Any

from fastapi.routing import APIRoute

from app.api.problems import Problem, problem_responses

REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')

# Pydantic puts the module before the name of a class if several schemas share the name.
DOMAIN = re.compile(r"app__(?!api__|db__)([a-z0-9]+(?:_[a-z0-9]+)*)__")
MODULE = re.compile(r"app__(?:[a-z0-9]+(?:_[a-z0-9]+)*__)+")


def operation_id(route: APIRoute) -> str:
    """Return the name of the endpoint, after which clients name their methods."""
    return route.name


def for_clients(document: dict[str, Any]) -> dict[str, Any]:
    """Return FastAPI's document with the schema of problems and short schema names."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"), Problem=problem)
    document_body_limit(document)
    return rename_schemas(document)


def document_body_limit(document: dict[str, Any]) -> None:
    """Add the 413 of app/api/body_limit.py to the operations that take a body."""
    [too_large] = problem_responses(HTTPStatus.REQUEST_ENTITY_TOO_LARGE).values()
    for operations in document["paths"].values():
        for operation in operations.values():
            if "requestBody" in operation:
                responses = {"413": too_large} | operation["responses"]
                operation["responses"] = dict(sorted(responses.items()))


def rename_schemas(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with short schema names.

    If two domains have a class with the same name, the domain whose routes come first
    keeps the name; the other schema gets the name of its domain as a prefix. So a new
    domain does not rename the schemas of the others.
    """
    schemas = document["components"]["schemas"]
    names = dict.fromkeys([*_names_in_order_of_use(document), *schemas])
    new_names = {name: name for name in names if not MODULE.search(name)}
    for name in names:
        if name not in new_names:
            short = MODULE.sub("", name)
            is_taken = short in new_names.values()
            new_names[name] = _domain(name) + short if is_taken else short

    def rename(match: re.Match[str]) -> str:
        return match[0].replace(match[1], new_names[match[1]])

    renamed: dict[str, Any] = json.loads(REFERENCE.sub(rename, json.dumps(document)))
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = dict(
        sorted((new_names[name], schema) for name, schema in schemas.items())
    )
    return renamed


def _names_in_order_of_use(document: dict[str, Any]) -> list[str]:
    """Return the names of the schemas in the order in which the routes use them."""
    names: dict[str, None] = {}

    def visit(part: Any) -> None:
        for name in REFERENCE.findall(json.dumps(part)):
            if name not in names:
                names[name] = None
                visit(document["components"]["schemas"][name])

    visit(document["paths"])
    return list(names)


def _domain(name: str) -> str:
    match = DOMAIN.search(name)
    return match[1].title().replace("_", "") if match else ""
