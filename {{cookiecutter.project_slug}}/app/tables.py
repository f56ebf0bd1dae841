"""The metadata of all tables. It imports the module `models` of each domain."""

from importlib import import_module
from pathlib import Path

from app.db.base import mapper_registry

MODELS = [
    import_module(f"app.{path.parent.name}.models")
    for path in sorted(Path(__file__).parent.glob("*/models.py"))
]

metadata = mapper_registry.metadata


def configure() -> None:
    """Look up what relationships name. Raises an error if a name is wrong.

    Without this call, SQLAlchemy does it at the first query.
    """
    mapper_registry.configure()
