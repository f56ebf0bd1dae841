"""A new domain works wherever its name stands in the order of the imports."""

import shutil
from itertools import product
from pathlib import Path

import pytest
from post_gen_project import make_sync
from support.project_commands import assert_all_passed, environment_for, run_pytest
from support.variants import CACHES, Project, choices, default_with

DOMAIN = Path(__file__).parents[1] / "data" / "aaa"
"""A domain with a relationship to teams. It is imported before all other modules."""
LAST = "zzz"
"""The name of a copy of it that is imported after all other modules."""

FORMS = [
    default_with(driver=driver, repository_layer=layer, soft_delete=layer)
    for driver, layer in product(choices("driver"), choices("repository_layer"))
]
BACK_REFERENCE = """
    {name}: list["{type}"] = Relationship(
        back_populates="team", sa_relationship_kwargs=TO_MANY
    )
"""


def add_domain(project: Path, name: str, *, is_sync: bool) -> None:
    """Write the domain's modules, and refer to them as the README says."""
    for source in DOMAIN.glob("*.py"):
        folder = "tests" if source.stem.startswith("test_") else "app"
        path = project / folder / name / source.name.replace("aaa", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text("utf-8")
        path.write_text(text.replace("aaa", name).replace("Aaa", name.title()))
        if is_sync:
            make_sync(path)
    app = project / "app"
    first = name != LAST
    add_import(app / "main.py", f"from app.{name} import router as {name}", first)
    include = "    app.include_router(health.router)\n"
    replace(
        app / "main.py", include, f"    app.include_router({name}.router)\n{include}"
    )
    with (app / "teams" / "models.py").open("a", encoding="utf-8") as models:
        models.write(BACK_REFERENCE.format(name=name, type=name.title()))


def add_import(path: Path, line: str, first: bool) -> None:
    """Add an import before or after all others from `app`."""
    lines = path.read_text("utf-8").splitlines()
    places = [n for n, each in enumerate(lines) if each.startswith("from app")]
    lines.insert(places[0] if first else places[-1] + 1, line)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.check("new domain")
@pytest.mark.parametrize("project", FORMS, indirect=True)
def test_a_new_domain_works_imported_first_or_last(
    project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns(*CACHES))
    is_sync = project.variant.answers["driver"] == "psycopg"
    for name in (DOMAIN.name, LAST):
        add_domain(folder, name, is_sync=is_sync)

    environment = environment_for(project.folder)
    tests = [f"tests/{name}" for name in (DOMAIN.name, LAST)]
    suite = run_pytest(folder, environment, tmp_path / "report.xml", *tests)

    assert_all_passed(suite)
    assert suite.tests == len(tests)
