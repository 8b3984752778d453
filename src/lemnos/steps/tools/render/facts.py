"""Read a tool once for all surface forms: ``Tool`` -> ``Facts`` (fields, result, errors, example call).

The functions below it turn facts about single fields into text.
"""

import contextlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Tool
from lemnos.steps.tools.examples.call import ExampleCall, example_call, example_result
from lemnos.steps.tools.examples.resource_names import is_resource_name
from lemnos.steps.tools.examples.selection import TEMPLATE
from lemnos.steps.tools.render.fields import (
    DEEPEST,
    Field,
    choices_in_words,
    fields_of,
    headed,
    omitted,
    subfields,
)
from lemnos.steps.tools.render.protocol.answers import answers_text, error_bodies_text
from lemnos.steps.tools.render.protocol.authentication import authentication_text
from lemnos.steps.tools.render.protocol.requests import body_text
from lemnos.steps.tools.render.wording import (
    Choice,
    cleaned_description,
    first_items,
    first_sentence,
    inline,
    one_line,
    pick,
    sentence,
    ticked,
    titled,
    without_headings,
)
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.wire.styles import style_in_words

_SECRET = re.compile(
    r"auth|token|(?:api|access|app|secret)[ _-]?key|key\b|secret|credential|passw|signature|log-?in|session",
    re.IGNORECASE,
)
"""What an argument that carries a credential is called, or is said to be."""
_OPERATOR = re.compile(r"(?:[\w:<>*& ]+\s)?operator\b")
"""Signatures of operators, which are not called by name."""
_RESOURCES = frozenset(("name", "parent", "resource"))
"""Names of arguments that are resource names in the APIs of Google."""
RESULT_DEPTH = 2
"""Number of levels shown below the outermost fields of a result."""
RESULT_FIELDS = 60
"""Maximum number of nested fields shown of a result."""
_ANY_API = frozenset(("api", "rest api", "openapi", "swagger", "web api", "http api", "api documentation"))
"""Titles that do not distinguish an API from others."""
_CHOICE = re.compile(r'"(?:anyOf|oneOf|allOf)":')
_LONGEST_WHOLE = 8_000
"""Length of the JSON text of a schema, in characters, above which it has too many fields to be shown whole."""
_ENUM = 100
"""Maximum number of values of an enum that are shown; of the others only the number is given."""


class Facts(msgspec.Struct, frozen=True, eq=False):
    """Everything that the surface forms show of a tool."""

    tool: Tool
    description: str
    fields: tuple[Field, ...]
    result: Field | None
    errors: tuple[tuple[str, str], ...]
    """(code, meaning); the meaning may be empty."""
    call: ExampleCall | None
    """The example call; None if no value conforms to the parameters, or the tool is an operator."""
    returned: Any
    """The response that the description gives as an example; None if it gives none."""
    places: dict[str, tuple[str, str]]
    """Argument → the part of the request that carries it, and its name there."""
    carriers: dict[str, ArgumentPlace]
    """Argument → how the request carries it."""
    schema: dict[str, Any]
    """The decoded ``tool.parameters``; read only."""

    @property
    def arguments(self) -> dict[str, Any] | None:
        """The arguments of the example call; None if there is none, or if not all of its values are known."""
        return self.call.arguments if self.call is not None and self.call.is_literal else None

    @property
    def answer_words(self) -> str:
        """Words that introduce the example response."""
        words = ("A response looks like this:", "An example of a response:", "What comes back looks like this:")
        if self.tool.kind != "http":  # such a result belongs to the call
            words = ("Result:", "This returns:", "What comes back:")
        return self.pick("answer", words)

    @property
    def unknown_arguments(self) -> str:
        """A sentence that says that the arguments are not known; empty if they are."""
        if self.fields or self.tool.parameters_known:
            return ""
        return self.pick(
            "unknown",
            (
                "Which arguments it takes is not documented.",
                "Its arguments are not documented.",
                "The description does not say which arguments it takes.",
            ),
        )

    def pick(self, what: str, options: Sequence[Choice]) -> Choice:
        """Return one of ``options``, chosen by the tool's id."""
        return pick(self.tool.id, what, options)

    @property
    def summary(self) -> str:
        """The first sentence of the description; the tool's name if there is none."""
        return first_sentence(self.description) if self.description else self.tool.name

    @property
    def origin(self) -> str:
        """The API with its version and its provider, without repetition; empty if none is known."""
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
    def authentication(self) -> str:
        """How a call authenticates, in words; empty if that is unknown, and for tools that are not HTTP operations."""
        tool = self.tool
        return (
            authentication_text(tool.authentication, stated=tool.authentication_stated, note=tool.authentication_note)
            or self._lack_of_authentication
        )

    @property
    def _lack_of_authentication(self) -> str:
        """A sentence for calls that are refused without authentication, if nothing says how they authenticate."""
        if self.tool.kind != "http" or any(_SECRET.search(f"{each.name} {each.description}") for each in self.fields):
            return ""
        refused = (code for code, text in self.errors if code == "401" or (code == "403" and _SECRET.search(text)))
        code = next(refused, "")
        return f"How a call authenticates is not described, although it can fail with `{code}`." if code else ""

    @property
    def body(self) -> str:
        """Media type of the body, and whether a request needs one, in words; empty if they are as usual."""
        return body_text(self.tool, self.schema.get("required", ()))

    @property
    def answers(self) -> str:
        """Status, media type and headers of the answer, and further answers, in words; empty if they are as usual."""
        return answers_text(self.tool)

    @property
    def error_bodies(self) -> str:
        """The bodies and headers of errors, in words; empty if unknown."""
        return error_bodies_text(self.tool.errors)

    def is_resource_name(self, name: str) -> bool:
        """Return whether an argument is a path of several segments, whose slashes a request does not encode."""
        if name in _RESOURCES and "googleapis.com" in self.tool.server:
            return True
        return is_resource_name(self.schema.get("properties", {}).get(name))

    @property
    def endpoint(self) -> str:
        """Method and address of an HTTP operation; empty for other tools."""
        tool = self.tool
        server = tool.server.rstrip("/")
        server = f"https:{server}" if server.startswith("//") else server
        return f"{tool.method} {server}{without_fragment(tool.path)}" if tool.method and tool.path else ""


