"""FastAPI and SQLModel with psycopg, as their tutorials write it."""

import os
from collections.abc import Iterator
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
from sqlmodel import Session, create_engine, select

engine = create_engine(os.environ["DATABASE_URL"])
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/users/{user_id}", response_model=UserDetail)
def get_user(user_id: int, session: SessionDep) -> Any:
    user = session.get(User, user_id)
    if not user:
        raise HTTPException(status_code=404, detail="User not found")
    return user


@app.get("/users", response_model=UserList)
def list_users(
    session: SessionDep, offset: int = 0, limit: Annotated[int, Query(le=100)] = 20
) -> Any:
    statement = select(User).order_by(User.created_at, User.id)
    users = session.exec(statement.offset(offset).limit(limit)).all()
    return {"items": users}


@app.post("/projects", response_model=ProjectPublic, status_code=201)
def create_project(data: ProjectCreate, session: SessionDep) -> Any:
    project = Project.model_validate(data)
    session.add(project)
    session.commit()
    session.refresh(project)
    return project
