"""What every surface form tells of a tool, read once: its fields, its result, an example call."""

import contextlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.call import example_arguments, example_result
from lemnos.steps.tools.examples.example_values import TEMPLATE
from lemnos.steps.tools.render.fields import Field, fields_of, hidden, parts
from lemnos.steps.tools.render.wording import (
    Choice,
    first_sentence,
    inline,
    one_line,
    pick,
    said,
    sentence,
    some,
    ticked,
    titled,
    without_headings,
)
from lemnos.steps.tools.schemas.flatten import ImpossibleError

_OPERATOR = re.compile(r"(?:[\w:<>*& ]+\s)?operator\b")
"""An operator is not called by its name."""
RESULT_DEPTH = 2
RESULT_FIELDS = 60
_ANY_API = frozenset(("api", "rest api", "openapi", "swagger", "web api", "http api", "api documentation"))
"""Titles that tell an API from no other."""
_ENUM = 100
"""Values of an enum that are shown; more are counted."""


class Facts(msgspec.Struct, frozen=True, eq=False):
    """A tool, read for rendering."""

    tool: Tool
    description: str
    fields: tuple[Field, ...]
    result: Field | None
    errors: tuple[tuple[str, str], ...]
    """Codes, and what they mean; the latter may be empty."""
    arguments: dict[str, Any] | None
    """Of the example call; None where nothing conforms to the parameters."""
    returned: Any
    """Of the example call; None where the result is not described."""
    places: dict[str, tuple[str, str]]
    """Of each argument: where it travels, and its name there."""
    schema: dict[str, Any]
    """The parameters, decoded; to be read only."""

    def pick(self, what: str, options: Sequence[Choice]) -> Choice:
        """Return one of ``options``, chosen by the tool's id."""
        return pick(self.tool.id, what, options)

    @property
    def summary(self) -> str:
        """The first sentence of the description; the name where there is none."""
        return first_sentence(self.description) if self.description else self.tool.name

    @property
    def origin(self) -> str:
        """The API with its version and who offers it, as far as they are known and not the same."""
        tool = self.tool
        api = tool.api if tool.api and tool.api.lower() != tool.provider.lower() else ""
        if api.lower() in _ANY_API and tool.provider:
            return f"{tool.provider} {api} {tool.version}".strip()
        named = f"{api} {tool.version}".strip() if api else ""
        if api.lower().startswith(tool.provider.lower()):
            return named
        provider = tool.provider if api or not tool.version else f"{tool.provider} {tool.version}".strip()
        return f"{named} ({provider})" if named and provider else named or provider

    @property
    def endpoint(self) -> str:
        """Method and address of an HTTP operation; empty for other tools."""
        tool = self.tool
        return f"{tool.method} {tool.server.rstrip('/')}{tool.path}" if tool.method and tool.path else ""


@lru_cache(maxsize=2)
def facts_of(tool: Tool) -> Facts:
    """Return the facts of a tool; those of the last two are kept, for a tool is told in several forms in a row."""
    schema = msgspec.json.decode(tool.parameters)
    arguments = returned = result = None
    if not (tool.kind == "function" and _OPERATOR.match(tool.signature)):
        with contextlib.suppress(ImpossibleError):
            arguments = example_arguments(tool)
    if tool.result:
        result = fields_of(msgspec.json.decode(tool.result), depth=RESULT_DEPTH, most=RESULT_FIELDS)
        if is_blank(result):
            result = None
        elif (result.types or result.enum or result.variants) and _may_be_made_up(tool):
            with contextlib.suppress(ImpossibleError):
                returned = example_result(tool)
            if isinstance(returned, dict | list) and not returned:
                returned = None  # It shows nothing.
    return Facts(
        tool,
        titled(without_headings(said(tool.description))),
        fields_of(schema).children,
        result,
        tuple((error.code, said(error.description)) for error in tool.errors if error.code or said(error.description)),
        arguments,
        returned,
        {place.name: (place.place, place.wire_name or place.name) for place in tool.places},
        schema,
    )


def _may_be_made_up(tool: Tool) -> bool:
    """Return whether an answer that merely conforms is told; a Python function's follows from its arguments."""
    return tool.kind != "python" or any(example.result for example in tool.examples)


