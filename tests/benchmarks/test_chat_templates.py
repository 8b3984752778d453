"""Exports render with chat templates in the styles of ten families: at once, turn by turn, and with nothing lost."""

import json
import struct
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")

import chat_templates
from lemnos.exports import export
from lemnos.text.chat_template import environment
from tests.exports.test_round_trip import CASES

FOLDER = Path(__file__).parent / "templates"
KINDS = {
    "hermes": "string object",
    "ipython": "object",
    "lists": "object",
    "begin_calls": "string",
    "no_system": "object",
    "actions": "string",
    "keys_and_values": "object",
    "channels": "string",
    "roles": "string object",
    "functions": "object",
}
"""Name of a template → the kinds of arguments that it renders."""
BROKEN = {"broken_arguments"}
"""Cases whose arguments are no object, which no template that wants one renders."""
TEXTS = [
    name
    for name, trajectory in CASES.items()
    if name not in BROKEN and not any(message.attachments for message in trajectory.messages)
]
"""Cases without images, for which a template of text has no place."""
WAYS = [(name, kind) for name, kinds in KINDS.items() for kind in kinds.split()]


@cache
def template(name: str) -> Any:
    return environment().from_string(chat_templates.templates(FOLDER / f"{name}.jinja"))


def row(case: str, kind: str, folder: Path) -> dict[str, Any]:
    export([CASES[case]], "openai", folder / "rows.jsonl", arguments=kind)
    made: dict[str, Any] = json.loads((folder / "rows.jsonl").read_text("utf-8"))
    return made


@pytest.mark.parametrize("case", TEXTS)
@pytest.mark.parametrize(("name", "kind"), WAYS)
def test_a_row_renders_the_same_turn_by_turn_and_at_once(name: str, kind: str, case: str, tmp_path: Path) -> None:
    made = row(case, kind, tmp_path)
    verdict = chat_templates.check(template(name), made, kind)
    assert verdict.error == ""
    assert verdict.incremental
    assert verdict.whole


@pytest.mark.parametrize(("name", "kind"), WAYS)
def test_rows_of_parquet_render_as_lines_do(name: str, kind: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    export((CASES[case] for case in TEXTS), "openai", tmp_path / "rows.parquet", arguments=kind)
    for case, read in zip(TEXTS, pq.read_table(tmp_path / "rows.parquet").to_pylist(), strict=True):
        decoded = {**read, "tools": json.loads(read["tools"])}  # as datasets does; arguments are decoded by the check
        verdict = chat_templates.check(template(name), decoded, kind)
        assert verdict == chat_templates.check(template(name), row(case, kind, tmp_path), kind)


@pytest.mark.parametrize("name", [name for name, kinds in KINDS.items() if "string" in kinds])
def test_arguments_that_are_no_object_render_where_text_does(name: str, tmp_path: Path) -> None:
    verdict = chat_templates.check(template(name), row("broken_arguments", "string", tmp_path), "string")
    assert (verdict.error, verdict.incremental, verdict.whole) == ("", True, True)


def test_there_is_a_template_for_each_row_of_the_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.jinja")} == set(KINDS)
    assert sum(kinds == "object" for kinds in KINDS.values()) >= 3
    assert sum(kinds == "string" for kinds in KINDS.values()) >= 3


@pytest.mark.parametrize("name", [name for name, kinds in KINDS.items() if " " not in kinds])
def test_a_template_of_one_kind_refuses_the_other(name: str, tmp_path: Path) -> None:
    other = "string" if KINDS[name] == "object" else "object"
    assert chat_templates.check(template(name), row("calls", other, tmp_path), other).error


def test_the_text_of_a_row_is_as_the_template_says(tmp_path: Path) -> None:
    made = row("calls", "object", tmp_path)
    made["tools"] = []
    text = chat_templates.render(template("hermes"), made["messages"], made["tools"])
    assert text == (
        "<|im_start|>system\nYou are brief.\n<|im_end|>\n"
        "<|im_start|>user\nIs it warmer in Oslo or in Rome?<|im_end|>\n"
        "<|im_start|>assistant\n<think>\nBoth, then.\n</think>\n\n"
        '<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>\n'
        '<tool_call>\n{"name": "weather", "arguments": {"city": "Rome", "days": 2}}\n</tool_call><|im_end|>\n'
        "<|im_start|>user\n<tool_response>\n4 °C\n</tool_response>\n"
        '<tool_response>\n{"now": 19}\n</tool_response><|im_end|>\n'
        "<|im_start|>assistant\nOne more look.\n"
        '<tool_call>\n{"name": "weather", "arguments": {"city": "Rome"}}\n</tool_call><|im_end|>\n'
        "<|im_start|>user\n<tool_response>\n19 °C\n</tool_response><|im_end|>\n"
        "<|im_start|>assistant\nIn Rome.<|im_end|>\n"
    )


def test_a_template_that_forgets_earlier_turns_is_not_incremental(tmp_path: Path) -> None:
    forgetful = environment().from_string("{{ messages[-1].content }}")
    verdict = chat_templates.check(forgetful, row("calls", "string", tmp_path), "string")
    assert (verdict.error, verdict.incremental, verdict.whole) == ("", False, False)


def test_templates_are_found_in_the_files_of_models(tmp_path: Path) -> None:
    named = [{"name": "default", "template": "a"}, {"name": "tool_use", "template": "b"}]
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"chat_template": named}))
    key, text = b"tokenizer.chat_template", b"{{ messages }}"
    listed = b"".join(struct.pack("<Q", len(word)) + word for word in (b"one", b"two"))
    data = b"GGUF" + struct.pack("<IQQ", 3, 0, 3)
    data += struct.pack("<Q", 4) + b"size" + struct.pack("<II", 4, 7)
    data += struct.pack("<Q", 5) + b"words" + struct.pack("<IIQ", 9, 8, 2) + listed
    data += struct.pack("<Q", len(key)) + key + struct.pack("<IQ", 8, len(text)) + text
    (tmp_path / "model.gguf").write_bytes(data)
    assert chat_templates.templates(tmp_path / "tokenizer_config.json") == "b"
    assert chat_templates.templates(tmp_path / "model.gguf") == "{{ messages }}"
