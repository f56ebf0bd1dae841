"""Uses a generated client: python client_calls.py http://127.0.0.1:8000"""

import json
import sys

from my_service_client import Client
from my_service_client.api.users import (
    create_user,
    delete_user,
    get_user,
    list_users,
    update_user,
)
from my_service_client.models import ListUsersSort, Problem, UserCreate, UserUpdate

client = Client(base_url=sys.argv[1])
data = UserCreate(
    username="ada",
    email="ada@example.com",
    full_name="Ada",
    password="correct horse",  # noqa: S106
)

created = create_user.sync(client=client, body=data)
changed = update_user.sync_detailed(
    created.id, client=client, body=UserUpdate(full_name="Countess"), if_match='"1"'
)
outdated = update_user.sync(
    created.id, client=client, body=UserUpdate(full_name="Ada"), if_match='"1"'
)
assert isinstance(outdated, Problem)
listed = list_users.sync(client=client, sort=ListUsersSort("-created_at"), limit=10)
deleted = delete_user.sync_detailed(
    created.id, client=client, if_match=changed.headers["ETag"]
)
gone = get_user.sync(created.id, client=client)

print(
    json.dumps(
        {
            "names": [created.full_name, changed.parsed.full_name],
            "outdated": [outdated.status, outdated.title],
            "listed": len(listed.items),
            "deleted": deleted.status_code == 204 and gone.status == 404,
        }
    )
)
