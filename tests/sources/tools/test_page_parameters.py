from typing import Any

import pytest

from lemnos.sources.tools.pages.blocks import Block
from lemnos.sources.tools.pages.parameters import Row, rows_of, schema_of
from lemnos.sources.tools.pages.sections import role_of


def one(term: str, description: str = "") -> Row:
    (row,) = rows_of(Block("fields", rows=((term, description),)))
    return row


@pytest.mark.parametrize(
    ("term", "description", "name", "kind", "required"),
    [
        ("limit", "Most items.", "limit", "", None),
        ("`limit` (integer, optional)", "", "limit", "integer", False),
        ("limit*", "", "limit", "", True),
        ("limit integer required", "", "limit", "integer", True),
        ("filter[name]", "", "filter[name]", "", None),
        ("limit", "(int) Most items.", "limit", "int", None),
        ("limit", "Required. Most items.", "limit", "", True),
        ("limit", "Optional, most items.", "limit", "", False),
        ("X-Api-Key", "", "X-Api-Key", "", None),
        ("limit", "[in] Most items.", "limit", "", None),
        ("`[in] limit`", "Most items.", "limit", "", None),
        ("limit", "{string|URL} Most items.", "limit", "string | URL", None),
    ],
)
def test_what_stands_beside_a_name(term: str, description: str, name: str, kind: str, required: bool | None) -> None:
    row = one(term, description)
    assert (row.name, row.type, row.required) == (name, kind, required)


def test_several_names_share_a_description() -> None:
    rows = list(rows_of(Block("fields", rows=(("x, y", "Any numbers."),))))
    assert [(row.name, row.description) for row in rows] == [("x", "Any numbers."), ("y", "Any numbers.")]


def test_prose_is_no_name() -> None:
    assert list(rows_of(Block("fields", rows=(("This is a sentence", "More."),)))) == []


@pytest.mark.parametrize(
    ("row", "schema"),
    [
        (Row("n", type="integer", default="20"), {"type": "integer", "default": 20}),
        (Row("n", type="string", default="20"), {"type": "string", "default": "20"}),
        (Row("n", values=("a", "b")), {"type": "string", "enum": ["a", "b"]}),
        (Row("n", type="integer", values=("1", "2")), {"type": "integer", "enum": [1, 2]}),
        (Row("n", type="timestamp"), {"type": "string", "format": "date-time"}),
        (Row("n", type="Pet object"), {"x-type": "Pet object"}),
        (Row("n", type="array of integers"), {"type": "array", "items": {"type": "integer"}}),
    ],
)
def test_a_row_becomes_a_schema(row: Row, schema: dict[str, Any]) -> None:
    assert schema_of(row) == schema


@pytest.mark.parametrize(
    ("text", "default", "values"),
    [
        ("Sort. One of: `a`, `b` or `c`. Default is `a`.", "a", ("a", "b", "c")),
        ("Most items (defaults to 30).", "30", ()),
        ("Can be `on` or `off`.", "", ("on", "off")),
        ("Nothing.", "", ()),
    ],
)
def test_defaults_and_values_in_descriptions(text: str, default: str, values: tuple[str, ...]) -> None:
    row = one("n", text)
    assert (row.default, row.values) == (default, values)


def test_tables_are_told_by_their_header() -> None:
    table = Block(
        "table", rows=(("Name", "In", "Type", "Required", "Description"), ("id", "path", "int", "✓", "Which."))
    )
    assert list(rows_of(table)) == [
        Row("id", type="int", required=True, description="Which.", place="path"),
    ]
    other = Block("table", rows=(("Input", "SEH exception"), ("NaN", "none")), header=True)
    assert list(rows_of(other)) == []


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Query Parameters", "query"),
        ("Path parameters", "path"),
        ("Request body", "body"),
        ("Response fields", "result"),
        ("Error response", "errors"),
        ("Return Value", "result"),
        ("Parameters:", "parameters"),
        ("HTTP Request", "syntax"),
        ("Remarks", "text"),
        ("List query results", None),
        ("Create a pet", None),
    ],
)
def test_headings_that_announce_a_part(title: str, role: str | None) -> None:
    assert role_of(title) == role