def is_blank(field: Field) -> bool:
    """Return whether a field says nothing of what it stands for."""
    return not field.types and not field.description and not field.variants and not field.enum


def remarks(facts: Facts, field: Field) -> list[str]:
    """Return what holds of a field besides its type, one sentence each: enum, default, bounds, example."""
    found = []
    if len(field.enum) == 1:
        found.append(f"Always {ticked(field.enum[0])}.")
    elif field.enum and not _tells_values(field):
        words = ("One of {}.", "Allowed values: {}.", "Must be one of {}.", "Possible values: {}.")
        found.append(facts.pick("enum", words).format(_values(field)))
    for each, inner in (("Each item", field.item), ("Each value", field.values)):
        found += _of_each(each, inner) if inner is not None else []
    if field.default and not _tells_default(field):
        value = ticked(msgspec.json.decode(field.default))
        found.append(facts.pick("default", ("Default: {}.", "Defaults to {}.", "If left out: {}.")).format(value))
    if field.bounds:
        text = ", ".join(field.bounds)
        found.append(text[0].upper() + text[1:] + ".")
    shown = next(
        (value for value in field.examples if not (isinstance(value, str) and TEMPLATE.fullmatch(value))), None
    )
    if shown is not None and not field.enum and len(text := inline(shown)) <= 120:
        found.append(f"{facts.pick('example', ('Example', 'For example'))}: {ticked(text)}.")
    if field.deprecated:
        found.append("Deprecated.")
    return found


def _tells_values(field: Field) -> bool:
    """Return whether the description names each value of the enum, in backticks or quotes."""
    text = field.description
    return len(field.enum) <= 12 and all(f"`{value}`" in text or f'"{value}"' in text for value in field.enum)


def _tells_default(field: Field) -> bool:
    """Return whether the description names the default itself."""
    text = field.description.lower()
    return "default" in text and inline(msgspec.json.decode(field.default)).lower() in text.partition("default")[2]


def _values(field: Field) -> str:
    more = len(field.enum) - _ENUM
    return ", ".join(ticked(value) for value in field.enum[:_ENUM]) + (f" and {more} more" if more > 0 else "")


def _of_each(each: str, inner: Field) -> list[str]:
    """Return what holds of every item of an array or value of a map."""
    found = []
    if inner.description:
        found.append(f"{each}: {sentence(first_sentence(inner.description))}")
    if len(inner.enum) == 1:
        found.append(f"{each} is {ticked(inner.enum[0])}.")
    elif inner.enum:
        found.append(f"{each} is one of {_values(inner)}.")
    if inner.bounds:
        found.append(f"{each}: {', '.join(inner.bounds)}.")
    return found


def about(facts: Facts, field: Field) -> str:
    """Return the description of a field and the remarks on it, as text of one or more lines."""
    text = sentence(field.description)
    if not (field.enum or field.item or field.values or field.default or field.bounds or field.examples) and not (
        field.deprecated
    ):
        return text
    return " ".join(filter(None, (text, *remarks(facts, field))))


def nested(facts: Facts, field: Field, level: int = 0, *, quote: str = "", further: str = "further") -> list[str]:
    """Return what is in a field, a list item a line, each level two blanks further in.

    Args:
        facts: Of the tool.
        field: The field.
        level: Of the outermost items.
        quote: What stands around a name.
        further: What introduces the names of those that are cut.
    """
    lines = []
    for each in parts(field):
        kind = "" if each.type in ("", "any value") else f" ({each.type}{', required' if each.required else ''})"
        text = one_line(about(facts, each))
        lines.append("  " * level + f"- {quote}{each.name}{quote}{kind}" + (f": {text}" if text else ""))
        lines.extend(nested(facts, each, level + 1, quote=quote, further=further))
    if names := hidden(field):
        lines.append("  " * level + f"- {further}: {some([f'{quote}{name}{quote}' for name in names], 12)}.")
    return lines


def place_in_words(facts: Facts, field: Field) -> str:
    """Return where an argument travels, with its name there where it differs; empty where that is not known."""
    place, wire = facts.places.get(field.name, ("", ""))
    if place in ("", "argument"):
        return ""
    if wire == "$":
        return "body, the whole of it" if place == "body" else place
    words = {"form": "form data"}.get(place, place)
    return f"{words} as {ticked(wire)}" if wire != field.name else words
