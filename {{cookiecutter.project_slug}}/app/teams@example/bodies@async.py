"""Request bodies with passwords, which are hashed before the request has a session."""

from functools import partial
from typing import Annotated

from fastapi import Depends

from app.api.transactions import RunInTransactionDep
from app.teams.schemas import NewTeam, TeamCreate
from app.users.bodies import hash_user
from app.users.bulk import check_names


async def new_team(data: TeamCreate, run: RunInTransactionDep) -> NewTeam:
    """Return the team of the request body, with hashed passwords."""
    if data.members:
        await run(partial(check_names, place="members", users=data.members))
    members = [await hash_user(member) for member in data.members]
    return NewTeam(**data.model_dump(exclude={"members"}), members=members)


NewTeamDep = Annotated[NewTeam, Depends(new_team)]
