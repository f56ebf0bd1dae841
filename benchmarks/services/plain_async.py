"""FastAPI and SQLModel with asyncpg, as their tutorials write it."""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from plain_models import (
    Project,
    ProjectCreate,
    ProjectPublic,
    User,
    UserDetail,
    UserList,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine(os.environ["DATABASE_URL"])
app = FastAPI()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.get("/users/{user_id}", response_model=UserDetail)
async def get_user(user_id: int, session: SessionDep) -> Any:
    related = [selectinload(User.team), selectinload(User.projects)]
    user = await session.get(User, user_id, options=related)
    if not user:
        raise HTTPException(status_code=404, detail="User not found")
    return user


@app.get("/users", response_model=UserList)
async def list_users(
    session: SessionDep, offset: int = 0, limit: Annotated[int, Query(le=100)] = 20
) -> Any:
    statement = select(User).order_by(User.created_at, User.id)
    users = await session.exec(statement.offset(offset).limit(limit))
    return {"items": users.all()}


@app.post("/projects", response_model=ProjectPublic, status_code=201)
async def create_project(data: ProjectCreate, session: SessionDep) -> Any:
    project = Project.model_validate(data)
    session.add(project)
    await session.commit()
    await session.refresh(project)
    return project
