"""Parameters that routes of several domains share."""

from typing import Annotated

from fastapi import Path

from app.fields import Id

PathId = Annotated[Id, Path(openapi_examples={"first": {"value": 1}})]
