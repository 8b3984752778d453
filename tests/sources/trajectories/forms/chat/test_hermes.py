"""Calls, outputs and tools in tags, in conversations of both notations."""

from typing import Any

import pytest

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.hermes import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

CALL = '<tool_call>\n{"name": "tide", "arguments": {"port": "Brest"}}\n</tool_call>'
OUTPUT = "<tool_response>\n06:12\n</tool_response>"
SYSTEM = 'Call functions. <tools>[{"name": "tide", "description": "T", "parameters": {"type": "object"}}]</tools>'
EXPECTED = [
    Said("user", "High water in Brest?"),
    Said("assistant", "", (("tide", '{"port":"Brest"}'),)),
    Said("tool", "06:12"),
    Said("assistant", "At 06:12."),
]


def record(*turns: tuple[str, str], first: str = "from", second: str = "value", **more: Any) -> dict[str, Any]:
    return {"conversations": [{first: speaker, second: text} for speaker, text in turns], **more}


RUN = (("human", "High water in Brest?"), ("gpt", CALL), ("tool", OUTPUT), ("gpt", "At 06:12."))


@pytest.mark.parametrize(
    "value",
    [
        record(*RUN),
        record(
            ("user", RUN[0][1]),
            ("assistant", CALL),
            ("tool", OUTPUT),
            ("assistant", "At 06:12."),
            first="role",
            second="content",
        ),
        record(
            ("user", RUN[0][1]),
            ("assistant", CALL),
            ("user", OUTPUT),
            ("assistant", "At 06:12."),
            first="role",
            second="content",
        ),
        record(RUN[0], RUN[1], ("tool", "06:12"), RUN[3]),
        record(RUN[0], ("function_call", CALL), RUN[2], RUN[3]),
    ],
)
def test_one_run_is_the_same_in_each_notation(value: dict[str, Any]) -> None:
    assert told(read_one(FORM, value)) == EXPECTED


def test_tools_are_those_of_the_record_or_of_the_system_message() -> None:
    found = read_one(FORM, record(("system", SYSTEM), *RUN))
    assert told(found)[0] == Said("system", SYSTEM)
    assert [tool.name for tool in offered(found)] == ["tide"]
    found = read_one(
        FORM, record(("system", SYSTEM), *RUN, tools='[{"name": "wind", "parameters": {"type": "object"}}]')
    )
    assert [tool.name for tool in offered(found)] == ["wind"]


def test_a_thought_and_words_are_kept_apart_from_calls() -> None:
    found = read_one(FORM, record(RUN[0], ("gpt", f"<think>\nLook.\n</think>\n\nI look.\n{CALL}"), *RUN[2:]))
    assert told(found)[1] == Said("assistant", "I look.", (("tide", '{"port":"Brest"}'),), "Look.")


def test_several_outputs_in_one_turn_answer_the_calls_in_order() -> None:
    found = read_one(
        FORM, record(RUN[0], ("gpt", CALL + "\n" + CALL), ("tool", OUTPUT + "<tool_response>7</tool_response>"), RUN[3])
    )
    assert [said.content for said in told(found)[2:4]] == ["06:12", "7"]
    assert found.repaired == ()


def test_words_behind_an_output_are_the_users() -> None:
    found = read_one(FORM, record(RUN[0], RUN[1], ("human", f"{OUTPUT}\nBe brief."), RUN[3]))
    assert told(found)[2:4] == [Said("tool", "06:12"), Said("user", "Be brief.")]


def test_a_call_whose_output_is_missing_is_no_sound_record() -> None:
    other = '<tool_call>{"name": "wind", "arguments": {}}</tool_call>'
    (found,) = read_all(FORM, record(RUN[0], ("gpt", CALL + other), ("tool", '{"name": "tide", "content": 6}'), RUN[3]))
    assert isinstance(found, Rejected)
    assert found.rule == "unanswered_call"


def test_results_of_openhands_for_models_without_tools_are_outputs() -> None:
    call = "I list.\n<function=execute_bash>\n<parameter=command>\nls\n</parameter>\n</function>"
    result = "EXECUTION RESULT of [execute_bash]:\na.txt"
    value = {
        "messages": [
            {"role": role, "content": text}
            for role, text in (("user", "List."), ("assistant", call), ("user", result), ("assistant", "One file."))
        ]
    }
    assert told(read_one(FORM, value)) == [
        Said("user", "List."),
        Said("assistant", "I list.", (("execute_bash", '{"command":"ls"}'),)),
        Said("tool", result),
        Said("assistant", "One file."),
    ]


def test_broken_json_between_tags_is_mended_and_no_call_is_told() -> None:
    found = read_one(
        FORM,
        record(RUN[0], ("gpt", '<tool_call>{"name": "tide", "arguments": {"port": "Brest"}</tool_call>'), *RUN[2:]),
    )
    assert (told(found), found.repaired) == (EXPECTED, ("mended_json",))
    with pytest.raises(FormError):
        read_all(FORM, record(RUN[0], ("gpt", "<tool_call>nothing</tool_call>")))


def test_a_user_who_writes_a_tag_is_no_reason() -> None:
    assert not FORM.looks_like(record(("human", "What is <tool_call>?"), ("gpt", "A tag.")))
