"""The list of a new domain, and what is loaded with a row."""

from typing import ClassVar, Literal

from pydantic import BaseModel
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.aaa.models import Aaa
from app.aaa.schemas import AaaPublic
from app.db.base import Record
from app.db.columns import related
from app.db.pagination import PageQuery


class AaaQuery(PageQuery[AaaPublic]):
    model: ClassVar[type[Record]] = Aaa
    item_schema: ClassVar[type[BaseModel]] = AaaPublic

    sort: Literal["name", "-name"] = "name"


def aaa_detail() -> list[ORMOption]:
    return [joinedload(related(Aaa.team))]
