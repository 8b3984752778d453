"""Text of the ReAct kind: labels, and how actions become calls."""

from typing import Any

import pytest

from lemnos.sources.trajectories.draft import DraftCall
from lemnos.sources.trajectories.forms.chat.notation.react_text import (
    Said,
    acts_in_text,
    call_of,
    events_of,
    exchange,
    pieces_of,
)


@pytest.mark.parametrize(
    ("action", "given", "name", "arguments"),
    [
        ("search[Graz (Austria)]", None, "search", {"input": "Graz (Austria)"}),
        ("search[]", None, "search", {}),
        ("look_up[a[0]]", None, "look_up", {"input": "a[0]"}),
        ("get_neighbors(#0, river.mouth)", None, "get_neighbors", {"input": "#0, river.mouth"}),
        ("add(a=3, b=[4, 5])", None, "add", {"a": 3, "b": [4, 5]}),
        ("add(a=x)", None, "add", {"input": "a=x"}),
        ("now()", None, "now", {}),
        ("Search", "Graz", "Search", {"input": "Graz"}),
        ("Search", '{"place": "Graz", "most": 3}', "Search", {"place": "Graz", "most": 3}),
        ("Search", "{'place': 'Graz'}", "Search", {"place": "Graz"}),
        ("Search", '{"place": ', "Search", {"input": '{"place": '}),
        ("python", "```python\nprint(1)\n```", "python", {"input": "print(1)"}),
        ("bash\n\n```bash\nls -l\n```", None, "bash", {"command": "ls -l"}),
        ("Operation\n```sql\nSELECT 1\n```", None, "Operation", {"query": "SELECT 1"}),
        ("```python\nx = 1\ny = 2\n```", None, "python", {"code": "x = 1\ny = 2"}),
        ('```json\n{"action": "Search", "action_input": {"q": "x"}}\n```', None, "Search", {"q": "x"}),
        ('```\n{"action": "Search", "action_input": "x"}\n```', None, "Search", {"input": "x"}),
        ("finish", None, "finish", {}),
        ("go to drawer 1", None, "act", {"command": "go to drawer 1"}),
        ("look", None, "act", {"command": "look"}),
    ],
)
def test_an_action_becomes_the_call_that_the_rules_say(
    action: str, given: str | None, name: str, arguments: Any
) -> None:
    assert call_of(action, given) == DraftCall(name, arguments)


def test_a_structured_final_answer_is_words() -> None:
    assert call_of('```\n{"action": "Final Answer", "action_input": "It is the Mur."}\n```') == "It is the Mur."


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Thought: I look.\nAction: search[x]", True),
        ("THOUGHT: I look.\nACTION: go north", True),
        ("Think: I look.\n\nAct: bash\n\n```bash\nls\n```", True),
        ("Thought 2: I look.\nAction 2: Search\nAction Input 2: x", True),
        ("I count.\nAction: Operation\n```sql\nSELECT 1\n```", True),
        ("Action: search[x]", True),
        ("Action: call your bank today.", False),
        ("The contract says:\nAct: the law of 1990", False),
        ("Thought: nothing to do.", False),
        ("We should discuss the action: it is late.", False),
        ("", False),
    ],
)
def test_text_acts_only_if_it_holds_an_action_of_the_kind(text: str, acts: bool) -> None:
    assert acts_in_text(text) is acts


def test_an_observation_keeps_its_lines_and_those_that_look_like_a_second_one() -> None:
    text = "Action: read[x]\nObservation: first\n\n  second\nObservation: third\nThought: done"
    assert [tuple(piece) for piece in pieces_of(text)] == [
        ("action", "read[x]"),
        ("observation", "first\n\n  second\nObservation: third"),
        ("thought", "done"),
    ]


def test_text_of_several_steps_becomes_events_in_its_order() -> None:
    text = "Question: How far?\nThought: Measure.\nAction: measure[a]\nObservation: 3 km\n"
    text += "Thought: Good.\nFinal Answer: 3 km"
    assert [(event.speaker, event.reasoning, event.content, len(event.calls)) for event in events_of(text)] == [
        ("user", "", "How far?", 0),
        ("assistant", "Measure.", "", 1),
        ("tool", "", "3 km", 0),
        ("assistant", "Good.", "3 km", 0),
    ]


def test_an_answer_before_another_task_is_words_and_the_task_no_output() -> None:
    said = [
        Said("user", "First task."),
        Said("assistant", "Think: Six.\n\nAct: answer(6)", False),
        Said("user", "Second task."),
        Said("assistant", "Think: Done.\n\nAct: finish", False),
        Said("user", "Third task."),
        Said("assistant", "Act: bash\n\n```bash\nls\n```"),
        Said("user", "a b"),
    ]
    assert [(event.speaker, event.content, [call.name for call in event.calls]) for event in exchange(said)] == [
        ("user", "First task.", []),
        ("assistant", "6", []),
        ("user", "Second task.", []),
        ("assistant", "finish", []),
        ("user", "Third task.", []),
        ("assistant", "", ["bash"]),
        ("tool", "a b", []),
    ]


def test_an_observation_is_an_output_whoever_says_it() -> None:
    said = [
        Said("user", "Task."),
        Said("assistant", "Thought: I end.\nAction: finish[no]"),
        Said("assistant", "Observation: reward = 1"),
        Said("user", "Observation: reward = 0"),
    ]
    assert [(event.speaker, event.content) for event in exchange(said)] == [
        ("user", "Task."),
        ("assistant", ""),
        ("tool", "reward = 1\nObservation: reward = 0"),
    ]
