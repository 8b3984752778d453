"""Make an example call of a tool and an example result: ``Tool`` -> JSON values that conform to its schemas.

An example in the tool's own description is preferred if it conforms; otherwise a value is built from the schema
(``lemnos.steps.tools.examples.schema_values``). Every choice is seeded with the tool's id. A typical tool costs less
than 0.3 ms.
"""

from random import Random
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.schema_values import SchemaSampler
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms

_LONGEST_EXAMPLE = 4_000
"""Maximum length of an example taken from the description, in characters."""
_ATTEMPTS = ((0.45, 4), (0.0, 0), (1.0, 40), (0.45, 8), (0.2, 2), (0.7, 12))
"""(share, maximum number) of optional properties to include, in the order in which they are tried."""
_RESULT_ATTEMPTS = ((1.0, 10), *_ATTEMPTS[1:])
"""A result shows nearly all of its properties."""


def example_arguments(tool: Tool) -> dict[str, Any]:
    """Return arguments that conform to ``tool.parameters``: all required ones and some optional ones.

    Raises:
        ImpossibleError: No value conforms to the parameters, because they contradict each other or refer to themselves
            without end. A ``ValueError``.
    """
    schema = msgspec.json.decode(tool.parameters)
    for example in tool.examples:
        if len(example.arguments) <= _LONGEST_EXAMPLE:
            try:
                given = msgspec.json.decode(example.arguments)
            except msgspec.DecodeError:
                continue
            if isinstance(given, dict) and conforms(given, schema, schema):
                return given
    arguments = example_value(schema, tool.id, "arguments", _ATTEMPTS)
    if not isinstance(arguments, dict):
        raise ImpossibleError("the parameters are not an object")
    return arguments


def example_result(tool: Tool) -> Any:
    """Return a value that conforms to ``tool.result``; None if the tool has no result schema.

    Raises:
        ImpossibleError: No value conforms to it.
    """
    if not tool.result:
        return None
    for example in tool.examples:
        if example.result and len(example.result) <= _LONGEST_EXAMPLE:
            try:
                given = msgspec.json.decode(example.result)
            except msgspec.DecodeError:
                continue
            if conforms(given, schema := msgspec.json.decode(tool.result), schema):
                return given
    return example_value(msgspec.json.decode(tool.result), tool.id, "result", _RESULT_ATTEMPTS)


def example_value(schema: Schema, seed: str, name: str, attempts: tuple[tuple[float, int], ...] = _ATTEMPTS) -> Any:
    """Return a value that conforms to ``schema``.

    Args:
        schema: A self-contained schema.
        seed: Hexadecimal digits; the same seed gives the same value.
        name: Name of the value, which decides what is plausible where the schema leaves it open.
        attempts: (share, maximum number) of optional properties to include, in the order in which they are tried.

    Raises:
        ImpossibleError: No value of a reasonable size conforms to it.
    """
    reason = "no value conforms to the schema"
    for number, (share, most) in enumerate(attempts):
        sampler = SchemaSampler(schema, Random(int(seed, 16) * 8 + number), share, most)
        try:
            value = sampler.make(schema, name)
        except ImpossibleError as error:
            reason = str(error)
            continue
        if conforms(value, schema, schema):
            return value
    raise ImpossibleError(reason)
