"""Fills an empty database with teams, users and projects, always the same ones.

python -m dev.seed
"""

import sys

from faker import Faker
from sqlmodel import exists, select

from app.config.settings import get_settings
from app.db.scripts import run_in_script
from app.db.session import AsyncSession
from app.projects.models import Project, ProjectStatus
from app.teams.models import Team
from app.users.models import User
from app.users.passwords import hasher

TEAMS = (
    "Accounting",
    "Customer Care",
    "Data",
    "Design",
    "Legal",
    "Logistics",
    "Marketing",
    "Operations",
    "People",
    "Research",
    "Sales",
    "Software",
)
USERS = 200
PROJECTS = 40
PASSWORD = "correct horse"  # noqa: S105


def main() -> str | None:
    """Return None on success, or the message to exit with."""
    if get_settings().environment == "production":
        return "ENVIRONMENT is production: sample data are not added there."
    print(run_in_script(seed))
    return None


async def seed(session: AsyncSession) -> str:
    """Add the rows unless a table has some, and return a report."""
    for model in (Team, User, Project):
        result = await session.exec(select(exists(select(model.id))))
        if result.one():
            return f"The table {model.__tablename__} is not empty: nothing was added."
    # One hash for all users: hashing is slow on purpose.
    hashed_password = hasher.hash(PASSWORD)
    teams, users, projects = make_up(hashed_password)
    session.add_all([*teams, *users, *projects])
    return (
        f"Added {len(teams)} teams, {len(users)} users and {len(projects)} projects; "
        f'the password of every user is "{PASSWORD}".'
    )


def make_up(hashed_password: str) -> tuple[list[Team], list[User], list[Project]]:
    """Return the sample teams, users and projects."""
    fake = Faker("en_US")
    fake.seed_instance(1)
    teams = [Team(name=name, description=fake.sentence()) for name in TEAMS]
    users = [_user(fake, teams, hashed_password) for _ in range(USERS)]
    projects = [_project(fake, users) for _ in range(PROJECTS)]
    return teams, users, projects


def _user(fake: Faker, teams: list[Team], hashed_password: str) -> User:
    first_name, last_name = fake.first_name(), fake.unique.last_name()
    username = f"{first_name[0]}{last_name}".lower()
    return User(
        username=username,
        email=f"{username}@example.com",
        full_name=f"{first_name} {last_name}",
        is_active=fake.boolean(90),
        team=fake.random_element(teams) if fake.boolean(90) else None,
        hashed_password=hashed_password,
    )


def _project(fake: Faker, users: list[User]) -> Project:
    return Project(
        name=fake.unique.catch_phrase(),
        description=fake.paragraph(),
        status=fake.random_element(list(ProjectStatus)),
        members=list(fake.random_sample(users, length=fake.random_int(2, 8))),
    )


if __name__ == "__main__":
    sys.exit(main())
