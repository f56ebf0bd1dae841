"""Imports every module that defines tables, for whoever needs all of them."""

from app.models import mapper_registry
from app.projects import models as projects
from app.teams import models as teams
from app.users import models as users

__all__ = ["metadata", "projects", "teams", "users"]

metadata = mapper_registry.metadata
