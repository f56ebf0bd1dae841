"""What a request may contain in the fields of an invoice."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.fields import WITHOUT_NUL, non_empty

NUMBER_MAX = 20

Number = Annotated[str, non_empty(NUMBER_MAX), WITHOUT_NUL]
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
