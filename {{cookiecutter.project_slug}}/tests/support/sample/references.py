"""Tables that refer to each other, with every ON DELETE.

Companies have departments, which have employees, who have managers: all CASCADE. Other
tables refer to companies and employees in other ways.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.db.base import TableModel
from app.db.columns import MANY_TO_ONE, unique_index
from tests.support.sample.base import SampleRecord, metadata

DEFAULT_DEPOT = 0
"""Not an id that the database generates."""


def reference(target: str, ondelete: Any = None, **options: Any) -> Any:
    """Return an optional column that refers to the id of a table."""
    return Field(
        default=None,
        foreign_key=f"{target}.id",
        ondelete=ondelete,
        sa_type=sa.BigInteger,
        **options,
    )


class Company(SampleRecord, table=True):
    __tablename__ = "companies"

    name: str = "Company"


class Department(SampleRecord, table=True):
    __tablename__ = "departments"
    __table_args__ = (unique_index("name"),)

    name: str
    company_id: int | None = reference("companies", "CASCADE")


class Employee(SampleRecord, table=True):
    __tablename__ = "employees"

    name: str = "Employee"
    company_id: int | None = reference("companies", "CASCADE")
    department_id: int | None = reference("departments", "CASCADE")
    manager_id: int | None = reference("employees", "CASCADE")


class Invoice(SampleRecord, table=True):
    __tablename__ = "invoices"

    company_id: int | None = reference("companies", "RESTRICT")

    company: Company | None = Relationship(sa_relationship_kwargs=MANY_TO_ONE)


class Contract(SampleRecord, table=True):
    """Two references to one table, without ON DELETE."""

    __tablename__ = "contracts"

    buyer_id: int | None = reference("companies")
    seller_id: int | None = reference("companies")


class Payslip(SampleRecord, table=True):
    __tablename__ = "payslips"

    employee_id: int | None = reference("employees", "RESTRICT")


class Depot(SampleRecord, table=True):
    __tablename__ = "depots"


class Car(SampleRecord, table=True):
    __tablename__ = "cars"

    driver_id: int | None = reference("employees", "SET NULL")
    depot_id: int | None = reference(
        "depots", "SET DEFAULT", sa_column_kwargs={"server_default": str(DEFAULT_DEPOT)}
    )


class Parking(TableModel, table=True):
    """A link table without a mark. Its rows keep a depot from being deleted."""

    __tablename__ = "parking"
    metadata = metadata

    employee_id: int = Field(
        primary_key=True,
        foreign_key="employees.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )
    depot_id: int = Field(
        primary_key=True,
        foreign_key="depots.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )


class Region(SampleRecord, table=True):
    """The target of references with two columns."""

    __tablename__ = "regions"
    __table_args__ = (sa.UniqueConstraint("country", "code"),)

    country: str
    code: str


class Office(SampleRecord, table=True):
    __tablename__ = "offices"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["country", "region"],
            ["regions.country", "regions.code"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["country", "tax_region"],
            ["regions.country", "regions.code"],
            ondelete="SET NULL (tax_region)",
        ),
        sa.ForeignKeyConstraint(
            ["country", "home_region"],
            ["regions.country", "regions.code"],
            ondelete="RESTRICT",
        ),
    )

    country: str
    region: str | None = None
    tax_region: str | None = None
    home_region: str | None = None
