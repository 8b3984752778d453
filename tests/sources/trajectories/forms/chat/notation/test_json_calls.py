"""Calls as JSON text, and what data sets write in place of JSON."""

from typing import Any

import pytest

from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in, calls_of

BREST = {"port": "Brest"}


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ('{"name": "tide", "arguments": {"port": "Brest"}}', []),
        ('{"name": "tide", "parameters": {"port": "Brest"}}', []),
        ('[{"name": "tide", "arguments": {"port": "Brest"}}]', []),
        ('{"function": {"name": "tide", "arguments": {"port": "Brest"}}}', []),
        ('{"function": "tide", "arguments": {"port": "Brest"}}', []),
        ('{"tool_calls": [{"name": "tide", "arguments": {"port": "Brest"}}]}', []),
        ('```json\n{"name": "tide", "arguments": {"port": "Brest"}}\n```', []),
        ("{'name': 'tide', 'arguments': {'port': 'Brest'}}", ["python_literals"]),
        ('{"name": "tide", "arguments": {"port": "Brest"}', ["mended_json"]),
        ('{"name": "tide", "arguments": {"port": "Brest",}}', ["python_literals"]),
    ],
)
def test_one_call_is_the_same_however_it_is_written(text: str, repaired: list[str]) -> None:
    notes: list[str] = []
    found = calls_in(text, notes)
    assert found is not None
    assert [(call.name, call.arguments) for call in found] == [("tide", BREST)]
    assert notes == repaired


@pytest.mark.parametrize(
    ("inner", "arguments"),
    [
        ('{"port": "Brest"}', '{"port": "Brest"}'),
        ('{"port": "Brest, the sailor\'s port"}', '{"port": "Brest, the sailor\'s port"}'),
        ('{"port": "Brest, the sailor\\\'s port"}', '{"port": "Brest, the sailor\'s port"}'),
    ],
)
def test_arguments_between_single_quotation_marks_may_hold_more_of_these(inner: str, arguments: Any) -> None:
    found = calls_in('{"name": "tide", "arguments": \'' + inner + "'}", [])
    assert found is not None
    assert [(call.name, call.arguments) for call in found] == [("tide", arguments)]


def test_calls_in_lines_are_several() -> None:
    found = calls_in('{"name": "a", "arguments": {}}\n{"name": "b", "arguments": {}}', [])
    assert found is not None
    assert [call.name for call in found] == ["a", "b"]


@pytest.mark.parametrize(
    "text", ["", "Hello.", "{}", "[]", '{"city": "Oslo"}', "[1, 2]", '["a"]', "{'a': 1}", "{" * 3000]
)
def test_other_texts_are_no_calls(text: str) -> None:
    assert not calls_in(text, [])


@pytest.mark.parametrize("value", [None, 3, "x", {}, [], [None], [{"name": 5}], {"function": {}}, {"name": ""}])
def test_other_values_are_no_calls(value: Any) -> None:
    assert not calls_of(value)


def test_an_id_is_kept() -> None:
    found = calls_of([{"id": "c1", "function": {"name": "tide", "arguments": "{}"}}])
    assert found is not None
    assert (found[0].id, found[0].arguments) == ("c1", "{}")
