"""The routes of a new domain."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.aaa.models import Aaa
from app.aaa.queries import AaaQuery, aaa_detail
from app.aaa.schemas import AaaCreate, AaaDetail, AaaPublic
from app.api.parameters import PathId
from app.api.session import ReadSessionDep, SessionDep
from app.db.lookup import get_or_404
from app.db.pagination import Page, paginate

router = APIRouter(prefix="/aaa")


@router.post("", response_model=AaaPublic)
async def create_aaa(session: SessionDep, data: AaaCreate) -> Aaa:
    row = Aaa(**data.model_dump())
    session.add(row)
    await session.flush()
    return row


@router.get("")
async def list_aaa(
    session: ReadSessionDep, query: Annotated[AaaQuery, Query()]
) -> Page[AaaPublic]:
    return await paginate(session, query)


@router.get("/{aaa_id}", response_model=AaaDetail)
async def get_aaa(session: ReadSessionDep, aaa_id: PathId) -> Aaa:
    return await get_or_404(session, Aaa, aaa_id, aaa_detail)
