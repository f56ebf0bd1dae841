"""The types of columns that a list can be sorted by, and the cursors of each type."""

from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, ValidationError, create_model

from app.db.base import Record
from app.db.cursors import encode_cursor
from app.db.pagination import PageQuery, paginate
from app.db.session import AsyncSession
from tests.support.sample.base import RowId
from tests.support.sample.sortable import COLUMNS, SortableQuery, Unsortable

UNSORTABLE = [
    "binary",
    "duration",
    "json_value",
    "native_size",
    "other_native_size",
    "padded",
    "real",
    "tags",
    "zoned_time",
]

# Values that a cursor may claim, although its column cannot have some of them.
CLAIMED = [
    *(
        None,
        False,
        True,
        0,
        1,
        2**15,
        2**31,
        2**53,
        2**63 - 1,
        -(2**63),
        2**63,
        -(2**63) - 1,
        -(2**64),
    ),
    *(0.0, 0.5, -1e308, "", "a", "s", "nul\0", "1", "1.50", "true", "null"),
    *("NaN", "-NaN", "sNaN", "NaN1", "nan", "Infinity", "-Infinity", "infinity", "inf"),
    *("1E+131071", "1E+131072", "1E-16383", "1E-16384", "0E+999999999", "1E-999999999"),
    *("2026-02-28", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01"),
    *("2026-02-28T12:00:00Z", "2026-02-28T12:00:00", "2026-02-28T12:00:00+02:00"),
    *(
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "2026-02-28T12:00:00.1234567Z",
    ),
    *("0001-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
    *("12:00:00", "12:00:00Z", "24:00:00", "23:59:60", "12:00:00.0000001"),
    *("00000000-0000-0000-0000-000000000001", "ABCDEF00-0000-0000-0000-000000000000"),
    *([], {}, ["a"], {"a": 1}),
]


class UnsortableQuery(PageQuery[RowId]):
    model: ClassVar[type[Record]] = Unsortable
    item_schema: ClassVar[type[BaseModel]] = RowId

    sort: Literal["id"] = "id"


def define_query(sort_orders: Any) -> None:
    """Define a query class with these sort orders."""
    create_model("Query", __base__=UnsortableQuery, sort=(sort_orders, "id"))


def query_with(sort: str, cursor: str) -> SortableQuery | None:
    """Return the query; None if the cursor is rejected."""
    try:
        return SortableQuery(sort=sort, cursor=cursor)
    except ValidationError as error:
        places = [detail["loc"] for detail in error.errors()]
    assert places == [("cursor",)]
    return None


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_cursor_is_rejected_or_a_position_in_the_list(
    session: AsyncSession, column: str
) -> None:
    """It never becomes a database error."""
    for sort in (column, f"{column}_or_null"):
        for value in CLAIMED:
            cursor = encode_cursor(sort, value, 1)
            query = query_with(sort, cursor)
            if query is not None:
                await paginate(session, query)


@pytest.mark.parametrize(
    ("number", "can_be_stored"),
    [
        ("9E+131071", True),
        ("1E+131072", False),
        ("1E-16383", True),
        ("1E-16384", False),
        ("-Infinity", True),
        ("NaN", True),
        ("sNaN", False),
    ],
)
def test_a_cursor_has_only_numbers_that_can_be_stored(
    number: str, can_be_stored: bool
) -> None:
    query = query_with("precise", encode_cursor("precise", number, 1))

    assert (query is not None) is can_be_stored


@pytest.mark.parametrize("column", UNSORTABLE)
def test_a_column_of_another_type_is_refused(column: str) -> None:
    message = (
        rf"cannot be sorted by Unsortable\.{column}, .* of type .*app/db/sort_types"
    )
    with pytest.raises(TypeError, match=message):
        define_query(Literal["id", column])


@pytest.mark.parametrize("column", ["nothing", "metadata", ""])
def test_a_sort_order_without_a_column_is_refused(column: str) -> None:
    with pytest.raises(TypeError, match=f"Unsortable has no column {column!r} to"):
        define_query(Literal["id", column])


def test_the_sort_orders_must_be_named() -> None:
    with pytest.raises(TypeError, match=r"Query\.sort must be a Literal"):
        define_query(str)


def define_query_without_schema() -> None:
    class Query(PageQuery[RowId]):
        model: ClassVar[type[Record]] = Unsortable

        sort: Literal["id"] = "id"


def test_the_schema_of_the_items_must_be_named() -> None:
    with pytest.raises(TypeError, match=r"Query\.item_schema must be the schema"):
        define_query_without_schema()


def test_the_unsortable_columns_are_those_of_their_table() -> None:
    own = Unsortable.model_fields.keys() - Record.model_fields.keys()

    assert own == {*UNSORTABLE}