def without_fragment(path: str) -> str:
    """Return a path template without a fragment, by which some descriptions tell operations of one path apart.

    >>> without_fragment("/#X-Amz-Target=List")
    '/'
    """
    return path.partition("#")[0]


@lru_cache(maxsize=2)
def facts_of(tool: Tool) -> Facts:
    """Return the facts of a tool. The last two are cached, because a tool is rendered in several forms in a row."""
    schema = msgspec.json.decode(tool.parameters)
    call = returned = result = None
    is_known = tool.parameters_known or bool(schema.get("properties"))
    if is_known and not (tool.kind == "function" and _OPERATOR.match(tool.signature)):
        with contextlib.suppress(ImpossibleError):
            call = example_call(tool)
    if tool.result:
        result = fields_of(
            msgspec.json.decode(tool.result), depth=RESULT_DEPTH, most=RESULT_FIELDS, deepest=_deepest(tool.result)
        )
        if is_blank(result):
            result = None
    if tool.kind == "http" or (result is not None and call is not None and call.is_literal):
        returned = example_result(tool)
    description = titled(without_headings(cleaned_description(tool.description)))
    for phrase in choices_in_words(schema, schema) if _CHOICE.search(tool.parameters) else ():
        told = f"Give {phrase}."
        description = f"{sentence(description)}\n\n{told}" if description else told
    carriers = {location.name: location for location in tool.places}
    return Facts(
        tool,
        description,
        tuple(
            _styled(field, carriers.get(field.name))
            for field in fields_of(schema, sent=True, deepest=_deepest(tool.parameters)).children
        ),
        result,
        tuple(
            (error.code, cleaned_description(error.description))
            for error in tool.errors
            if error.code or cleaned_description(error.description)
        ),
        call,
        returned,
        {location.name: (location.place, location.wire_name or location.name) for location in tool.places},
        carriers,
        schema,
    )


def _styled(field: Field, place: ArgumentPlace | None) -> Field:
    """Return an argument that tells how a request writes it, if that is not as usual."""
    phrase = style_in_words(place, field.types) if place is not None and place.style else ""
    return msgspec.structs.replace(field, bounds=(*field.bounds, phrase)) if phrase else field


def _deepest(schema: str) -> int:
    """Return the number of levels shown of a schema, given as JSON text, if it is small enough; 0 if it is not."""
    return DEEPEST if len(schema) <= _LONGEST_WHOLE else 0


def is_blank(field: Field) -> bool:
    """Return whether nothing is known of a field."""
    return not field.types and not field.description and not field.variants and not field.enum


