"""Calls as Python text, and what data sets write in place of Python."""

import pytest

from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls


def read(text: str) -> tuple[list[tuple[str, object]] | None, list[str]]:
    repaired: list[str] = []
    found = python_calls(text, repaired, {"tide": ["port", "day"]})
    return (None if found is None else [(call.name, call.arguments) for call in found]), repaired


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('tide(port="Brest", day=2)', [("tide", {"port": "Brest", "day": 2})]),
        ("[tide(port='Brest'), wind()]", [("tide", {"port": "Brest"}), ("wind", {})]),
        ("tide(port='A')\ntide(port='B')", [("tide", {"port": "A"}), ("tide", {"port": "B"})]),
        ("tide(port='A'); tide(port='B')", [("tide", {"port": "A"}), ("tide", {"port": "B"})]),
        ("[sea.tide_v2(x=-1.5)]", [("sea.tide_v2", {"x": -1.5})]),
        ('[Tide Table API(port="Brest")]', [("Tide Table API", {"port": "Brest"})]),
        ('[/v1/tides-of/{port}(port="Brest")]', None),
        ('[/v1/tides-of(port="Brest")]', [("/v1/tides-of", {"port": "Brest"})]),
        (
            "f(a=true, b=false, c=null, d=True, e=None)",
            [("f", {"a": True, "b": False, "c": None, "d": True, "e": None})],
        ),
        ("f(a=[1, {'b': (2, 3)}], c={'d': {'e': true}})", [("f", {"a": [1, {"b": [2, 3]}], "c": {"d": {"e": True}}})]),
        ("f(a={1: 'x'})", [("f", {"a": {"1": "x"}})]),
        ("f(a=\"x(y), [z]='w'\")", [("f", {"a": "x(y), [z]='w'"})]),
        ('f(a="line\\nbreak \\"q\\"")', [("f", {"a": 'line\nbreak "q"'})]),
        ("f(a='''x, 'y' (z''')", [("f", {"a": "x, 'y' (z"})]),
        ("f(a=10**0, b=12345678901234567890)", [("f", {"a": "10**0", "b": 12345678901234567890})]),
        ('f(class="economy", from="A")', [("f", {"class": "economy", "from": "A"})]),
        ('f(a-b="x")', [("f", {"a-b": "x"})]),
        ("f(a=r'\\d+')", [("f", {"a": "\\d+"})]),
        ("  [ f( ) ]  ", [("f", {})]),
    ],
)
def test_calls_are_parsed(text: str, expected: list[tuple[str, object]] | None) -> None:
    assert read(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("f(a=Brest)", {"a": "Brest"}),
        ("f(a=Le Conquet, b=2)", {"a": "Le Conquet", "b": 2}),
        ("f(a=2034-05-10)", {"a": "2034-05-10"}),
        ("f(a=10:30, b='x')", {"a": "10:30", "b": "x"}),
        ("f(a=Harry's bar, b=1)", {"a": "Harry's bar", "b": 1}),
        ("f(a='the sailor's port', b=1)", {"a": "the sailor's port", "b": 1}),
        ("f(a=datetime(2020, 1, 2))", {"a": "datetime(2020, 1, 2)"}),
    ],
)
def test_a_value_that_is_no_literal_is_its_text(text: str, arguments: dict[str, object]) -> None:
    found, repaired = read(text)
    assert (found, repaired) == ([("f", arguments)], ["unquoted_values"])


def test_arguments_without_names_get_those_of_the_parameters() -> None:
    assert read('tide("Brest", day=2)') == ([("tide", {"port": "Brest", "day": 2})], ["positional_arguments"])
    assert read('wind("Brest", 3)') == ([("wind", {"0": "Brest", "1": 3})], ["positional_arguments"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "Hello.",
        "I call f(x) now.",
        "f(a=1",
        "f(a=1))",
        "[1, 2]",
        '{"name": "f"}',
        "f",
        "()",
        "f(a=1) and g(b=2)",
    ],
)
def test_other_texts_are_no_calls(text: str) -> None:
    assert read(text)[0] is None


@pytest.mark.parametrize("text", ["f(" * 3000, "f(a=" + "[" * 3000 + ")", "f(a=" + "1+" * 5000 + "1)", "f(\x00=1)"])
def test_hostile_text_ends(text: str) -> None:
    read(text)
