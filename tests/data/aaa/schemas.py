"""Request and response schemas of a new domain."""

from app.api.schemas import RequestBody, ResponseBody
from app.fields import Id, StoredStr
from app.teams.schemas import TeamPublic


class AaaCreate(RequestBody):
    name: StoredStr
    team_id: Id


class AaaPublic(ResponseBody):
    id: int
    name: str


class AaaDetail(AaaPublic):
    team: TeamPublic
