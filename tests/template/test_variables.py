"""Every variable that the template uses is defined in cookiecutter.json."""

from difflib import get_close_matches

import pytest
from cookiecutter.environment import StrictEnvironment
from jinja2 import TemplateSyntaxError, nodes
from support.variants import OPTIONS, ROOT, TEMPLATE, template_files

JINJA = StrictEnvironment(context={}, **OPTIONS["_jinja2_env_vars"])
KNOWN = sorted(OPTIONS)
FILES = [*template_files(), *sorted(ROOT.glob("hooks/*.py"))]


def unknown_variables(file: str, text: str) -> list[str]:
    """Return a line for each `cookiecutter.NAME` that cookiecutter.json lacks."""
    try:
        tree = JINJA.parse(text)
    except TemplateSyntaxError as error:
        return [f"{file}:{error.lineno}: {error.message}"]
    complaints = []
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node.node, nodes.Name) and node.node.name == "cookiecutter":
            name = node.attr if isinstance(node, nodes.Getattr) else node.arg.value
            if name not in KNOWN:
                nearest = get_close_matches(name, KNOWN, n=1, cutoff=0)[0]
                complaints.append(
                    f"{file}:{node.lineno}: cookiecutter.{name} is not defined."
                    f" Do you mean cookiecutter.{nearest}?"
                )
    return complaints


def test_the_template_uses_only_known_variables() -> None:
    complaints = []
    for path in FILES:
        file = path.relative_to(ROOT).as_posix()
        inside = file.removeprefix(f"{TEMPLATE.name}/")
        complaints += unknown_variables(inside, path.read_text("utf-8"))
        complaints += unknown_variables(f"the name of {inside}", file)

    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.mark.parametrize(
    "line",
    [
        "# {% if cookiecutter.soft_delte %}\n# {% endif %}",
        '# {% if x and cookiecutter["soft_delte"] == 1 %}\n# {% endif %}',
        "{{ cookiecutter.soft_delte | lower }}",
    ],
)
def test_an_unknown_variable_is_reported_with_its_place(line: str) -> None:
    assert unknown_variables("a.py", f"first\n{line}\n") == [
        "a.py:2: cookiecutter.soft_delte is not defined."
        " Do you mean cookiecutter.soft_delete?"
    ]


def test_a_syntax_error_is_reported_with_its_place() -> None:
    [line] = unknown_variables("a.py", "first\n# {% iff x %}\n")

    assert line == "a.py:2: Encountered unknown tag 'iff'."


@pytest.mark.parametrize("line", ["cookiecutter.x", "{{ cookiecutter.driver }}", ""])
def test_a_known_variable_is_not_reported(line: str) -> None:
    assert unknown_variables("a.py", line) == []
