"""Calls are matched with the semantics of BFCL, altered into wrong ones, and read from outputs."""

from typing import Any

import pytest

from lemnos.steps.evaluate.calls.alter import altered, right_calls, written
from lemnos.steps.evaluate.calls.match import match
from lemnos.steps.evaluate.calls.parse import calls_of_output


def function(name: str = "find", required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"name": name, "parameters": {"type": "dict", "properties": properties, "required": list(required)}}


TEXT, WHOLE, REAL, FLAG = ({"type": kind} for kind in ("string", "integer", "float", "boolean"))
WHOLES, TEXTS = ({"type": "array", "items": {"type": kind}} for kind in ("integer", "string"))
OBJECTS = {"type": "array", "items": {"type": "dict"}}


@pytest.mark.parametrize(
    ("schema", "right", "value", "expected"),
    [
        (TEXT, ["Oslo"], "Oslo", True),
        (TEXT, ["Oslo"], "oSLO", True),
        (TEXT, ["New York, NY"], "new-york ny", True),
        (TEXT, ["Oslo's"], 'Oslo"s', True),
        (TEXT, ["Oslo"], "Bergen", False),
        (TEXT, ["3"], 3, False),
        (WHOLE, [3], 3, True),
        (WHOLE, [3], 3.0, False),
        (WHOLE, [1], True, False),
        (WHOLE, [3], "3", False),
        (WHOLE, ["count"], "count", True),  # a variable stands for a number
        (REAL, [2.0], 2, True),
        (REAL, [2.5], 2, False),
        (FLAG, [True], True, True),
        (FLAG, [True], 1, False),
        (WHOLES, [[1, 2]], [1, 2], True),
        (WHOLES, [[1, 2]], [2, 1], False),
        (WHOLES, [[1, 2]], [1, "2"], False),
        (WHOLES, [[1, 2]], (1, 2), False),
        ({"type": "tuple", "items": {"type": "integer"}}, [[1, 2]], (1, 2), True),
        (TEXTS, [["New York", "Oslo"]], ["new york", "OSLO"], True),
        ({"type": "dict"}, [{"a": [1], "b": ["", 2]}], {"a": 1}, True),
        ({"type": "dict"}, [{"a": [1], "b": [2]}], {"a": 1}, False),
        ({"type": "dict"}, [{"a": ["X y"]}], {"a": "xY"}, True),
        ({"type": "dict"}, [{"a": [1]}], {"a": 1, "c": 2}, False),
        (OBJECTS, [[{"a": [1]}, {"a": [2]}]], [{"a": 1}, {"a": 2}], True),
        (OBJECTS, [[{"a": [1]}, {"a": [2]}]], [{"a": 2}, {"a": 1}], False),
        (OBJECTS, [[{"a": [1]}]], [{"a": 1}, {"a": 1}], False),
    ],
)
def test_a_value_is_right(schema: dict[str, Any], right: list[Any], value: Any, expected: bool) -> None:
    verdict = match("simple_python", [function(x=schema)], [{"find": {"x": value}}], [{"find": {"x": right}}])
    assert verdict.right is expected
    assert bool(verdict.reason) is not expected


FIND = function("find", ("city",), city=TEXT, days=WHOLE)
TOP = function("news.top", (), count=WHOLE)
OSLO, BERGEN = ({"find": {"city": [city], "days": ["", 3]}} for city in ("Oslo", "Bergen"))


@pytest.mark.parametrize(
    ("category", "calls", "answers", "reason"),
    [
        ("simple_python", [{"find": {"city": "Oslo"}}], [OSLO], ""),
        ("simple_python", [{"find": {"city": "Oslo", "days": 3}}], [OSLO], ""),
        ("simple_python", [{"find": {"city": "Oslo", "days": 4}}], [OSLO], "another value"),
        ("simple_python", [{"find": {"days": 3}}], [OSLO], "required argument 'city'"),
        ("simple_python", [{"find": {"city": "Oslo", "when": 3}}], [OSLO], "'when' is unexpected"),
        ("simple_python", [{"look": {"city": "Oslo"}}], [OSLO], "does not call find"),
        ("simple_python", [], [OSLO], "0 calls in place of 1"),
        ("multiple", [{"news.top": {"count": 2}}], [{"news.top": {"count": [2]}}], ""),
        ("multiple", [{"find": {"city": "Oslo"}}], [{"news.top": {"count": [2]}}], "does not call news.top"),
        ("simple_python", [{"news.top": {}}], [{"news.top": {"count": [2]}}], "does not call find"),
        ("parallel", [{"find": {"city": "Bergen"}}, {"find": {"city": "Oslo"}}], [OSLO, BERGEN], ""),
        ("parallel", [{"find": {"city": "Oslo"}}, {"find": {"city": "Oslo"}}], [OSLO, BERGEN], "no call is answer 2"),
        (
            "parallel_multiple",
            [{"news.top": {}}, {"find": {"city": "Oslo"}}],
            [OSLO, {"news.top": {"count": [""]}}],
            "",
        ),
        ("irrelevance", [], [], ""),
        ("live_irrelevance", [{"find": {"city": "Oslo"}}], [], "none fits"),
        ("live_relevance", [{"find": {"city": "Oslo"}}], [], ""),
        ("live_relevance", [], [], "calls no function"),
    ],
)
def test_calls_are_right(category: str, calls: list[Any], answers: list[Any], reason: str) -> None:
    verdict = match(category, [FIND, TOP], calls, answers)
    assert verdict.right is (not reason)
    assert reason in verdict.reason


