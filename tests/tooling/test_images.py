"""What the builder of images reads, copies and refuses; checks run what it builds."""

from pathlib import Path

import pytest
from support.images import (
    BuildError,
    Image,
    configured,
    copy_instruction,
    instructions,
    run_instruction,
    send,
)

DOCKERFILE = """\
# a comment
FROM base AS build
RUN one \\
    # another comment
    && two

CMD ["a", "b"]
"""


@pytest.fixture
def context(tmp_path: Path) -> Path:
    for name in ("app/main.py", "app/__pycache__/main.pyc", "tests/test_main.py"):
        path = tmp_path / "context" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    ignored = "# Only some files.\n*\n!app\n**/__pycache__\n"
    (tmp_path / "context" / ".dockerignore").write_text(ignored)
    return tmp_path / "context"


def test_instructions_may_have_several_lines_and_comments() -> None:
    assert [(word, rest.split()) for word, rest in instructions(DOCKERFILE)] == [
        ("FROM", ["base", "AS", "build"]),
        ("RUN", ["one", "&&", "two"]),
        ("CMD", ['["a",', '"b"]']),
    ]


def test_only_files_that_are_not_ignored_can_be_copied(
    context: Path, tmp_path: Path
) -> None:
    sent = send(context, tmp_path / "sent")
    image = Image(tmp_path / "root")

    copy_instruction(sent, ["app", "uv.loc[k]"], image, "app")

    copied = [path for path in image.root.rglob("*") if path.is_file()]
    assert copied == [image.root / "app" / "main.py"]
    with pytest.raises(BuildError, match="there is no tests"):
        copy_instruction(sent, ["tests"], image, "tests")


def test_settings_of_an_image_are_those_of_its_instructions(tmp_path: Path) -> None:
    image = Image(tmp_path)
    for line in [
        "ENV KEY=value PATH=/service/bin:$PATH",
        "WORKDIR /service",
        "USER 10001",
        'HEALTHCHECK --interval=10s CMD ["check", "8000"]',
        "EXPOSE 8000",
        'CMD ["serve"]',
    ]:
        word, _, rest = line.partition(" ")
        image = configured(image, word, rest)

    assert image.variables["KEY"] == "value"
    assert image.variables["PATH"].startswith("/service/bin:/usr/local/bin:")
    assert image.path("app") == tmp_path / "service" / "app"
    assert (image.user, image.command) == ("10001", ("serve",))
    assert image.health_check == ("check", "8000")


def test_what_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="SHELL is not known"):
        configured(Image(tmp_path), "SHELL", '["bash"]')
    with pytest.raises(BuildError, match="type=secret,id=key is not known"):
        run_instruction(Image(tmp_path), "--mount=type=secret,id=key true", {})
