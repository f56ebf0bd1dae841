"""A table that stores other values than it is sent."""

from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from app.db.columns import unique_index
from tests.support.sample.base import SCHEMA, SampleRecord, metadata


class SampleMeasurement(SampleRecord, table=True):
    """Its columns round, pad or fill in what they are sent, a trigger changes it."""

    __tablename__ = "sample_measurements"
    __table_args__ = (unique_index("name"),)

    name: str = Field(max_length=20)
    price: Decimal = Field(default=Decimal(0), max_digits=12, decimal_places=2)
    ratio: float = Field(default=0.1, sa_type=sa.REAL)
    code: str = Field(default="a", sa_type=sa.CHAR(4))
    unit: str = Field(default=None, sa_column_kwargs={"server_default": "m"})
    note: str = ""
    title: str = ""


FUNCTION = f"""
CREATE FUNCTION {SCHEMA}.set_title() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.title = upper(NEW.name || ': ' || NEW.note); RETURN NEW; END $$"""
TRIGGER = f"""
CREATE TRIGGER set_title BEFORE INSERT OR UPDATE ON {SCHEMA}.sample_measurements
FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.set_title()"""

for statement in (FUNCTION, TRIGGER):
    sa.event.listen(metadata, "after_create", sa.DDL(statement))  # type: ignore[no-untyped-call]
