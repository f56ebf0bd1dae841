"""The arithmetic of the benchmarks: figures, goals, verdicts."""

import pytest
import results
from counting import Count, Counts
from goals import AT_LEAST, AT_MOST, GOALS, Goal, Verdict, verdicts
from load import Load
from requests_sent import REQUESTS
from results import Results, figures
from rounds import CLIENTS, Loads, ratio

SUBJECTS = ["raw", "plain async", "template async", "plain sync", "template sync"]


def one_round(rate: float, errors: int = 0, postgres_cpu: float = 1) -> Load:
    return Load(
        rate=rate, p50=1, p99=2, errors=errors, app_cpu=1, postgres_cpu=postgres_cpu
    )


def counts(**millions: float) -> Counts:
    """Return the same instructions for all requests of a service."""
    return {
        name.replace("_", " "): {
            request: Count(statements=2, instructions=1e6 * each)
            for request in REQUESTS
        }
        for name, each in millions.items()
    }


def loads() -> Loads:
    return {
        subject: {
            request: {str(clients): [one_round(100)] for clients in CLIENTS}
            for request in REQUESTS
        }
        for subject in SUBJECTS
    }


@pytest.mark.parametrize(
    ("sign", "measured", "word"),
    [
        (AT_MOST, 1.2, "held"),
        (AT_MOST, 1.21, "missed"),
        (AT_LEAST, 1.2, "held"),
        (AT_LEAST, 1.19, "missed"),
        (AT_MOST, None, "not measured"),
    ],
)
def test_a_verdict_compares_with_the_limit(
    sign: str, measured: float | None, word: str
) -> None:
    assert Verdict(Goal("figure", sign, 1.2, "async"), measured).word == word


def test_every_goal_has_a_verdict_also_without_measurements() -> None:
    found = verdicts(figures(Results(facts={})))

    assert [verdict.goal for verdict in found] == GOALS
    assert {verdict.word for verdict in found} == {"not measured"}


def test_every_goal_gets_its_figure() -> None:
    everything = Results(
        facts={},
        counts=counts(
            plain_async=4,
            template_async=3,
            plain_sync=4,
            template_sync=3,
            **{
                f"template {style} without {feature}": 2.5
                for style in ("async", "sync")
                for feature in ("soft delete", "repository layer", "SomeMiddleware")
            },
        ),
        loads=loads(),
        starts={subject: [1.0] for subject in SUBJECTS},
        memory=dict.fromkeys(SUBJECTS, 50.0),
        bakes={"ratio": 1, "diff": 20},
        pages={"async": {"ratio": 1}, "sync": {"ratio": 1}},
    )

    found = verdicts(figures(everything))

    assert [it.goal for it in found if it.measured is None] == []


def test_instructions_are_compared_with_plain_of_the_same_style() -> None:
    counted = counts(plain_async=4, template_async=3, plain_sync=2, template_sync=3)

    found = figures(Results(facts={}, counts=counted))

    assert found[results.INSTRUCTIONS, "async", "read"] == 0.75
    assert found[results.INSTRUCTIONS, "sync", "read"] == 1.5


def test_a_feature_costs_what_a_service_without_it_saves() -> None:
    counted = counts(plain_async=4, template_async=3, plain_sync=4, template_sync=3)
    counted |= counts(**{"template async without soft delete": 2.5})

    found = figures(Results(facts={}, counts=counted))

    assert found[results.SOFT_DELETE, "async", "list"] == pytest.approx(0.2)
    assert (results.SOFT_DELETE, "sync", "list") not in found


def test_the_dearest_middleware_counts() -> None:
    counted = counts(plain_async=4, template_async=3, plain_sync=4, template_sync=3)
    counted |= counts(**{"template async without A": 2.5})
    counted |= counts(**{"template async without B": 3})

    found = figures(Results(facts={}, counts=counted))

    assert found[results.MIDDLEWARE, "async", "list"] == pytest.approx(0.2)


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    ours = [one_round(rate) for rate in (10, 100, 30)]
    plain = [one_round(rate) for rate in (10, 50, 10)]

    assert ratio(ours, plain, "rate") == 2  # and not 30 / 10


def test_a_round_without_an_answer_counts_as_an_error() -> None:
    measured = loads()
    measured["template sync"]["list"]["200"] = [one_round(0)]
    measured["template sync"]["create"]["200"] = [one_round(9, errors=3)]

    found = figures(Results(facts={}, loads=measured))

    assert found[results.ERRORS, "sync", "list"] == 1
    assert found[results.ERRORS, "sync", "create"] == 3
    assert found[results.ERRORS, "async", "list"] == 0


def test_the_cpu_of_postgresql_is_compared_with_raw() -> None:
    measured = loads()
    measured["template async"]["read"]["16"] = [one_round(100, postgres_cpu=3)]

    found = figures(Results(facts={}, loads=measured))

    assert found[results.POSTGRES, "async", "read"] == 3
