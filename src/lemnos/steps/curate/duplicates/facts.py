"""What a tool says beside its description: ``Tool`` → facts, each a line of text that begins with its place.

Two kinds are told apart. The *shape* of the arguments, their names, types, allowed values and which are required at any
depth, makes a tool another tool. What is *told* of arguments, results, errors and code is what the tool that stays must
hold for the other one to go. Costs some 10 µs a property.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from lemnos.records import Tool

_VERSION = re.compile(r"(?:(?<=[a-z])V|(?<![A-Za-z])[vV])\d+(?:\.\d+)*(?:(?:alpha|beta)\d*)?(?![a-z])")
_RELEASE = re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?![\w.])|(?<!\d)\d{4}-\d\d-\d\d(?:\.\d+)*(?!\d)")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_BY_NAME = frozenset(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"))
"""Keywords whose value is a schema for each name."""
_SHAPE = frozenset(("type", "enum", "const", "required", "$ref"))
"""Keywords of which any difference makes other arguments."""
_ANY_ORDER = frozenset(("type", "enum", "required"))
_DEEPEST = 40
"""Levels of a schema that are read; what is below counts as text."""


class Facts(NamedTuple):
    """What a tool says beside its description."""

    shape: tuple[str, ...]
    """Of its arguments, sorted."""
    told: tuple[str, ...]
    """Of all else, sorted; versions are left out."""


def facts_of(tool: Tool) -> Facts:
    """Return the facts of a tool."""
    shape: set[str] = set()
    told: set[str] = set()
    for is_shape, fact in _of_text(tool.parameters):
        (shape if is_shape else told).add(fact)
    told.update(f"result {fact}" for _, fact in _of_text(tool.result))
    for error in tool.errors:
        told.add(f"error {error.code} {words_of(without_versions(error.description))}")
    for response in tool.responses:
        told.add(f"response {response.code} {words_of(without_versions(response.description))}")
    if tool.code:
        told.add(f"code {tool.code}")
    return Facts(tuple(sorted(shape)), tuple(sorted(told)))


def without_versions(text: str) -> str:
    """Return a text without the versions, releases and dates in it.

    >>> without_versions("GET /v2/pets, since 1.4.0 of 2024-05-01").split()
    ['GET', '/', '/pets,', 'since', 'of']
    """
    return _RELEASE.sub(" ", _VERSION.sub(" ", text)) if _DIGIT.search(text) else text


def without_own_version(text: str, version: str) -> str:
    """Return a path or name without the version of its API; another one tells operations of that API apart.

    >>> without_own_version("/v2/pets", "2.1.0"), without_own_version("/v3/pets", "2.1.0")
    ('/ /pets', '/v3/pets')
    """
    own = version.lower().lstrip("v")

    def kept(found: re.Match[str]) -> str:
        said = found[0].lower().lstrip("v")
        return " " if said == own or own.startswith(f"{said}.") else found[0]

    return _VERSION.sub(kept, text)


def words_of(text: str) -> str:
    """Return the words of a text in lower case, a space between.

    >>> words_of("listPets (beta)")
    'listpets beta'
    """
    return " ".join(_WORD.findall(text)).lower()


def _of_text(schema: str) -> Iterator[tuple[bool, str]]:
    if not schema:
        return
    try:
        yield from _facts(msgspec.json.decode(schema), "", 0)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        yield True, without_versions(schema)


def _facts(schema: Any, place: str, depth: int) -> Iterator[tuple[bool, str]]:
    """Yield each fact, and whether it is of the shape."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        yield False, f"{place} {_json(schema)}"
        return
    for keyword, value in schema.items():
        if keyword in _BY_NAME and isinstance(value, dict):
            for name, inner in value.items():
                below = f"{place}/{without_versions(name)}"
                yield True, below
                yield from _facts(inner, below, depth + 1)
        elif keyword in _SHAPE:
            items = value if keyword in _ANY_ORDER and isinstance(value, list) else [value]
            for item in items:
                yield True, f"{place} {keyword} {_json(item)}"
        elif isinstance(value, dict):
            yield from _facts(value, f"{place} {keyword}", depth + 1)
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            for item in value:
                yield from _facts(item, f"{place} {keyword}", depth + 1)
        else:
            text = words_of(without_versions(value)) if isinstance(value, str) and " " in value else _json(value)
            yield False, f"{place} {keyword} {text}"


def _json(value: Any) -> str:
    return without_versions(msgspec.json.encode(value, order="sorted").decode())
