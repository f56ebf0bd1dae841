"""Types of the settings of the replicas."""

from typing import Annotated

from pydantic import Field
from pydantic.functional_validators import AfterValidator

from app.config.database_url import driver_url


def _replica_url(url: str) -> str:
    return driver_url(url) if url.strip() else ""


ReplicaUrl = Annotated[str, AfterValidator(_replica_url)]

# In seconds. A client's position is valid for longer (app/api/write_positions.py).
MaxLag = Annotated[float, Field(ge=0.1, le=60)]
