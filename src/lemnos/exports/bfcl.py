"""Writes the calls of trajectories as items of the Berkeley Function-Calling Leaderboard: question, functions, answers.

Each message of an assistant that calls tools becomes one item: the messages before it are its question, the tools
offered its functions, its calls the only possible answer. A folder has the leaderboard's own layout:

    BFCL_v4_CATEGORY.json                      {"id", "question": [[messages]], "function": [...]}
    possible_answer/BFCL_v4_CATEGORY.json      {"id", "ground_truth": [{name: {argument: [values]}}]}
    result/BFCL_v4_CATEGORY_result.json        {"id", "result": [{name: arguments as JSON text}]}

The category follows from the numbers of functions and calls: ``simple_python``, ``multiple``, ``parallel``,
``parallel_multiple``. Source: bfcl-eval 2026.3.23, ``data/README.md`` and ``eval_checker/ast_eval``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from lemnos.exports import openai_chat
from lemnos.exports.carry import Carry, begin
from lemnos.exports.write import Written
from lemnos.records import OfferedTool, Trajectory
from lemnos.store.atomic_files import writing
from lemnos.text.json_pointers import unescaped

CATEGORIES = ("simple_python", "multiple", "parallel", "parallel_multiple")
_TYPES = {"object": "dict", "number": "float", "integer": "integer", "string": "string", "boolean": "boolean"}
_DEEPEST = 6
"""Levels of a schema that are written; what lies deeper is of type ``any``."""


class Item(msgspec.Struct, frozen=True):
    """One item."""

    category: str
    question: dict[str, Any]
    answer: dict[str, Any]
    result: dict[str, Any]


def items(trajectory: Trajectory) -> Iterator[Item]:
    """Yield the items of a trajectory: one for each message whose calls have JSON objects as arguments."""
    carry: Carry = begin(trajectory)
    masked = carry.masked
    messages = openai_chat.messages(carry, "string", parts=False)
    tools = {tool.name: tool for tool in masked.tools}
    for number, message in enumerate(masked.messages):
        calls = message.tool_calls
        given = [_object(call.arguments) for call in calls]
        if not calls or any(each is None for each in given) or any(call.name not in tools for call in calls):
            continue
        made = [(call, arguments) for call, arguments in zip(calls, given, strict=True) if arguments is not None]
        category = _category(len(tools), len(calls))
        name = f"{category}_{trajectory.id}_{number}"
        functions = [_function(tool, [each for call, each in made if call.name == tool.name]) for tool in masked.tools]
        typed = {each["name"]: each["parameters"]["properties"] for each in functions}
        yield Item(
            category,
            {"id": name, "question": [messages[:number]], "function": functions},
            {
                "id": name,
                "ground_truth": [
                    {call.name: _possible(arguments, typed[call.name], tools[call.name])} for call, arguments in made
                ],
            },
            {"id": name, "result": [{call.name: call.arguments} for call in calls]},
        )


def export_bfcl(trajectories: Iterable[Trajectory], out: Path) -> Written:
    """Write the items of trajectories to a folder; return how many items there are, and how many files.

    Raises:
        RunError: A file cannot be written.
    """
    written = Written(notes={})
    encoder = msgspec.json.Encoder()
    streams: dict[str, Any] = {}
    with ExitStack() as stack:
        for trajectory in trajectories:
            for item in items(trajectory):
                for path, row in (
                    (f"BFCL_v4_{item.category}.json", item.question),
                    (f"possible_answer/BFCL_v4_{item.category}.json", item.answer),
                    (f"result/BFCL_v4_{item.category}_result.json", item.result),
                ):
                    if path not in streams:
                        streams[path] = stack.enter_context(writing(out / path))
                    streams[path].write(encoder.encode(row) + b"\n")
                written.rows += 1
    written.files = len(streams)
    return written


def _object(arguments: str) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(arguments)
    except msgspec.DecodeError:
        return None
    return value if isinstance(value, dict) else None


def _category(functions: int, calls: int) -> str:
    if calls > 1:
        return "parallel" if functions == 1 else "parallel_multiple"
    return "simple_python" if functions == 1 else "multiple"


def _function(tool: OfferedTool, calls: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a tool as a function, with one type for each argument: of several, the one that the calls have."""
    schema = msgspec.json.decode(tool.parameters or "{}")
    flat = _flat(schema, schema)
    properties = {}
    for name, each in flat.get("properties", {}).items():
        sent = next((call[name] for call in calls if name in call), None)
        properties[name] = _typed(each, schema, sent)
    for call in calls:  # arguments that an open schema allows without naming them
        for name, value in call.items():
            properties.setdefault(name, _typed({}, schema, value))
    required = [name for name in flat.get("required", ()) if name in properties]
    parameters = {"type": "dict", "properties": properties, "required": required}
    return {"name": tool.name, "description": tool.description, "parameters": parameters}


