"""Writes the OpenAPI document, from which clients are generated.

python -m dev.openapi openapi.json
"""

import json
import os
import sys
from pathlib import Path

# The application needs an address to be created; it does not connect.
NO_DATABASE = "postgresql://nobody@localhost/none"


def main(file: str) -> None:
    os.environ.setdefault("DATABASE_URL", NO_DATABASE)
    from app.main import create_app  # reads the settings

    document = json.dumps(create_app().openapi(), indent=2, ensure_ascii=False)
    Path(file).write_text(f"{document}\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
