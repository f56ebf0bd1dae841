"""Tables that refer to each other, with every ON DELETE.

Companies have departments, which have employees, who have managers: all CASCADE. Other
tables refer to companies and employees in other ways.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.db.columns import MANY_TO_ONE, unique_index
from tests.support.sample.base import SampleModel, SampleRecord

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


class SampleCompany(SampleRecord, table=True):
    __tablename__ = "sample_companies"

    name: str = "Company"


class SampleDepartment(SampleRecord, table=True):
    __tablename__ = "sample_departments"
    __table_args__ = (unique_index("name"),)

    name: str
    company_id: int | None = reference("sample_companies", "CASCADE")


class SampleEmployee(SampleRecord, table=True):
    __tablename__ = "sample_employees"

    name: str = "Employee"
    company_id: int | None = reference("sample_companies", "CASCADE")
    department_id: int | None = reference("sample_departments", "CASCADE")
    manager_id: int | None = reference("sample_employees", "CASCADE")


class SampleInvoice(SampleRecord, table=True):
    __tablename__ = "sample_invoices"

    company_id: int | None = reference("sample_companies", "RESTRICT")

    company: SampleCompany | None = Relationship(sa_relationship_kwargs=MANY_TO_ONE)


class SampleContract(SampleRecord, table=True):
    """Two references to one table, without ON DELETE."""

    __tablename__ = "sample_contracts"

    buyer_id: int | None = reference("sample_companies")
    seller_id: int | None = reference("sample_companies")


class SamplePayslip(SampleRecord, table=True):
    __tablename__ = "sample_payslips"

    employee_id: int | None = reference("sample_employees", "RESTRICT")


class SampleDepot(SampleRecord, table=True):
    __tablename__ = "sample_depots"


class SampleCar(SampleRecord, table=True):
    __tablename__ = "sample_cars"

    driver_id: int | None = reference("sample_employees", "SET NULL")
    depot_id: int | None = reference(
        "sample_depots",
        "SET DEFAULT",
        sa_column_kwargs={"server_default": str(DEFAULT_DEPOT)},
    )


class SampleParking(SampleModel, table=True):
    """A link table without a mark. Its rows keep a depot from being deleted."""

    __tablename__ = "sample_parking"

    employee_id: int = Field(
        primary_key=True,
        foreign_key="sample_employees.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )
    depot_id: int = Field(
        primary_key=True,
        foreign_key="sample_depots.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )


class SampleRegion(SampleRecord, table=True):
    """The target of references with two columns."""

    __tablename__ = "sample_regions"
    __table_args__ = (sa.UniqueConstraint("country", "code"),)

    country: str
    code: str


class SampleOffice(SampleRecord, table=True):
    __tablename__ = "sample_offices"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["country", "region"],
            ["sample_regions.country", "sample_regions.code"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["country", "tax_region"],
            ["sample_regions.country", "sample_regions.code"],
            ondelete="SET NULL (tax_region)",
        ),
        sa.ForeignKeyConstraint(
            ["country", "home_region"],
            ["sample_regions.country", "sample_regions.code"],
            ondelete="RESTRICT",
        ),
    )

    country: str
    region: str | None = None
    tax_region: str | None = None
    home_region: str | None = None


class SampleClub(SampleRecord, table=True):
    """A club and its members refer to each other: a cycle of foreign keys."""

    __tablename__ = "sample_clubs"

    president_id: int | None = reference("sample_members", "SET NULL")


class SampleMember(SampleRecord, table=True):
    __tablename__ = "sample_members"

    club_id: int | None = reference("sample_clubs", "CASCADE")
