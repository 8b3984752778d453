"""Reads function lists in the formats of model APIs: OpenAI (both forms), Anthropic, Gemini, and data sets with them.

A value may be one function, a list of functions, or a record that has such a list under ``tools``, ``functions`` or
``function``, as in training data for function calling. Each function becomes a ``Tool`` of kind ``function``.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.parameters import Parameters, SchemaError, input_schema, schema_text
from lemnos.sources.tools.json.records import JsonValue, first_values
from lemnos.text.markup import plain

_HEAD = re.compile(
    rb'"(?:input_schema|function_declarations|functionDeclarations|parameters_json_schema|parametersJsonSchema)"\s*:'
    rb'|"type"\s*:\s*"function"'
)
_LOOSE_HEAD = re.compile(rb'"(?:parameters|function|functions|tools)"\s*:\s*"?\s*[\[{]')
_NAME = re.compile(rb'\\?"name\\?"')
"""The key of a name, also in JSON inside a string."""
_INSPECTED_VALUES = 20
"""The number of values of a file that are inspected, because questions with their calls have the same keys."""
_LISTS = ("tools", "functions", "function", "function_declarations", "functionDeclarations")
_SCHEMAS = (
    "parameters",
    "input_schema",
    "inputSchema",
    "parameters_json_schema",
    "parametersJsonSchema",
    "arguments",
)
_RESULTS = ("response", "responseJsonSchema", "response_json_schema", "returns", "output_schema", "result")
_WITHOUT = re.compile(r"/function$|/function_?declarations/\d+$", re.IGNORECASE)
"""Pointers to functions in the formats of OpenAI and Gemini, in which a function without parameters takes none."""


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may hold function lists."""
    if _HEAD.search(head):
        return True
    if _NAME.search(head) is None or b'"api_name"' in head or _LOOSE_HEAD.search(head) is None:
        return False
    samples = first_values(head, _INSPECTED_VALUES)
    return not samples or any(any(True for _ in _functions(sample, "", 0)) for sample in samples)


class FunctionsSource(JsonSource):
    """A file, folder or archive of function lists.

    Args:
        path: JSON or JSON lines, or a folder or archive of them.
        licence: The licence of the functions.
        provider: The provider of the functions; the name of the file if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "functions", tools, licence=licence, provider=provider)


def tools(parsed: JsonValue, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the functions of one value, or a rejection if it has none."""
    functions = list(_functions(parsed.value, "", 0))
    if not functions:
        yield rejected("no_functions", "the value is neither a function nor a list of functions", parsed.source)
    mark = "" if "#" in parsed.source else "#"
    for raw, pointer in functions:
        of_api = _WITHOUT.search(pointer) is not None or (isinstance(raw, dict) and raw.get("type") == "function")
        source = f"{parsed.source}{mark}{pointer}" if pointer else parsed.source
        yield _tool(raw, source, context, {} if of_api else None)


def _functions(value: Any, pointer: str, depth: int) -> Iterator[tuple[Any, str]]:
    """Yield the functions in a value, each with its JSON pointer."""
    if isinstance(value, str) and depth and value.lstrip()[:1] in ("[", "{"):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return
    if isinstance(value, list):
        if depth < 4:
            for number, element in enumerate(value):
                inner = list(_functions(element, f"{pointer}/{number}", depth + 1))
                yield from inner or [(element, f"{pointer}/{number}")]
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


def _tool(raw: Any, source: str, context: Context, absent: dict[str, Any] | None) -> Tool | Rejected:
    """Return one function; ``absent`` are its parameters if it has none: empty, or None if that says nothing."""
    if not isinstance(raw, dict):
        return rejected("not_a_function", "the value is not a JSON object", source)
    name = raw.get("name")
    if not isinstance(name, str) or not name.strip():
        kind = raw.get("type")
        built_in = f"a built-in tool of type {kind!r} has no schema to read"
        return rejected("no_name", built_in if isinstance(kind, str) else "the function has no name", source)
    name = name.strip()
    input_form = next((raw[key] for key in _SCHEMAS if raw.get(key) is not None), absent)
    described = raw.get("description")
    description = plain(described) if isinstance(described, str) else ""
    try:
        parameters = input_schema(input_form, description)
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
        parameters_known=parameters.known,
        result=result.schema,
        licence=context.licence,
        source=source,
        deprecated=raw.get("deprecated") is True,
        repaired=tuple(sorted(parameters.repaired | result.repaired)),
    )
