"""The queries on users."""

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import col, select, update

from app.errors import found
from app.models import related
from app.pagination import Page, paginate
from app.repository import Repository
from app.users.filters import DirectoryQuery, UserQuery
from app.users.models import User


class UserRepository(Repository[User]):
    model = User
    detail = (joinedload(related(User.team)), selectinload(related(User.projects)))

    async def list_filtered(self, query: UserQuery) -> Page[User]:
        statement = select(User).where(*query.conditions())
        return await self.list_page(statement, query)

    async def list_directory(self, query: DirectoryQuery) -> Page[tuple[int, str, str]]:
        statement = select(User.id, User.username, User.email)
        return await paginate(self.session, statement, query)

    async def get_by_username(self, username: str) -> User:
        """Return a user with their details. Raises NotFoundError."""
        statement = select(User).where(User.username == username).options(*self.detail)
        matches = await self.session.exec(statement)
        return found(matches.first(), f"user named {username}")

    async def deactivate(self, ids: list[int]) -> int:
        """Deactivate users and return how many were active."""
        # Locked in the order of their ids, two such requests cannot wait for each
        # other.
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
        updated = await self.session.exec(statement)
        return updated.rowcount
