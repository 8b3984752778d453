"""Render a tool as a definition that models are given: an OpenAI function, an Anthropic tool or an MCP tool.

Each page begins with the definition as JSON, whose parameters are exactly those of the tool, apart from names that
Anthropic does not allow; ``definition_in`` reads it back. The result, the errors and an example call follow below it,
because a definition has no field for them.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.render.compact import compact_result
from lemnos.steps.tools.render.facts import Facts
from lemnos.steps.tools.render.protocol.requests import places_text
from lemnos.steps.tools.render.wording import joined, one_line, pretty, sentence

_NO_NAME = re.compile(r"[^a-zA-Z0-9_-]+")
_NO_KEY = re.compile(r"[^a-zA-Z0-9_.-]+")
_ALLOWED = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
"""The keys of the properties of an Anthropic tool's ``input_schema``."""
_LONGEST_NAME = 64


def function_name(name: str) -> str:
    """Return a tool's name in the form that OpenAI and Anthropic require: ``^[a-zA-Z0-9_-]{1,64}$``.

    >>> function_name("numpy.linalg.norm")
    'numpy_linalg_norm'
    """
    return _NO_NAME.sub("_", name)[:_LONGEST_NAME].strip("_") or "tool"


def definition_in(text: str) -> dict[str, Any]:
    """Return the definition with which a page of one of these forms begins.

    Raises:
        ValueError: The page does not begin with a JSON object.
    """
    import json

    definition, _ = json.JSONDecoder().raw_decode(text)
    if not isinstance(definition, dict):
        raise ValueError("the page does not begin with a JSON object")
    return definition


def openai_function(facts: Facts) -> str:
    """Return a page with the OpenAI function definition."""
    function: dict[str, Any] = {"name": function_name(facts.tool.name)}
    if facts.description or facts.unknown_arguments:
        function["description"] = _description(facts)
    function["parameters"] = facts.schema
    call = None
    if facts.arguments is not None:
        arguments = msgspec.json.encode(facts.arguments).decode()
        call = facts.pick(
            "openai_call",
            (
                {"name": function["name"], "arguments": facts.arguments},
                {"type": "function", "function": {"name": function["name"], "arguments": arguments}},
            ),
        )
    return _page(facts, {"type": "function", "function": function}, call)


def anthropic_tool(facts: Facts) -> str:
    """Return a page with the Anthropic tool definition."""
    tool: dict[str, Any] = {"name": function_name(facts.tool.name)}
    if facts.description or facts.unknown_arguments:
        tool["description"] = _description(facts)
    names = _allowed_names(facts.schema.get("properties", {}))
    tool["input_schema"] = _renamed(facts.schema, names) if names else facts.schema
    call = None
    if facts.arguments is not None:
        given = {names.get(name, name): value for name, value in facts.arguments.items()}
        call = {"type": "tool_use", "id": f"toolu_{facts.tool.id}", "name": tool["name"], "input": given}
    return _page(facts, tool, call, names)


def _allowed_names(properties: Iterable[str]) -> dict[str, str]:
    """Return the names that are not allowed as keys of an ``input_schema``, each with one that is.

    >>> _allowed_names(["filter[state]", "filter_state", "$.raw", "id"])
    {'filter[state]': 'filter_state_2', '$.raw': 'raw'}
    """
    taken = {name for name in properties if _ALLOWED.fullmatch(name)}
    names: dict[str, str] = {}
    for name in properties:
        if name not in taken:
            stem = allowed = _NO_KEY.sub("_", name)[: _LONGEST_NAME - 4].strip("_.") or "value"
            number = 2
            while allowed in taken:
                allowed, number = f"{stem}_{number}", number + 1
            taken.add(allowed)
            names[name] = allowed
    return names


def _renamed(schema: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return a schema of arguments with some of them renamed."""
    renamed = dict(schema)
    for keyword, value in schema.items():
        if keyword == "properties":
            renamed[keyword] = {names.get(name, name): each for name, each in value.items()}
        elif keyword == "required":
            renamed[keyword] = [names.get(name, name) for name in value]
        elif keyword in ("allOf", "anyOf", "oneOf"):
            renamed[keyword] = [_renamed(each, names) if isinstance(each, dict) else each for each in value]
    return renamed


def _places(tool: Tool, names: Mapping[str, str]) -> str:
    """Return where a request carries the arguments, with the names that are sent."""
    if not names:
        return places_text(tool)
    if not tool.places:
        return " ".join(f"`{allowed}` is sent as `{name}`." for name, allowed in names.items())
    places = (
        msgspec.structs.replace(each, name=names[each.name], wire_name=each.wire_name or each.name)
        if each.name in names
        else each
        for each in tool.places
    )
    return places_text(msgspec.structs.replace(tool, places=tuple(places)))


def mcp_tool(facts: Facts) -> str:
    """Return a page with the MCP tool, as ``tools/list`` returns it."""
    tool: dict[str, Any] = {"name": facts.tool.name}
    if facts.description or facts.unknown_arguments:
        tool["description"] = _description(facts)
    tool["inputSchema"] = facts.schema
    call = None
    if facts.arguments is not None:
        parameters = {"name": tool["name"], "arguments": facts.arguments}
        call = {"jsonrpc": "2.0", "id": 1 + int(facts.tool.id[:2], 16), "method": "tools/call", "params": parameters}
    return _page(facts, tool, call)


def _description(facts: Facts) -> str:
    deprecated = "Deprecated." if facts.tool.deprecated else ""
    if not deprecated and not facts.unknown_arguments:
        return facts.description
    return " ".join(filter(None, (sentence(facts.description), facts.unknown_arguments, deprecated)))


def _page(facts: Facts, definition: dict[str, Any], call: Any, names: Mapping[str, str] = MappingProxyType({})) -> str:
    tool = facts.tool
    belongs = facts.pick("belongs", ("Part of {}.", "Offered by {}.", "From {}.")).format(facts.origin)
    returns = errors = example = response = ""
    if facts.result is not None:
        words = facts.pick("returns", ("Returns:", "Result schema:", "The result conforms to:"))
        returns = f"{words}\n{pretty(compact_result(tool.result))}"
    returns = joined(returns, facts.answers)
    if facts.errors:
        lines = (f"{code}: {sentence(one_line(text))}" if text else code for code, text in facts.errors)
        errors = facts.pick("errors", ("Errors:", "Can fail with:", "Possible errors:")) + "\n" + "\n".join(lines)
        errors = joined(errors, facts.error_bodies)
    if call is not None:
        example = facts.pick("call", ("Example call:", "A call:", "Call it, for example, with:")) + "\n" + pretty(call)
    if facts.returned is not None:
        response = f"{facts.answer_words}\n{pretty(facts.returned)}"
    return joined(
        msgspec.json.format(msgspec.json.encode(definition), indent=2).decode(),
        belongs if facts.origin else "",
        f"{facts.endpoint}" if facts.endpoint else "",
        " ".join(filter(None, (_places(tool, names), facts.body))),
        facts.authentication,
        tool.signature,
        returns,
        errors,
        example,
        response,
    )
