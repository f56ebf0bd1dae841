"""The benchmark of large tables: its rows, requests and plans, on tiny tables."""

import re

import pytest
from bench_scale import measure
from large_tables import membership_rows, project_rows, team_rows, user_rows
from plans import Plan, Scan, largest_scan
from scale_measuring import Figures, Measured, table
from scale_requests import FILTERED, SORTED
from subjects import ours
from support.variants import TEMPLATE

SIZES = [400, 800]
SEQ_SCAN: Plan = {
    "Node Type": "Seq Scan",
    "Relation Name": "users",
    "Actual Rows": 2,
    "Actual Loops": 3,
    "Rows Removed by Filter": 8,
}
INDEX_SCAN: Plan = {
    "Node Type": "Index Scan",
    "Index Name": "pk_users",
    "Relation Name": "users",
    "Actual Rows": 1,
    "Actual Loops": 29,
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    subject = ours("async", tmp_path_factory.mktemp("bench-scale"))
    found, version = measure(subject, SIZES)
    assert re.match(r"\d+", version)
    return found


def test_each_request_is_measured_at_each_size(figures: Figures) -> None:
    assert [*figures] == SIZES
    assert [*figures[400]] == [*figures[800]]
    assert {*FILTERED} < figures[800].keys()
    assert all(
        each.milliseconds > 0 and each.scan.rows > 0
        for title, each in figures[800].items()
        if "no user" not in title
    )


def test_plans_are_those_of_the_requests(figures: Figures) -> None:
    by_title = figures[800]

    assert by_title["/users?sort=created_at"].scan == Scan(
        "Index Scan ix_users_created_at_id", 21
    )
    assert by_title["/users?offset=… (half way)"].scan.rows == 421


def test_the_table_has_a_column_for_each_size(figures: Figures) -> None:
    head, rule, *rows = str(table(figures)).splitlines()

    assert "rows read | 400 users: ms | 800 users: ms |" in head
    assert set(rule) == {"|", "-", " "}
    assert len(rows) == len(figures[800])


def test_every_list_and_each_of_its_parameters_is_measured() -> None:
    """The parameters are those of the query classes in the template."""
    text = "".join(
        file.read_text("utf-8") for file in TEMPLATE.glob("app/*@example/queries.py")
    )
    queries = re.findall(r"^class \w+\(PageQuery\[.*?(?=^\S)", text, re.M | re.S)
    orders = [
        re.findall(r'"(.*?)"', literal)
        for query in queries
        for literal in re.findall(r"sort: Literal\[(.*?)\]", query)
    ]
    filters = {
        name
        for query in queries
        for name in re.findall(r"^    (\w+): .* = Field\(", query, re.M)
    }

    assert sorted(orders) == sorted(SORTED.values())
    assert filters >= {"q", "team_id", "min_members"}
    assert all(any(f"{name}=" in path for path in FILTERED) for name in filters - {"q"})


def test_the_scan_that_reads_the_most_rows_is_found() -> None:
    plan: Plan = {"Node Type": "Nested Loop", "Plans": [INDEX_SCAN, SEQ_SCAN]}

    assert largest_scan(plan) == Scan("Seq Scan users", 30)
    assert largest_scan({"Node Type": "Limit", "Plans": [plan]}) == Scan(
        "Seq Scan users", 30
    )
    assert largest_scan(INDEX_SCAN) == Scan("Index Scan pk_users", 29)
    assert largest_scan({"Node Type": "Result"}) == Scan("no scan", 0)


def test_rows_have_the_columns_of_their_tables() -> None:
    assert {row.count("\t") for row in user_rows(500)} == {8}
    assert {row.count("\t") for row in project_rows(20)} == {5}
    assert {row.count("\t") for row in team_rows(20)} == {4}


def test_each_user_is_in_four_projects() -> None:
    memberships = [row.split() for row in membership_rows(400)]

    assert len({(user, project) for user, project in memberships}) == 4 * 400
    assert len({project for _, project in memberships}) == 20


def test_milliseconds_are_rounded() -> None:
    scan = Scan("Seq Scan users", 1)
    figures = {1: {"/a": Measured(0.04, scan), "/b": Measured(1234.5, scan)}}

    assert [row[-1] for row in table(figures).rows] == ["0.0", "1,234"]
