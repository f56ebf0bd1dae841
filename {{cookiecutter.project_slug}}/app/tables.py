"""The metadata of all tables. Import the `models` module of each domain here."""

from app.db.base import mapper_registry
from app.projects import models as projects
from app.teams import models as teams
from app.users import models as users

__all__ = ["metadata", "projects", "teams", "users"]

metadata = mapper_registry.metadata


def configure() -> None:
    """Look up what relationships name. Raises an error if a name is wrong.

    Without this call, SQLAlchemy does it at the first query.
    """
    mapper_registry.configure()
