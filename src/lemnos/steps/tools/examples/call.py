"""An example call of a tool, and what it might return: made from the tool's own schema, always conforming to it.

An example that the description gives comes first, if it conforms; else the arguments are put together
(``lemnos.steps.tools.examples.schema_values``). Every choice is seeded with the tool's id. A usual tool costs less
than 0.3 ms.
"""

from random import Random
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.schema_values import Maker
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms

_LONGEST_EXAMPLE = 4_000
"""Characters up to which an example of the description is taken whole."""
_WAYS = ((0.45, 4), (0.0, 0), (1.0, 40), (0.45, 8), (0.2, 2), (0.7, 12))
"""Shares and greatest numbers of optional properties, in the order in which they are tried."""
_RESULT_WAYS = ((1.0, 10), *_WAYS[1:])
"""A result shows what there is: nearly all of its properties."""


def example_arguments(tool: Tool) -> dict[str, Any]:
    """Return arguments that conform to ``tool.parameters``: all required ones, and some of the others.

    Raises:
        ImpossibleError: Nothing conforms to the parameters: they contradict themselves, or contain themselves without
            end. A ``ValueError``.
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
    made = example_value(schema, tool.id, "arguments", _WAYS)
    if not isinstance(made, dict):
        raise ImpossibleError("the parameters are not an object")
    return made


def example_result(tool: Tool) -> Any:
    """Return a value that conforms to ``tool.result``; None where that is empty.

    Raises:
        ImpossibleError: Nothing conforms to it.
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
    return example_value(msgspec.json.decode(tool.result), tool.id, "result", _RESULT_WAYS)


def example_value(schema: Schema, seed: str, name: str, ways: tuple[tuple[float, int], ...] = _WAYS) -> Any:
    """Return a value that conforms to ``schema``.

    Args:
        schema: Self-contained.
        seed: Hexadecimal digits; the same seed gives the same value.
        name: What the value stands for.
        ways: Shares and greatest numbers of optional properties that are tried, in this order.

    Raises:
        ImpossibleError: Nothing of a reasonable size conforms to it.
    """
    reason = "nothing conforms to the schema"
    for number, (share, most) in enumerate(ways):
        maker = Maker(schema, Random(int(seed, 16) * 8 + number), share, most)
        try:
            made = maker.make(schema, name)
        except ImpossibleError as error:
            reason = str(error)
            continue
        if conforms(made, schema, schema):
            return made
    raise ImpossibleError(reason)
