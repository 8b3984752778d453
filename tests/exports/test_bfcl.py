"""Items of the Berkeley Function-Calling Leaderboard."""

from pathlib import Path
from typing import Any

import msgspec

from lemnos.exports.bfcl import calls_of, export_bfcl, items
from lemnos.records import OfferedTool, ToolCall, Trajectory
from tests.exports.builders import example, run, says, user

replace = msgspec.structs.replace


def read(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def with_call(parameters: dict[str, Any], arguments: dict[str, Any]) -> Trajectory:
    """Return the example with one tool and, wherever it calls, a call of that tool."""
    base = example()
    text = msgspec.json.encode(arguments).decode()
    name = next(call.name for message in base.messages for call in message.tool_calls)
    messages = tuple(
        replace(message, tool_calls=tuple(ToolCall(call.id, name, text) for call in message.tool_calls))
        for message in base.messages
    )
    return replace(base, messages=messages, tools=(OfferedTool(name, "", msgspec.json.encode(parameters).decode()),))


def test_files_have_the_layout_of_the_leaderboard(tmp_path: Path) -> None:
    trajectory = with_call({"properties": {"city": {"type": "string"}}, "required": ["city"]}, {"city": "Leith"})
    calling = sum(bool(message.tool_calls) for message in trajectory.messages)
    written = export_bfcl([trajectory], tmp_path)
    assert (written.rows, written.files % 3) == (calling, 0)
    categories = [path.name for path in tmp_path.glob("BFCL_v4_*.json")]
    assert categories
    for category in categories:
        questions = read(tmp_path / category)
        answers = read(tmp_path / "possible_answer" / category)
        results = read(tmp_path / "result" / category.replace(".json", "_result.json"))
        assert [row["id"] for row in questions] == [row["id"] for row in answers] == [row["id"] for row in results]
        for question, answer, result in zip(questions, answers, results, strict=True):
            assert question["question"][0][-1]["role"] in ("user", "tool")
            for given, possible in zip(calls_of(result), answer["ground_truth"], strict=True):
                assert {name: {key: [one] for key, one in each.items()} for name, each in given.items()} == possible


def test_types_are_those_that_the_checker_knows() -> None:
    parameters = {
        "type": "object",
        "$defs": {"size": {"type": "object", "properties": {"width": {"type": "number"}}}},
        "properties": {
            "count": {"type": ["null", "integer"]},
            "weight": {"type": "number"},
            "size": {"$ref": "#/$defs/size"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "when": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "open": {},
        },
        "required": ["count"],
    }
    given = {"count": 2, "weight": 3, "size": {"width": 1.5}, "tags": ["a"], "when": "now", "open": True}
    first = next(items(with_call(parameters, given)))
    [function] = first.question["function"]
    assert function["parameters"]["type"] == "dict"
    assert function["parameters"]["required"] == ["count"]
    properties = function["parameters"]["properties"]
    assert {name: each["type"] for name, each in properties.items()} == {
        "count": "integer", "weight": "float", "size": "dict", "tags": "array", "when": "string", "open": "boolean",
    }  # fmt: skip
    assert properties["tags"]["items"] == {"type": "string"}
    [possible] = first.answer["ground_truth"][0].values()
    assert possible["size"] == [{"width": [1.5]}]
    assert possible["tags"] == [["a"]]


def test_a_default_may_be_left_out() -> None:
    parameters = {"properties": {"unit": {"type": "string", "default": "m"}, "depth": {"type": "string"}}}
    [possible] = next(items(with_call(parameters, {"unit": "m", "depth": "3"}))).answer["ground_truth"][0].values()
    assert possible == {"unit": ["m", ""], "depth": ["3"]}


def test_arguments_that_are_no_object_make_no_item() -> None:
    base = with_call({}, {})
    broken = tuple(
        replace(message, tool_calls=tuple(replace(call, arguments="[1]") for call in message.tool_calls))
        for message in base.messages
    )
    assert not list(items(replace(base, messages=broken)))
    assert not list(items(run(user("Hello"), says("Hello."))))
