"""The variants derived from cookiecutter.json, and their distribution over shards."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from support.run_tests import run_tests
from support.variants import (
    BEHAVIOUR,
    CYCLED,
    QUESTIONS,
    ROOT,
    VARIANTS,
    choices,
    copy_template,
    pairwise,
    selected,
    shard,
)

NODES = [
    *[f"checks/test_a.py::test_a[{name}]" for name in VARIANTS],
    *[f"checks/test_b.py::test_b[{name}-x]" for name in VARIANTS],
    *[f"test_c.py::test_{number}" for number in range(50)],
]


def collected(template: Path, *arguments: str) -> list[str]:
    """Return the ids of the tests that pytest collects for another template."""
    done = run_tests(template, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_every_question_with_choices_makes_variants_or_is_cycled() -> None:
    size = 1
    for key in BEHAVIOUR:
        size *= len(choices(key))

    assert len(VARIANTS) == size
    for key in CYCLED:
        cycled = [variant.answers[key] for variant in VARIANTS.values()]
        assert {cycled.count(choice) for choice in choices(key)} == {
            size // len(choices(key))
        }


def test_pairwise_variants_cover_every_pair_of_answers() -> None:
    chosen = [VARIANTS[name].answers for name in pairwise()]

    for one, other in combinations(BEHAVIOUR, 2):
        pairs = {(answers[one], answers[other]) for answers in chosen}
        assert len(pairs) == len(choices(one)) * len(choices(other))
    assert len(chosen) < len(VARIANTS) / 2


def test_the_readme_counts_the_variants() -> None:
    counts = re.findall(r"(\d+) variants", (ROOT / "README.md").read_text("utf-8"))

    assert counts == [str(len(VARIANTS))]


def test_an_unknown_variant_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"no variant 'mysql'. Use pairwise, all, or"):
        selected("mysql")


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_shards_are_complete_and_keep_variants_together(size: int) -> None:
    shards = [shard(NODES, f"{index}/{size}") for index in range(1, size + 1)]

    assert sorted(node for one in shards for node in one) == sorted(NODES)
    for name in VARIANTS:
        nodes = {node for node in NODES if f"[{name}]" in node or f"[{name}-x]" in node}
        assert [len(nodes & one) for one in shards if nodes & one] == [2]
    variants = [sum("test_a" in node for node in one) for one in shards]
    assert max(variants) - min(variants) <= 1


@pytest.mark.parametrize("wanted", ["0/2", "3/2", "1", "a/b"])
def test_a_shard_that_does_not_exist_is_rejected(wanted: str) -> None:
    with pytest.raises(ValueError, match=f"^--shard: '{wanted}' "):
        shard(NODES, wanted)


def test_a_shard_is_taken_from_the_chosen_tests(tmp_path: Path) -> None:
    template = copy_template(tmp_path / "template")
    checks = [f"tests/checks/test_{n}" for n in ("1_files.py", "7_suite.py")]
    collect = [*checks, "--collect-only", "--variants=all"]

    whole = collected(template, *collect)
    parts = [collected(template, *collect, f"--shard={i}/2") for i in (1, 2)]

    assert sorted(node for part in parts for node in part) == sorted(whole)


def test_a_new_question_makes_new_variants_by_itself(tmp_path: Path) -> None:
    template = copy_template(tmp_path / "template")
    questions = template / QUESTIONS.name
    options = json.loads(questions.read_text("utf-8"))
    options |= {"flavour": ["plain", "spicy"], "metrics": False}
    questions.write_text(json.dumps(options), encoding="utf-8")
    files = "tests/checks/test_1_files.py"

    ids = collected(template, files, "--collect-only", "-k=exactly_the_files")
    new = [node for node in ids if "-spicy-metrics_true]" in node]
    name = new[-1].split("[")[1].rstrip("]")
    only = [f"--variants={name}", "--only-these-variants", "-m=check"]
    done = run_tests(template, files, *only)

    assert len(ids) == len(VARIANTS) * 4
    assert len(new) == len(VARIANTS)
    assert done.returncode == 0, done.stdout
