"""Items of OpenAI's Responses API and rollouts of NeMo Gym."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.openai_responses import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

ASKED = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "High water in Brest?"}]}
CALLED = {"type": "function_call", "id": "fc", "call_id": "k", "name": "tide", "arguments": '{"port": "Brest"}'}
RETURNED = {"type": "function_call_output", "call_id": "k", "output": "06:12"}
ANSWERED = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "At 06:12."}]}
RUN = [ASKED, CALLED, RETURNED, ANSWERED]
EXPECTED = [
    Said("user", "High water in Brest?"),
    Said("assistant", "", (("tide", '{"port":"Brest"}'),)),
    Said("tool", "06:12"),
    Said("assistant", "At 06:12."),
]
TOOLS = [{"type": "function", "name": "tide", "description": "T", "parameters": {"type": "object", "properties": {}}}]


@pytest.mark.parametrize(
    "record",
    [
        RUN,
        {"items": RUN},
        {"object": "list", "data": RUN},
        {"input": RUN[:1], "output": RUN[1:]},
        {"input": "High water in Brest?", "output": RUN[1:]},
        {"input": RUN[:1], "response": {"object": "response", "output": RUN[1:]}},
        {"input": [{"role": "user", "content": "High water in Brest?"}], "output": RUN[1:]},
        {"responses_create_params": {"input": RUN[:3]}, "response": {"output": RUN[3:]}},
    ],
)
def test_items_are_the_same_wherever_they_lie(record: Any) -> None:
    assert told(read_one(FORM, record)) == EXPECTED


def test_a_rollout_has_its_outcome_and_tools() -> None:
    record = {
        "responses_create_params": {
            "input": RUN[:1],
            "instructions": "Help.",
            "tools": [*TOOLS, {"type": "web_search"}],
        },
        "response": {"output": RUN[1:], "model": "m"},
        "reward": 0.5,
        "rubric_passed": 2,
        "seed": 4,
        "_ng_task_index": 9,
    }
    found = read_one(FORM, record)
    assert told(found) == [Said("system", "Help."), *EXPECTED]
    assert (found.outcome.reward, found.outcome.details) == (0.5, '{"rubric_passed":2}')
    assert (found.origin.model, found.origin.task) == ("m", "9")
    assert [tool.name for tool in offered(found)] == ["tide"]
    assert [tool.name for tool in found.tools] == ["tide", "web_search"]


@pytest.mark.parametrize(
    ("item", "reasoning", "repaired"),
    [
        ({"summary": [{"type": "summary_text", "text": "A"}, {"type": "summary_text", "text": "B"}]}, "A\n\nB", ()),
        ({"summary": [{"text": "A"}], "content": [{"type": "reasoning_text", "text": "Long."}]}, "Long.", ()),
        ({"summary": [], "encrypted_content": "Zg"}, "", ("encrypted_reasoning",)),
        ({"summary": [{"text": "A"}], "encrypted_content": "Zg"}, "A", ("encrypted_reasoning",)),
    ],
)
def test_a_thought_is_its_text_or_its_summary(item: dict[str, Any], reasoning: str, repaired: tuple[str, ...]) -> None:
    found = read_one(FORM, [ASKED, {"type": "reasoning", **item}, *RUN[1:]])
    assert told(found)[1].reasoning == reasoning
    assert found.repaired == repaired


def test_a_thought_after_its_call_is_of_that_call() -> None:
    thought = {"type": "reasoning", "summary": [{"text": "Look."}]}
    found = read_one(FORM, [ASKED, CALLED, thought, RETURNED, ANSWERED])
    assert told(found)[1] == Said("assistant", "", (("tide", '{"port":"Brest"}'),), "Look.")


@pytest.mark.parametrize(
    ("items", "name", "arguments", "output"),
    [
        (
            [
                {"type": "custom_tool_call", "call_id": "c", "name": "run", "input": "ls"},
                {"type": "custom_tool_call_output", "call_id": "c", "output": "a.txt"},
            ],
            "run",
            {"input": "ls"},
            "a.txt",
        ),
        (
            [
                {
                    "type": "local_shell_call",
                    "call_id": "c",
                    "action": {"type": "exec", "command": ["ls"], "env": None},
                },
                {"type": "local_shell_call_output", "call_id": "c", "output": "a.txt"},
            ],
            "local_shell",
            {"type": "exec", "command": ["ls"]},
            "a.txt",
        ),
        (
            [
                {
                    "type": "computer_call",
                    "call_id": "c",
                    "id": "q",
                    "action": {"type": "click", "x": 1},
                    "pending_safety_checks": [],
                },
                {
                    "type": "computer_call_output",
                    "call_id": "c",
                    "output": {"type": "computer_screenshot", "image_url": "u"},
                },
            ],
            "computer",
            {"type": "click", "x": 1},
            "[[image 1]]",
        ),
        (
            [
                {
                    "type": "code_interpreter_call",
                    "id": "c",
                    "code": "1+1",
                    "outputs": [{"type": "logs", "logs": "2"}],
                    "status": "completed",
                }
            ],
            "code_interpreter",
            {"code": "1+1"},
            '[{"type": "logs", "logs": "2"}]',
        ),
        (
            [{"type": "file_search_call", "id": "c", "queries": ["tide"], "results": None}],
            "file_search",
            {"queries": ["tide"]},
            "(no output)",
        ),
        (
            [
                {
                    "type": "mcp_call",
                    "id": "c",
                    "name": "tide",
                    "server_label": "s",
                    "arguments": '{"port":"B"}',
                    "output": "06:12",
                }
            ],
            "tide",
            {"port": "B"},
            "06:12",
        ),
        (
            [{"type": "mcp_call", "id": "c", "name": "tide", "arguments": "{}", "output": None, "error": "down"}],
            "tide",
            {},
            "down",
        ),
    ],
)
def test_calls_of_built_in_tools_have_their_outputs(
    items: list[dict[str, Any]], name: str, arguments: dict[str, Any], output: str
) -> None:
    said = told(read_one(FORM, [ASKED, *items, ANSWERED]))
    ((found, text),) = said[1].calls
    assert (found, json.loads(text), said[2].content) == (name, arguments, output)


@pytest.mark.parametrize(
    ("expected", "ending", "last"),
    [
        ({"expected_action": CALLED}, "call", Said("assistant", "", (("tide", '{"port":"Brest"}'),))),
        ({"expected_action": {"type": "message", "content": "Which day?"}}, "answer", Said("assistant", "Which day?")),
        (
            {"expected_answers": [{"name": "tide", "arguments": {"port": "A"}}, {"name": "tide", "arguments": {}}]},
            "call",
            Said("assistant", "", (("tide", '{"port":"A"}'), ("tide", "{}"))),
        ),
    ],
)
def test_what_a_record_expects_is_its_last_message(expected: dict[str, Any], ending: str, last: Said) -> None:
    found = read_one(FORM, {"responses_create_params": {"input": [ASKED]}, **expected})
    assert (found.ending, told(found)[-1]) == (ending, last)


def test_unknown_items_are_told_and_known_ones_without_words_are_not() -> None:
    skipped = [{"type": "mcp_list_tools", "tools": []}, {"type": "item_reference", "id": "i"}]
    assert read_one(FORM, [ASKED, *skipped, ANSWERED]).repaired == ()
    assert read_one(FORM, [ASKED, {"type": "hologram"}, ANSWERED]).repaired == ("unknown_events",)


def test_a_record_that_continues_another_says_so() -> None:
    record = {"input": [ASKED], "output": [ANSWERED], "previous_response_id": "resp_1"}
    assert read_one(FORM, record).repaired == ("continues_earlier",)


@pytest.mark.parametrize("item", [5, None, {"type": "message", "role": "narrator", "content": "x"}])
def test_an_item_that_does_not_follow_the_form_is_told(item: Any) -> None:
    with pytest.raises(FormError):
        read_all(FORM, [ASKED, item])


def test_an_anthropic_message_of_type_message_is_of_another_form() -> None:
    block = {"type": "tool_use", "id": "t", "name": "n", "input": {}}
    assert not FORM.looks_like(
        {"messages": [{"role": "user", "content": "x"}, {"type": "message", "role": "assistant", "content": [block]}]}
    )
