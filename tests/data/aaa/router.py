"""The routes of a new domain."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.aaa.models import Aaa
from app.aaa.queries import AaaQuery, aaa_detail
from app.aaa.schemas import AaaCreate, AaaDetail, AaaPublic
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.db.lookup import get_or_404
from app.db.pagination import Page, paginate

router = APIRouter(prefix="/aaa")


@router.post("", response_model=AaaPublic)
async def create_aaa(session: SessionDep, data: AaaCreate) -> Aaa:
    row = Aaa.model_validate(data)
    session.add(row)
    await session.flush()
    return row


@router.get("", response_model=Page[AaaPublic])
async def list_aaa(
    session: SessionDep, query: Annotated[AaaQuery, Query()]
) -> Page[Aaa]:
    return await paginate(session, query)


@router.get("/{aaa_id}", response_model=AaaDetail)
async def get_aaa(session: SessionDep, aaa_id: PathId) -> Aaa:
    return await get_or_404(session, Aaa, aaa_id, options=aaa_detail())
