"""What stands in the way of a request that has to do with a team."""

from app.errors import ConflictError, FieldError


class NoTeamError(ConflictError):
    """A user refers to a team that does not exist, or was deleted."""

    def __init__(self, team_id: int) -> None:
        super().__init__(
            f"There is no team {team_id}.",
            FieldError(field="team_id", message="There is no such team"),
        )


class TeamInUseError(ConflictError):
    """A team that is to be deleted still has users."""

    def __init__(self, team_id: int) -> None:
        super().__init__(
            f"Team {team_id} still has users. Move them to other teams first."
        )