def _typed(schema: Any, root: Any, value: Any, depth: int = 0) -> dict[str, Any]:
    flat = _flat(schema, root, value)
    kind = _kind(flat, value)
    made: dict[str, Any] = {"type": kind if depth < _DEEPEST else "any"}
    made |= {name: flat[name] for name in ("description", "enum", "default") if name in flat}
    if kind == "array":
        first = value[0] if isinstance(value, list) and value else None
        made["items"] = _typed(flat.get("items", {}), root, first, depth + 1)
    if kind == "dict" and depth < _DEEPEST and flat.get("properties"):
        sent = value if isinstance(value, dict) else {}
        made["properties"] = {
            name: _typed(each, root, sent.get(name), depth + 1) for name, each in flat["properties"].items()
        }
    return made


def _kind(flat: Mapping[str, Any], value: Any) -> str:
    """Return the leaderboard's name of a type: that of the value, where the schema leaves a choice or none."""
    stated = flat.get("type")
    kinds = [stated] if isinstance(stated, str) else [each for each in stated or () if each != "null"]
    own = _kind_of(value)
    if len(kinds) == 1 and (value is None or own == _TYPES.get(kinds[0], kinds[0])):
        return _TYPES.get(kinds[0], kinds[0])
    if kinds == ["number"] and own == "integer":
        return "float"
    if value is not None:
        return own
    if not kinds:
        return "dict" if "properties" in flat else "array" if "items" in flat else "any"
    return _TYPES.get(kinds[0], kinds[0])


def _kind_of(value: Any) -> str:
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "float"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "dict" if isinstance(value, dict) else "any"


def _flat(schema: Any, root: Any, value: Any = None, depth: int = 0) -> dict[str, Any]:
    """Return a schema with references followed and ``allOf`` merged; of alternatives, the one that a value fits."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return {}
    if isinstance(reference := schema.get("$ref"), str):
        found = root
        for part in reference.removeprefix("#/").split("/"):
            found = found.get(unescaped(part), {}) if isinstance(found, dict) else {}
        rest = {name: each for name, each in schema.items() if name != "$ref"}
        return _flat(found, root, value, depth + 1) | rest
    flat = {name: each for name, each in schema.items() if name not in ("allOf", "anyOf", "oneOf")}
    for part in schema.get("allOf", ()):
        own = _flat(part, root, value, depth + 1)
        own["properties"] = {**flat.get("properties", {}), **own.get("properties", {})}
        own["required"] = [*flat.get("required", ()), *own.get("required", ())]
        flat |= {name: each for name, each in own.items() if each}
    alternatives = [
        _flat(each, root, value, depth + 1) for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
    ]
    alternatives = [each for each in alternatives if each.get("type") != "null"]
    fitting = [each for each in alternatives if value is not None and _kind(each, None) == _kind_of(value)]
    if chosen := (fitting or alternatives)[:1]:
        flat = chosen[0] | flat
    return flat


def _possible(arguments: Mapping[str, Any], typed: Mapping[str, Any], tool: OfferedTool) -> dict[str, list[Any]]:
    """Return the possible values of each argument: what the call has; nothing too, where that is the default."""
    schema = msgspec.json.decode(tool.parameters or "{}")
    required = _flat(schema, schema).get("required", ())
    found: dict[str, list[Any]] = {}
    for name, value in arguments.items():
        values = [_choices(value, typed[name])]
        if name not in required and "default" in typed[name] and typed[name]["default"] == value:
            values.append("")
        found[name] = values
    return found


def _choices(value: Any, typed: Mapping[str, Any]) -> Any:
    """Return a value as an answer holds it: each value of a dictionary, at one level, in a list."""
    if isinstance(value, dict) and typed["type"] == "dict":
        return {name: [each] for name, each in value.items()}
    if isinstance(value, list) and typed.get("items", {}).get("type") == "dict":
        return [{name: [inner] for name, inner in each.items()} if isinstance(each, dict) else each for each in value]
    return value


def calls_of(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of a row of ``result/`` as the leaderboard's checker takes them: ``[{name: arguments}]``."""
    return [{name: msgspec.json.decode(text) for name, text in call.items()} for call in row["result"]]
