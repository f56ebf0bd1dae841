"""The requests to large tables: each list, filter, search and statistic."""

from typing import NamedTuple

from large_tables import created_at, projects_of, surname, teams_of, username
from requests_sent import Client

SORTED = {
    "/users": ["created_at", "-created_at", "username", "-username"],
    "/users/directory": ["username", "-username"],
    "/teams": ["created_at", "-created_at", "name", "-name"],
    "/teams/stats": ["name", "-name"],
    "/projects": ["created_at", "-created_at", "name", "-name"],
}
FILTERED = [
    "/users?ids={middle}&ids={last}",
    "/users?team_id={team}",
    "/users?without_team=true",
    "/users?is_active=true",
    "/users?is_active=false",
    "/users?created_after={time}",
    "/teams/stats?min_members=1",
    "/teams/stats?min_members=1000",
    "/projects?status=done",
    "/projects?team_id={team}",
    "/projects?active_members=true",
    "/projects?active_members=false",
    "/users/by-username/{username}",
    "/users/{middle}",
    "/teams/{team}",
    "/projects/{project}",
]
SEARCHES = {
    "one user": "{username}",
    "0.1 % of the users": "{surname}",
    "all users": "example.com",
    "no user": "no-such-user",
    "two letters": "zx",
}
DEEP = "half way"


class Case(NamedTuple):
    """A request, and what it is called in the table."""

    title: str
    path: str


def cases(client: Client, users: int) -> list[Case]:
    """Return the requests for tables of this number of users."""
    middle = users // 2
    values = {
        "middle": middle,
        "last": users,
        "team": teams_of(users) // 2,
        "project": projects_of(users) // 2,
        "time": created_at(middle).replace("+00:00", "Z"),
        "username": username(middle),
        "surname": surname(middle).lower(),
    }
    lists = [
        Case(f"{path}?sort={order}", f"{path}?sort={order}")
        for path, orders in SORTED.items()
        for order in orders
    ]
    totals = [Case(f"{path}?total=true", f"{path}?total=true") for path in SORTED]
    filtered = [Case(path, path.format(**values)) for path in FILTERED]
    searches = [
        Case(f"/users?q=… ({found})", f"/users?q={text.format(**values)}")
        for found, text in SEARCHES.items()
    ]
    [all_users] = [each for each in searches if "all" in each.title]
    searches.append(Case(f"{all_users.title}, total", f"{all_users.path}&total=true"))
    return [*lists, *deep_pages(client, users), *totals, *filtered, *searches]


def deep_pages(client: Client, users: int) -> list[Case]:
    """Return the pages in the middle of the list of users, in each sort order."""
    offset = users // 2
    found = [Case(f"/users?offset=… ({DEEP})", f"/users?offset={offset}")]
    for order in SORTED["/users"]:
        path = f"/users?sort={order}"
        cursor = client.get(f"{path}&limit=1&offset={offset}")["next_cursor"]
        found.append(Case(f"{path}&cursor=… ({DEEP})", f"{path}&cursor={cursor}"))
    return found
