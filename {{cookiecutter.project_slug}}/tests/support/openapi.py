"""The parts of an OpenAPI document."""

from typing import Any

Operations = dict[str, dict[str, Any]]


def operations_of(document: dict[str, Any]) -> Operations:
    """Return each operation, by method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def example_body(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    """Return the example of an operation's request body; None if it takes none."""
    if "requestBody" not in operation:
        return None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    name = schema["$ref"].removeprefix("#/components/schemas/")
    return document["components"]["schemas"][name]["examples"][0]
