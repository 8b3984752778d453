"""Tests that a server reads what a client writes, and what clients of others write."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import ArgumentPlace
from lemnos.steps.tools.wire.bodies import BodyError
from lemnos.steps.tools.wire.reading import Received, RequestReader
from tests.steps.tools.wire.calls import carried, match_of, tool_of

LIST = {"type": "array", "items": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}
PAIR = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
TREE = {"type": "object", "properties": {"a": {"type": "array", "items": PAIR}, "b": {"type": "boolean"}}}
DOUBTFUL = "a b,c|d;e=f&g/h%2Fi+j.k?ü€\"'"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, DOUBTFUL),
        ({"type": "string"}, "12"),
        ({"type": "integer"}, -12),
        ({"type": "number"}, 1.5),
        ({"type": "boolean"}, True),
        (LIST, [1, 2]),
        (LIST, [1]),
        (TEXTS, [DOUBTFUL, "x"]),
        (PAIR, {"a": 1, "b": DOUBTFUL}),
    ],
)
@pytest.mark.parametrize("explode", [True, False])
@pytest.mark.parametrize(
    ("place", "style"),
    [
        ("path", "simple"),
        ("path", "label"),
        ("path", "matrix"),
        ("query", "form"),
        ("query", "content"),
        ("cookie", "form"),
        ("form", "form"),
    ],
)
def test_every_style_is_read_as_it_is_written(place: Any, style: Any, explode: bool, schema: Any, value: Any) -> None:
    if style == "label" and explode and "." in str(value):
        pytest.skip("a dot is the delimiter, and no encoding hides it")
    path = "/x/{v}" if place == "path" else "/x"
    tool = tool_of(
        path,
        ArgumentPlace("v", place, style=style, explode=explode),
        media_type="application/x-www-form-urlencoded",
        v=schema,
    )
    assert carried(tool, {"v": value}) == {"v": value}


@pytest.mark.parametrize("style", ["spaceDelimited", "pipeDelimited", "tabDelimited"])
@pytest.mark.parametrize("value", [[1, 2], [3]])
def test_delimiters_cut_lists(style: Any, value: list[int]) -> None:
    tool = tool_of("/x", ArgumentPlace("v", "query", style=style), method="GET", v=LIST)
    assert carried(tool, {"v": value}) == {"v": value}


@pytest.mark.parametrize("value", [{"a": [{"a": 1, "b": "x y"}, {"a": 2}], "b": False}, {"b": True}])
def test_brackets_of_deep_objects(value: dict[str, Any]) -> None:
    tool = tool_of("/x", ArgumentPlace("v", "query", style="deepObject", explode=True), method="GET", v=TREE)
    assert carried(tool, {"v": value}) == {"v": value}


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/vnd.shop+json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
    ],
)
def test_bodies_of_all_kinds(media_type: str) -> None:
    tool = tool_of(
        "/x",
        ArgumentPlace("name", "body"),
        ArgumentPlace("count", "body"),
        ArgumentPlace("tags", "body"),
        ArgumentPlace("inner", "body"),
        media_type=media_type,
        name="string",
        count="integer",
        tags=TEXTS,
        inner=PAIR,
    )
    arguments = {"name": "A <b> & ü", "count": 3, "tags": ["x", "y z"], "inner": {"a": 1, "b": "q"}}
    assert carried(tool, arguments) == arguments


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, [], "text"])
def test_a_whole_body_is_one_argument(value: Any) -> None:
    tool = tool_of("/x", ArgumentPlace("body", "body", wire_name="$"), body={})
    assert carried(tool, {"body": value}) == {"body": value}


def test_arguments_of_one_name_are_told_apart_by_their_places() -> None:
    tool = tool_of(
        "/x/{id}",
        ArgumentPlace("id", "path"),
        ArgumentPlace("query_id", "query", wire_name="id"),
        ArgumentPlace("header_id", "header", wire_name="Id"),
        ArgumentPlace("body_id", "body", wire_name="id"),
        id="integer",
        query_id="integer",
        header_id="integer",
        body_id="integer",
    )
    arguments = {"id": 1, "query_id": 2, "header_id": 3, "body_id": 4}
    assert carried(tool, arguments) == arguments


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        ("12", {"type": "integer"}, 12),
        ("12x", {"type": "integer"}, "12x"),
        ("1e400", {"type": "number"}, "1e400"),
        ("2.0", {"type": "integer"}, 2),
        ("-4e16", {"type": "number"}, -40000000000000000),
        ("TRUE", {"type": "boolean"}, True),
        ("yes", {"type": "boolean"}, "yes"),
        ("", {"type": ["integer", "null"]}, None),
        ("3", {"anyOf": [{"type": "integer"}, {"type": "string"}]}, 3),
        ("x", {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "x"),
        ("2", {"enum": [1, 2]}, 2),
        ("7", {}, "7"),
        ("7", {"$ref": "#/$defs/N", "$defs": {"N": {"type": "integer"}}}, "7"),
        ("9" * 400, {"type": "integer"}, "9" * 400),
    ],
)
def test_text_gets_the_type_that_fits_or_stays_text(text: str, schema: Any, value: Any) -> None:
    tool = tool_of("/x", ArgumentPlace("v", "query"), method="GET", v=schema)
    read = RequestReader(tool).arguments(Received("GET", f"v={text}", {}, b""), match_of([tool], "GET", "/x"))
    assert read == {"v": value}
    assert type(read["v"]) is type(value)


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("tags=a&tags=b", {"tags": ["a", "b"]}),
        ("tags[]=a&tags%5B%5D=b", {"tags": ["a", "b"]}),
        ("tags=a", {"tags": ["a"]}),
        ("q=a&q=b", {"q": ["a", "b"]}),
        ("q=", {"q": ""}),
        ("unknown=1", {}),
        ("&&q=x&", {"q": "x"}),
        ("q=%zz%ff", {"q": "%zz\ufffd"}),
        ("ids=1,2", {"ids": [1, 2]}),
        ("ids=1%2C2", {"ids": [1, 2]}),
        ("ids=1%2c2", {"ids": [1, 2]}),
    ],
)
def test_queries_of_other_clients(query: str, arguments: dict[str, Any]) -> None:
    places = (ArgumentPlace("tags", "query"), ArgumentPlace("q", "query"), ArgumentPlace("ids", "query", style="form"))
    tool = tool_of("/x", *places, method="GET", tags=TEXTS, q="string", ids=LIST)
    read = RequestReader(tool).arguments(Received("GET", query, {}, b""), match_of([tool], "GET", "/x"))
    assert read == arguments


@pytest.mark.parametrize(
    ("media_type", "body", "arguments"),
    [
        ("", b'{"name": "x"}', {"name": "x"}),
        ("application/x-www-form-urlencoded", b"name=x+y", {"name": "x y"}),
        ("application/json", b'{"name": "x", "more": 1}', {"name": "x", "more": 1}),
        ("application/json", b'{"name": "x", "more": [2.0, 1e30]}', {"name": "x", "more": [2, 1e30]}),
        ("text/plain", b'{"name": "x"}', {"name": "x"}),
        ("application/json", b"", {}),
    ],
)
def test_bodies_of_other_clients(media_type: str, body: bytes, arguments: dict[str, Any]) -> None:
    tool = tool_of("/x", ArgumentPlace("name", "body"), name="string")
    headers = {"content-type": media_type} if media_type else {}
    read = RequestReader(tool).arguments(Received("POST", "", headers, body), match_of([tool], "POST", "/x"))
    assert repr(read) == repr(arguments)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b"[" * 100_000),
        ("application/xml", b"<a>"),
        ("application/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("multipart/form-data", b"x"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(media_type: str, body: bytes) -> None:
    tool = tool_of("/x", ArgumentPlace("name", "body"), name="string")
    with pytest.raises(BodyError, match="the body"):
        RequestReader(tool).arguments(
            Received("POST", "", {"content-type": media_type}, body), match_of([tool], "POST", "/x")
        )


SCALARS = st.one_of(st.text(min_size=1), st.integers(-(10**9), 10**9), st.booleans())


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "text": st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1),
            "number": st.integers(-(10**12), 10**12),
            "flag": st.booleans(),
            "list": st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1),
        },
    )
)
@pytest.mark.parametrize("place", ["query", "body", "form"])
def test_any_arguments_arrive(place: Any, arguments: dict[str, Any]) -> None:
    names = ("text", "number", "flag", "list")
    tool = tool_of(
        "/x",
        *(ArgumentPlace(name, place) for name in names),
        media_type="application/x-www-form-urlencoded" if place == "form" else "application/json",
        text="string",
        number="integer",
        flag="boolean",
        list=TEXTS,
    )
    assert carried(tool, arguments) == arguments
