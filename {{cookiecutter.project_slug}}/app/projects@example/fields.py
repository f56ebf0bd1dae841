"""What a request may contain in the fields of a project."""

from typing import Annotated

from app.fields import WITHOUT_NUL, non_empty

NAME_MAX = 100
DESCRIPTION_MAX = 1000

ProjectName = Annotated[str, non_empty(NAME_MAX), WITHOUT_NUL]
Description = Annotated[str, non_empty(DESCRIPTION_MAX), WITHOUT_NUL]
