"""The queries of users."""

from collections.abc import Sequence

from sqlmodel import col, or_, select, update

from app.db.repository import ReadRepository, Repository
from app.errors import NotFoundError
from app.users.models import User
from app.users.queries import by_username, user_detail


class UserReadRepository(ReadRepository[User]):
    model = User
    detail = staticmethod(user_detail)

    async def get_by_username(self, username: str) -> User:
        """Return a user with their team and projects. Raises NotFoundError."""
        result = await self.session.exec(by_username(), params={"username": username})
        user = result.unique().one_or_none()
        if user is None:
            raise NotFoundError(f"There is no user named {username}.")
        return user

    async def list_names(
        self, usernames: list[str], emails: list[str]
    ) -> Sequence[tuple[str, str]]:
        """Return username and e-mail address of the users who have one of these."""
        statement = select(User.username, User.email).where(
            or_(col(User.username).in_(usernames), col(User.email).in_(emails))
        )
        result = await self.session.exec(statement)
        return result.all()


class UserRepository(UserReadRepository, Repository[User]):
    async def deactivate(self, ids: list[int]) -> int:
        """Deactivate users and return how many were active."""
        # Locks rows in the order of their ids: concurrent requests cannot deadlock.
        active = (
            select(User.id)
            .where(col(User.id).in_(ids), col(User.is_active))
            .order_by(col(User.id))
            .with_for_update(key_share=True)
        )
        statement = (
            update(User)
            .where(col(User.id).in_(active))
            .values(is_active=False)
            .execution_options(synchronize_session=False)
        )
        result = await self.session.exec(statement)
        return result.rowcount
