"""Imports: any module can be the first one that a program imports."""

import json
import os
import subprocess
import sys
from pkgutil import walk_packages

import app
from dev.postgres import PROJECT

# Forgets the service's modules before each import. A new interpreter for each module
# would spend most of the time on importing the same packages.
IMPORT_EACH_FIRST = """
import gc, json, sys, traceback
from importlib import import_module
from sqlalchemy import event
from sqlalchemy.orm import Mapper

gc.set_threshold(100_000)  # else half of the time is spent on collecting garbage

def fail():
    raise AssertionError("importing this module alone configures the mappers")

# The second one has a registry, which refuses a metric that it knows.
FORGOTTEN = {"app", "prometheus_client"}

def import_first(name):
    for loaded in [key for key in sys.modules if key.split(".")[0] in FORGOTTEN]:
        del sys.modules[loaded]
    event.listen(Mapper, "before_configured", fail)
    try:
        import_module(name)
    finally:
        event.remove(Mapper, "before_configured", fail)
    import_module("app.tables")
    sys.modules["app.db.base"].mapper_registry.configure()

errors = {}
for name in sys.argv[1:]:
    try:
        import_first(name)
    except Exception:
        errors[name] = traceback.format_exc()
print(json.dumps(errors))
"""

CREATE_APP = """
import json
from app.db.base import Record, mapper_registry
from app.main import create_app

class Probe(Record, table=True):
    __tablename__ = "probes"

def all_are_configured():
    return all(mapper.configured for mapper in mapper_registry.mappers)

before = all_are_configured()
create_app()
print(json.dumps({"before": before, "after": all_are_configured()}))
"""


def test_each_module_can_be_imported_first() -> None:
    """No import configures the mappers; they can be configured after all imports.

    Configuring them looks up the tables that relationships name, such as "Moon". At
    import, `selectinload(Planet.moons)` would find them or not, depending on the order
    of the imports.
    """
    names = {module.name for module in walk_packages(app.__path__, "app.")}
    names.remove("app.asgi")  # creates the application, which configures them

    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH_FIRST, *names],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}
    assert {"app.main", "app.tables"} < names


def test_the_application_configures_the_mappers_when_it_is_created() -> None:
    """So a wrong name in a relationship stops the server, not the first request."""
    done = subprocess.run(
        [sys.executable, "-c", CREATE_APP],
        cwd=PROJECT,
        capture_output=True,
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@localhost/nothing"},
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"before": False, "after": True}
