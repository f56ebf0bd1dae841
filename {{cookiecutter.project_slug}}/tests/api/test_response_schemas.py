"""Responses show what is stored: their schemas have no rules that could reject it."""

import json
from typing import Any

from fastapi import FastAPI

from app.api.openapi import REFERENCE

RULES = {
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
}


def rules_of(schema: Any, place: str = "") -> list[str]:
    """Return the places of all rules in a schema, without the format of times."""
    if isinstance(schema, list):
        return [rule for part in schema for rule in rules_of(part, place)]
    if not isinstance(schema, dict):
        return []
    found = [
        f"{place}: {rule}"
        for rule in RULES & schema.keys()
        if isinstance(schema[rule], int | float | str)
        and schema[rule] not in {"date", "date-time"}
    ]
    for name, part in schema.items():
        found += rules_of(part, f"{place}/{name}")
    return found


def test_responses_have_no_rules(shared_app: FastAPI) -> None:
    document = shared_app.openapi()
    schemas = document["components"]["schemas"]
    names = {
        name
        for methods in document["paths"].values()
        for operation in methods.values()
        for name in REFERENCE.findall(json.dumps(operation["responses"]))
    }
    found: set[str] = set()
    while names - found:
        name = (names - found).pop()
        found.add(name)
        names |= set(REFERENCE.findall(json.dumps(schemas[name])))

    assert len(found) > 2
    assert [
        rule for name in sorted(found) for rule in rules_of(schemas[name], name)
    ] == []
