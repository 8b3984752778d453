"""Parameters are written as the tables of OpenAPI 3.1.1 ("Style Examples") and RFC 6570 say."""

from typing import Any

import pytest

from lemnos.records import ArgumentPlace
from lemnos.steps.tools.wire.styles import in_cookie, in_form, in_header, in_path, in_query, style_in_words

LIST = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def place(where: Any, style: Any = "", *, explode: bool = False, **more: Any) -> ArgumentPlace:
    return ArgumentPlace("color", where, "", style, explode, **more)


@pytest.mark.parametrize(
    ("style", "explode", "empty", "text", "items", "members"),
    [
        ("", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
        ("label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        ("label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        ("matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
        ("spaceDelimited", False, "", "blue", "blue%20black%20brown", "R%20100%20G%20200%20B%20150"),
        ("tabDelimited", False, "", "blue", "blue%09black%09brown", "R%09100%09G%09200%09B%09150"),
        ("pipeDelimited", False, "", "blue", "blue%7Cblack%7Cbrown", "R%7C100%7CG%7C200%7CB%7C150"),
    ],
)
def test_a_path_is_expanded_in_every_style(
    style: str, explode: bool, empty: str, text: str, items: str, members: str
) -> None:
    written = [in_path(value, place("path", style, explode=explode)) for value in ("", "blue", LIST, OBJECT)]
    assert written == [empty, text, items, members]


@pytest.mark.parametrize(
    ("style", "explode", "empty", "text", "items", "members"),
    [
        ("", False, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
        ("form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
        ("form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
        ("spaceDelimited", False, "color=", "color=blue", "color=blue%20black%20brown",
         "color=R%20100%20G%20200%20B%20150"),
        ("spaceDelimited", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
        ("pipeDelimited", False, "color=", "color=blue", "color=blue%7Cblack%7Cbrown",
         "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("tabDelimited", False, "color=", "color=blue", "color=blue%09black%09brown",
         "color=R%09100%09G%09200%09B%09150"),
        ("deepObject", True, "color=", "color=blue", "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
         "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ],
)  # fmt: skip
def test_a_query_is_expanded_in_every_style(
    style: str, explode: bool, empty: str, text: str, items: str, members: str
) -> None:
    written = [
        "&".join(in_query(value, place("query", style, explode=explode))) for value in ("", "blue", LIST, OBJECT)
    ]
    assert written == [empty, text, items, members]


def test_headers_are_not_percent_encoded() -> None:
    assert in_header(["a b", "c/d"], place("header")) == "a b,c/d"
    assert in_header(OBJECT, place("header")) == "R,100,G,200,B,150"
    assert in_header(OBJECT, place("header", "simple", explode=True)) == "R=100,G=200,B=150"
    assert in_header(LIST, place("header", "pipeDelimited")) == "blue|black|brown"
    assert in_header("two\r\nlines", place("header")) == "two lines"
    assert in_header(OBJECT, place("header", "content")) == '{"R":100,"G":200,"B":150}'


def test_cookies_are_pairs() -> None:
    assert in_cookie("a b", place("cookie")) == ["color=a%20b"]
    assert in_cookie(LIST, place("cookie", "form")) == ["color=blue,black,brown"]
    assert in_cookie(LIST, place("cookie")) == ["color=blue", "color=black", "color=brown"]


@pytest.mark.parametrize(
    ("value", "reserved", "written"),
    [
        ("a b&c=d/é", False, "color=a%20b%26c%3Dd%2F%C3%A9"),
        ("a b/c?d:e", True, "color=a%20b/c?d:e"),
        ("50%2F a&b#c+d[e]", True, "color=50%2F%20a%26b%23c%2Bd%5Be%5D"),
        ("100%", True, "color=100%25"),
        (True, False, "color=true"),
        (1.5, False, "color=1.5"),
        (["a,b", "c"], False, "color=a%2Cb&color=c"),
    ],
)
def test_values_are_percent_encoded(value: Any, reserved: bool, written: str) -> None:
    assert "&".join(in_query(value, place("query", allow_reserved=reserved))) == written


def test_a_comma_within_an_item_is_not_a_delimiter() -> None:
    assert in_query(["a,b", "c"], place("query", "form")) == ["color=a%2Cb,c"]
    assert in_path(["a/b", "c,d"], place("path")) == "a%2Fb,c%2Cd"


def test_a_list_or_an_object_without_members_is_left_out() -> None:
    assert in_query([], place("query", "form")) == in_query({}, place("query")) == in_query(None, place("query")) == []


def test_deep_objects_nest() -> None:
    filters = {"when": {"from": 1}, "tags": ["a", "b"], "none": None}
    assert in_query(filters, place("query", "deepObject", explode=True)) == [
        "color%5Bwhen%5D%5Bfrom%5D=1",
        "color%5Btags%5D%5B0%5D=a",
        "color%5Btags%5D%5B1%5D=b",
    ]


def test_what_is_nested_in_a_flat_style_is_json() -> None:
    assert in_query([{"a": 1}], place("query", "form")) == ["color=%7B%22a%22%3A1%7D"]


def test_forms_write_objects_as_json_unless_a_style_is_given() -> None:
    assert in_form({"a": [1]}, place("form")) == ["color=%7B%22a%22%3A%5B1%5D%7D"]
    assert in_form(LIST, place("form")) == ["color=blue", "color=black", "color=brown"]
    assert in_form({"a": {"b": 1}}, place("form", "deepObject", explode=True)) == ["color%5Ba%5D%5Bb%5D=1"]
    assert in_form(OBJECT, place("form", "form")) == ["color=R,100,G,200,B,150"]


def test_the_name_in_the_request_is_encoded() -> None:
    assert in_query("x", ArgumentPlace("state", "query", "filter[state]")) == ["filter%5Bstate%5D=x"]
    assert in_path("x", ArgumentPlace("a", "path", "b c", "matrix")) == ";b%20c=x"


@pytest.mark.parametrize(
    ("style", "explode", "kind", "text"),
    [
        ("deepObject", True, "object", "each entry sent as `color[name]=value`"),
        ("form", False, "array", "items sent in one value, separated by commas"),
        ("pipeDelimited", False, "array", "items sent in one value, separated by vertical bars"),
        ("spaceDelimited", True, "array", ""),
        ("form", False, "object", "names and values sent in turn in one value, separated by commas"),
        ("content", False, "object", "sent as JSON text"),
        ("", False, "array", ""),
        ("form", False, "string", ""),
    ],
)
def test_a_style_is_told_where_it_matters(style: Any, explode: bool, kind: str, text: str) -> None:
    assert style_in_words(place("query", style, explode=explode), (kind,)) == text
