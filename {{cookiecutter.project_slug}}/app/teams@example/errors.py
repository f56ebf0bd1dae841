"""Errors of operations on teams."""

from app.errors import ConflictError, FieldError


class UnknownTeamError(ConflictError):
    """A user references a team that does not exist or was deleted."""

    def __init__(self, team_id: int) -> None:
        super().__init__(
            f"There is no team {team_id}.",
            FieldError(field="team_id", message="Team does not exist"),
        )


class TeamInUseError(ConflictError):
    """A team to be deleted still has users."""

    def __init__(self, team_id: int) -> None:
        super().__init__(f"Team {team_id} still has users. Move or delete them first.")