def remarks(facts: Facts, field: Field) -> list[str]:
    """Return one sentence for each further property of a field: enum, default, bounds, example, deprecation."""
    sentences = []
    if len(field.enum) == 1:
        sentences.append(f"Always {ticked(field.enum[0])}.")
    elif field.enum and not _names_values(field):
        words = ("One of {}.", "Allowed values: {}.", "Must be one of {}.", "Possible values: {}.")
        sentences.append(facts.pick("enum", words).format(_values(field)))
    for each, inner in (("Each item", field.item), ("Each value", field.values)):
        sentences += _of_each(each, inner) if inner is not None else []
    if field.default and len(field.enum) != 1 and not _names_default(field):
        value = ticked(msgspec.json.decode(field.default))
        told = ("Default: {}.", "Defaults to {}.", "Default value: {}.")
        sentences.append(facts.pick("default", told).format(value))
    if field.bounds:
        text = ", ".join(field.bounds)
        sentences.append(text[0].upper() + text[1:] + ".")
    shown = next(
        (
            value
            for value in field.examples
            if value not in ("", [], {}) and not (isinstance(value, str) and TEMPLATE.fullmatch(value))
        ),
        None,
    )
    if shown is not None and not field.enum and len(text := inline(shown)) <= 120:
        sentences.append(f"{facts.pick('example', ('Example', 'For example'))}: {ticked(text)}.")
    if field.deprecated:
        sentences.append("Deprecated.")
    return sentences


def _names_values(field: Field) -> bool:
    """Return whether the description names each value of the enum, in backticks or quotes."""
    text = field.description
    return len(field.enum) <= 12 and all(f"`{value}`" in text or f'"{value}"' in text for value in field.enum)


def _names_default(field: Field) -> bool:
    """Return whether the description names the default itself."""
    text = field.description.lower()
    if "default" not in text:
        return False
    value = re.escape(inline(msgspec.json.decode(field.default)).lower())
    if re.search(rf"(?<![\w.-]){value}[`'\"*]*\s*(?:\(default\b|(?:is|being) the default\b|by default\b)", text):
        return True
    return (
        re.search(rf"\bdefault(?:s|ed)?\b(?: value)?[^.\w\n]*{_OF_DEFAULT}[`'\"*(]*{value}(?![\w-])", text) is not None
    )


_OF_DEFAULT = (
    r"(?:(?:value|is|are|to|of|set|will|be|the|false|if|not|specified|provided|omitted|as|it)\b[^.\w\n]*){0,7}"
)
"""Words between ``default`` and its value."""


def _values(field: Field) -> str:
    more = len(field.enum) - _ENUM
    return ", ".join(ticked(value) for value in field.enum[:_ENUM]) + (f" and {more} more" if more > 0 else "")


def _of_each(each: str, inner: Field) -> list[str]:
    """Return sentences on every item of an array or every value of a map."""
    sentences = []
    if inner.description:
        sentences.append(f"{each}: {sentence(one_line(inner.description))}")
    if len(inner.enum) == 1:
        sentences.append(f"{each} is {ticked(inner.enum[0])}.")
    elif inner.enum:
        sentences.append(f"{each} is one of {_values(inner)}.")
    if inner.bounds:
        sentences.append(f"{each}: {', '.join(inner.bounds)}.")
    return sentences


def field_text(facts: Facts, field: Field) -> str:
    """Return the description of a field followed by the remarks on it, on one or more lines."""
    text = sentence(field.description)
    if not (field.enum or field.item or field.values or field.default or field.bounds or field.examples) and not (
        field.deprecated
    ):
        return text
    further = remarks(facts, field)
    if (
        further and text and text[-1] not in ".!?:;…|>}。！？"
    ):  # a new sentence begins after an entry of a list, or code
        text += "."
    return " ".join(filter(None, (text, *further)))


def nested_items(facts: Facts, field: Field, level: int = 0, *, quote: str = "", further: str = "further") -> list[str]:
    """Return the fields below a field as list items, one a line; each level is indented by two more spaces.

    Args:
        facts: The facts of the tool.
        field: The field.
        level: Indentation level of the outermost items.
        quote: Quotation mark around a name.
        further: Words that introduce the names of the fields left out.
    """
    lines = []
    for each in subfields(field):
        text = one_line(field_text(facts, each))
        lines.append("  " * level + f"- {headed(each, quote)}" + (f": {text}" if text else ""))
        lines.extend(nested_items(facts, each, level + 1, quote=quote, further=further))
    if names := omitted(field, quote):
        lines.append("  " * level + f"- {further}: {first_items(names)}.")
    return lines


def location_in_words(facts: Facts, field: Field) -> str:
    """Return the part of the request that carries an argument, with its name there if it differs; empty if unknown."""
    location, wire = facts.places.get(field.name, ("", ""))
    if location in ("", "argument"):
        return ""
    if wire == "$":
        return f"{location}, the whole of it" if location in ("body", "query") else location
    words = {"form": "form data"}.get(location, location)
    return f"{words} as {ticked(wire)}" if wire != field.name else words
