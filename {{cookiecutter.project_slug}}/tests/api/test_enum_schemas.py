"""Enums in the OpenAPI document and in responses."""

from enum import StrEnum
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ValidationError, create_model

from app.api.openapi import MODULE
from app.fields import StoredEnum

SAME_NAMES = """\
Classes of two domains have the same name. The order of the routes decides which of them
keeps it in the OpenAPI document, so a new domain can rename the schema of an older one.
Give the newer class a name of its own, such as InvoiceStatus."""


def same_names(app: FastAPI) -> list[str]:
    """Return the schemas that share their class name with another one.

    Pydantic puts the module before the names of such classes.
    """
    schemas = FastAPI.openapi(app)["components"]["schemas"]
    return [name.replace("__", ".") for name in schemas if MODULE.match(name)]


def list_items() -> list[Any]:
    """An endpoint of any domain."""
    return []


def test_no_two_schemas_have_the_same_name(shared_app: FastAPI) -> None:
    assert same_names(shared_app) == [], SAME_NAMES


def test_enums_with_the_same_name_are_found() -> None:
    app = FastAPI()
    for domain in ("invoices", "orders"):
        status: Any = StrEnum("Status", [domain], module=f"app.{domain}.models")  # type: ignore[misc]
        item = create_model(f"Item{domain}", status=(status, ...))
        app.add_api_route(f"/{domain}", list_items, response_model=list[item])  # type: ignore[valid-type]

    assert same_names(app) == ["app.invoices.models.Status", "app.orders.models.Status"]


class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


class Item(BaseModel):
    level: StoredEnum[Level]
    former_level: StoredEnum[Level] | None = None


def test_response_answers_members_and_other_stored_text() -> None:
    item = Item.model_validate({"level": Level.LOW, "former_level": "medium"})

    assert item.level is Level.LOW
    assert item.model_dump_json() == '{"level":"low","former_level":"medium"}'


@pytest.mark.parametrize("level", [None, 1])
def test_response_rejects_what_is_not_text(level: object) -> None:
    with pytest.raises(ValidationError, match="should be 'low' or 'high'"):
        Item.model_validate({"level": level})


def test_schema_of_a_response_names_the_enum() -> None:
    schema = Item.model_json_schema(mode="serialization")

    assert schema["properties"]["level"] == {"$ref": "#/$defs/Level"}
    assert schema["$defs"]["Level"]["enum"] == ["low", "high"]
