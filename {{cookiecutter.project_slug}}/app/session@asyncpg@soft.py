"""The type of every session of the service: it hides what was deleted."""

from sqlmodel.ext.asyncio import session

from app.soft_delete import SoftDeleteSession


class AsyncSession(session.AsyncSession):
    """Runs SoftDeleteSession underneath, which holds the rules."""

    sync_session_class = SoftDeleteSession
