"""The application for servers: `uvicorn app.asgi:app`, `fastapi run`."""

from app.main import create_app

app = create_app()
