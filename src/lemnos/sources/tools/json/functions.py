"""Function lists as models are given them: OpenAI (both shapes), Anthropic, Gemini, and data sets that carry them.

A value may be one function, a list of them, or a record that has such a list under ``tools``, ``functions`` or
``function``, as training data for function calling does.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.parameters import Parameters, SchemaError, input_schema, schema_text
from lemnos.sources.tools.json.records import Found, first_values
from lemnos.text.markup import plain

_HEAD = re.compile(rb'"(?:input_schema|function_declarations|functionDeclarations)"\s*:|"type"\s*:\s*"function"')
_LOOSE_HEAD = re.compile(rb'"(?:parameters|function|functions|tools)"\s*:\s*[\[{]')
_LOOKED_AT = 20
"""Values of a file that are looked into: questions with their calls have the same keys, and are no functions."""
_LISTS = ("tools", "functions", "function", "function_declarations", "functionDeclarations")
_SCHEMAS = ("parameters", "input_schema", "inputSchema", "parameters_json_schema", "arguments")
_RESULTS = ("response", "returns", "output_schema", "result")


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may hold functions for models."""
    if _HEAD.search(head):
        return True
    if b'"name"' not in head or b'"api_name"' in head or _LOOSE_HEAD.search(head) is None:
        return False
    found = first_values(head, _LOOKED_AT)
    return not found or any(any(True for _ in _functions(value, "", 0)) for value in found)


class FunctionsSource(JsonSource):
    """A file, folder or archive of function lists.

    Args:
        path: JSON or JSON lines, or a folder or archive of them.
        licence: Licence of the functions.
        provider: Who offers them; the file's name if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "functions", tools, licence=licence, provider=provider)


def tools(found: Found, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the functions of one value."""
    functions = list(_functions(found.value, "", 0))
    if not functions:
        yield rejected("no_functions", "neither a function nor a list of functions", found.source)
    mark = "" if "#" in found.source else "#"
    for raw, pointer in functions:
        yield _tool(raw, f"{found.source}{mark}{pointer}" if pointer else found.source, context)


def _functions(value: Any, pointer: str, depth: int) -> Iterator[tuple[Any, str]]:
    """Yield the functions in a value, each with the pointer to it."""
    if isinstance(value, str) and depth and value.lstrip()[:1] in ("[", "{"):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return
    if isinstance(value, list):
        if depth < 4:
            for number, each in enumerate(value):
                inner = list(_functions(each, f"{pointer}/{number}", depth + 1))
                yield from inner or [(each, f"{pointer}/{number}")]
        return
    if not isinstance(value, dict):
        return
    if value.get("type") == "function" and isinstance(value.get("function"), dict):
        yield value["function"], f"{pointer}/function"
    elif isinstance(value.get("name"), str) and value.keys() & {*_SCHEMAS, "description"}:
        yield value, pointer
    elif depth < 4:
        for key in _LISTS:
            if isinstance(value.get(key), list | str) or (key == "function" and isinstance(value.get(key), dict)):
                yield from _functions(value[key], f"{pointer}/{key}", depth + 1)


def _tool(raw: Any, source: str, context: Context) -> Tool | Rejected:
    if not isinstance(raw, dict):
        return rejected("not_a_function", "no object", source)
    name = raw.get("name")
    if not isinstance(name, str) or not name.strip():
        kind = raw.get("type")
        told = f"a built-in tool of type {kind!r}" if isinstance(kind, str) else "the function has no name"
        return rejected("no_name", told, source)
    name = name.strip()
    given = next((raw[key] for key in _SCHEMAS if key in raw), None)
    described = raw.get("description")
    description = plain(described) if isinstance(described, str) else ""
    try:
        parameters = input_schema(given, description)
    except SchemaError as error:
        return rejected(error.rule, error.reason, source, name)
    result = Parameters("", frozenset())
    returned = next((raw[key] for key in _RESULTS if isinstance(raw.get(key), dict) and raw[key]), None)
    if returned is not None:
        result = schema_text(returned)
    provider = context.provider or context.file
    return Tool(
        id=tool_id(provider, "", "", name, description, parameters.schema),
        kind="function",
        provider=provider,
        name=name,
        description=description,
        parameters=parameters.schema,
        result=result.schema,
        licence=context.licence,
        source=source,
        deprecated=raw.get("deprecated") is True,
        repaired=tuple(sorted(parameters.repaired | result.repaired)),
    )