def test_right_calls_take_the_first_right_value_and_leave_out_what_may_be() -> None:
    functions = [function("find", ("page",), city=TEXT, page=WHOLE, area={"type": "dict"})]
    answers = [{"find": {"city": ["", "Oslo"], "page": ["", 100], "area": [{"a": [1, 2], "b": ["", 3]}]}}]
    assert right_calls(functions, answers) == [{"find": {"page": 100, "area": {"a": 1}}}]


@pytest.mark.parametrize(("category", "answers"), [("multiple", [OSLO]), ("parallel", [OSLO, BERGEN])])
def test_altered_calls_are_wrong_different_and_drawn_by_seed(category: str, answers: list[Any]) -> None:
    made = altered(category, [FIND, TOP], answers, "0:a", 6)
    assert len(made) == 6
    assert all(not match(category, [FIND, TOP], calls, answers).right for calls in made)
    assert len({written(calls) for calls in made}) == 6
    assert made == altered(category, [FIND, TOP], answers, "0:a", 6)
    assert made != altered(category, [FIND, TOP], answers, "1:a", 6)


CALLS = [{"find": {"city": "Oslo", "days": 3}}, {"news.top": {}}]


@pytest.mark.parametrize(
    "output",
    [
        "[find(city='Oslo', days=3), news.top()]",
        " find(city='Oslo', days=3), news.top() ",
        "```python\n[find(city='Oslo', days=3), news.top()]\n```",
        "<think>Which one?</think>\n[find(city='Oslo', days=3), news.top()]",
        "[find('Oslo', 3), news.top()]",
        '[{"name": "find", "arguments": {"city": "Oslo", "days": 3}}, {"name": "news.top", "arguments": {}}]',
        '```json\n[{"name": "find", "arguments": "{\\"city\\": \\"Oslo\\", \\"days\\": 3}"}, '
        '{"name": "news.top", "arguments": {}}]\n```',
        '<tool_call>{"name": "find", "arguments": {"city": "Oslo", "days": 3}}</tool_call>'
        '<tool_call>{"name": "news.top", "arguments": {}}</tool_call>',
        "<tool_call><function=find><parameter=city>Oslo</parameter><parameter=days>3</parameter></function>"
        "<function=news.top></function></tool_call>",
    ],
)
def test_calls_are_read_from_every_notation(output: str) -> None:
    assert calls_of_output(output, [FIND, TOP]) == CALLS


@pytest.mark.parametrize("output", ["", "[]", "No function fits.", "I could call find, but the city is missing.", "{"])
def test_an_output_without_a_call_gives_none(output: str) -> None:
    assert calls_of_output(output, [FIND, TOP]) == []


@pytest.mark.parametrize(
    ("written_value", "value"),
    [
        ("[1, (2, 3)]", [1, (2, 3)]),
        ("{'a': [-1.5, None, True]}", {"a": [-1.5, None, True]}),
        ("'a) b, [c]'", "a) b, [c]"),
        ("today", "today"),
        ("date(2024, 5, 1)", "date(2024, 5, 1)"),
        ("2 * x + 1", "2 * x + 1"),
    ],
)
def test_a_value_of_an_output_is_read_as_python_writes_it(written_value: str, value: Any) -> None:
    assert calls_of_output(f"[find(city={written_value})]", [FIND]) == [{"find": {"city": value}}]


def test_what_is_written_is_read_back() -> None:
    calls: list[Any] = [{"find": {"city": 'O\'Slo "x"', "days": [1, {"a": None}]}}, {"news.top": {"count": 2.5}}]
    assert calls_of_output(written(calls), [FIND, TOP]) == calls
