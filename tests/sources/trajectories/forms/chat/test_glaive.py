"""Conversations as one text."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat import sharegpt
from lemnos.sources.trajectories.forms.chat.glaive import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

TOOL = {
    "name": "tide",
    "description": "T",
    "parameters": {"type": "object", "properties": {"port": {"type": "string"}}},
}
INTRODUCTION = "You are a helpful assistant with access to the following functions. Use them if required -\n"
SYSTEM = f"SYSTEM: {INTRODUCTION}{json.dumps(TOOL, indent=4)}\n"
NO_TOOLS = "SYSTEM: You are a helpful assistant, with no access to external functions."
CALL = """<functioncall> {"name": "tide", "arguments": '{"port": "Brest"}'} <|endoftext|>"""
CHAT = (
    f"USER: High water?\n\n\nASSISTANT: {CALL}\n\n\nFUNCTION RESPONSE: 06:12\n\n\n"
    "ASSISTANT: At 06:12. <|endoftext|>\n\n\n"
)
EXPECTED = [
    Said("user", "High water?"),
    Said("assistant", "", (("tide", '{"port":"Brest"}'),)),
    Said("tool", "06:12"),
    Said("assistant", "At 06:12."),
]


@pytest.mark.parametrize(
    "record",
    [
        {"system": SYSTEM, "chat": CHAT},
        {"system": SYSTEM, "chat": CHAT.replace("\n", " ").strip()},
        {"system": SYSTEM, "chat": CHAT.replace("ASSISTANT:", "A:")},
        {"sample": f"{SYSTEM}{CHAT}"},
        {"text": f"{SYSTEM}{CHAT}"},
    ],
)
def test_one_run_is_the_same_in_each_version(record: dict[str, Any]) -> None:
    found = read_one(FORM, record)
    assert told(found) == EXPECTED
    assert [tool.name for tool in offered(found)] == ["tide"]


def test_the_version_of_llama_factory_is_the_same_record() -> None:
    turns = [
        ("human", "High water?"),
        ("function_call", json.dumps({"name": "tide", "arguments": {"port": "Brest"}})),
        ("observation", "06:12"),
        ("gpt", "At 06:12."),
    ]
    other = {
        "conversations": [{"from": speaker, "value": value} for speaker, value in turns],
        "tools": json.dumps([TOOL]),
    }
    assert read_one(FORM, {"system": SYSTEM, "chat": CHAT}).id == read_one(sharegpt.FORM, other).id


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (SYSTEM, None),
        (NO_TOOLS, None),
        ("SYSTEM: Speak like a pirate.", "Speak like a pirate."),
        (f"SYSTEM: Be brief. {json.dumps(TOOL)}", f"Be brief. {json.dumps(TOOL)}"),
    ],
)
def test_a_system_message_that_only_lists_tools_is_left_out(system: str, expected: str | None) -> None:
    first = told(read_one(FORM, {"system": system, "chat": CHAT}))[0]
    assert (first.content if first.role == "system" else None) == expected


def test_words_before_a_call_are_kept() -> None:
    found = read_one(FORM, {"system": SYSTEM, "chat": CHAT.replace(CALL, f"I look. {CALL}")})
    assert told(found)[1] == Said("assistant", "I look.", (("tide", '{"port":"Brest"}'),))


def test_apostrophes_in_arguments_are_read() -> None:
    found = read_one(FORM, {"system": SYSTEM, "chat": CHAT.replace('"Brest"', '"Harry\'s port"')})
    assert told(found)[1].calls == (("tide", '{"port":"Harry\'s port"}'),)
    assert "quoted_arguments" in found.repaired


def test_a_mark_inside_a_line_is_words() -> None:
    found = read_one(FORM, {"chat": "USER: What does USER: mean?\n\nASSISTANT: A mark. <|endoftext|>"})
    assert told(found) == [Said("user", "What does USER: mean?"), Said("assistant", "A mark.")]


def test_a_call_that_is_none_is_told() -> None:
    with pytest.raises(FormError):
        read_all(FORM, {"chat": "USER: x\nASSISTANT: <functioncall> nothing"})


@pytest.mark.parametrize(
    "record", [{"chat": "Hello."}, {"text": "She said USER: and ASSISTANT: twice."}, {"chat": []}, [], None]
)
def test_other_texts_are_not_taken(record: Any) -> None:
    assert not FORM.looks_like(record)
