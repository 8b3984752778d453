"""Searches for a value where making one failed: schema, root, random numbers -> a value that conforms, plain or odd.

``make`` draws plausible values and gives up where keywords bind each other (``oneOf`` of overlapping texts, ``not``,
``if``, names of properties that must match a pattern). Here each schema gets a few candidates at its edges: least and
greatest lengths, numbers and counts, each member, each branch; what conforms stays. This is generate and test, and
proves nothing: a schema without a candidate may still allow something. Looks into at most 3,000 schemas for a value,
some 20 ms, and is only asked where nothing else was found.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from random import Random
from typing import Any

from lemnos.steps.tools.examples.pattern import matching_text
from lemnos.steps.tools.schemas.flatten import (
    Flat,
    ImpossibleError,
    as_schema,
    flatten,
    property_schema,
    types,
    with_branch,
)
from lemnos.steps.tools.schemas.validation import Schema, conforms, json_equal

_MOST = 6
"""Candidates that are kept of one schema."""
_TRIED = 48
"""Candidates of one schema that are looked at."""
_MOST_LOOKS = 3_000
_DEEPEST = 12
_LONGEST = 2_000
"""Length of a text and of a list, above which none is tried."""
_KINDS = ("string", "integer", "number", "boolean", "object", "array", "null")
_TEXTS = ("", "a", "ab", "0", "true", "A1-b", "Aa1!aaaa", "lorem ipsum dolor")
FORMATS = {
    "date-time": "2026-01-15T09:30:00Z",
    "date": "2026-01-15",
    "time": "09:30:00Z",
    "duration": "P1D",
    "email": "office@example.com",
    "idn-email": "office@example.com",
    "hostname": "www.example.com",
    "idn-hostname": "www.example.com",
    "ipv4": "192.0.2.10",
    "ipv6": "2001:db8::10",
    "uri": "https://www.example.com/",
    "uri-reference": "/",
    "iri": "https://www.example.com/",
    "iri-reference": "/",
    "uri-template": "/{id}",
    "uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "json-pointer": "/id",
    "relative-json-pointer": "0",
    "regex": ".*",
}
"""A text in each format of JSON Schema, for where nothing else is found."""
_PLAIN: dict[str, tuple[Any, ...]] = {"boolean": (True, False), "null": (None,)}


class Search:
    """Searches for values of the schemas within one root, and remembers where it found none.

    Args:
        root: The schema within which references are resolved.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._barren: dict[int, Schema] = {}

    def value(self, schema: Schema, seed: int) -> Any:
        """Return a value that conforms.

        Raises:
            ImpossibleError: None was found.
        """
        if id(schema) not in self._barren:
            try:
                return _Search(self._root, Random(seed)).first(schema)
            except ImpossibleError:
                self._barren[id(schema)] = schema  # it is kept, so that its id is not given again
        raise ImpossibleError("no value was found that conforms to the schema")

    def unless(self, make: Callable[[], Any], schema: Schema, random: Random) -> Any:
        """Return what ``make`` returns if that conforms, else a value that is searched for.

        Raises:
            ImpossibleError: None was found.
        """
        with suppress(ImpossibleError):
            if conforms(value := make(), schema, self._root):
                return value
        return self.value(schema, int(random.random() * 2**32))


class _Search:
    """One search.

    Args:
        root: The schema within which references are resolved.
        random: Decides the texts that are made by patterns.
    """

    def __init__(self, root: Schema, random: Random) -> None:
        self._root = root
        self._random = random
        self._left = _MOST_LOOKS

    def first(self, schema: Schema) -> Any:
        """Return a value that conforms.

        Raises:
            ImpossibleError: None was found.
        """
        found = self._found(schema, 0)
        if not found:
            raise ImpossibleError("no value was found that conforms to the schema")
        return found[0]

    def _found(self, schema: Schema, depth: int) -> list[Any]:
        """Return a few values that conform to a schema."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST or schema is False:
            return []
        kept: list[Any] = []
        try:
            flat: Flat = {} if schema is True else flatten(schema, self._root)
            for value in islice(self._tried(flat, depth), _TRIED):
                if conforms(value, schema, self._root) and not any(json_equal(value, each) for each in kept):
                    kept.append(value)
                    if len(kept) == _MOST:
                        break
        except (ImpossibleError, RecursionError, OverflowError):
            pass
        return kept

    def _tried(self, flat: Flat, depth: int) -> Iterator[Any]:
        if "const" in flat:
            yield flat["const"]
        elif "enum" in flat:
            yield from flat["enum"]
        elif groups := flat.get("groups"):
            yield from self._mixed([self._branch(flat, each, depth) for each in groups[0][:_TRIED]])
        else:
            kinds = types(flat) or _KINDS
            yield from self._mixed([list(islice(self._of_kind(kind, flat, depth), _TRIED)) for kind in kinds])

    def _branch(self, flat: Flat, branch: Schema, depth: int) -> list[Any]:
        try:
            return self._found(as_schema(with_branch(flat, 0, branch, self._root)), depth + 1)
        except ImpossibleError:
            return []

    @staticmethod
    def _mixed(several: list[list[Any]]) -> Iterator[Any]:
        """Yield the first of each list, then the second of each."""
        for number in range(max(map(len, several), default=0)):
            yield from (each[number] for each in several if number < len(each))

    def _of_kind(self, kind: str, flat: Flat, depth: int) -> Iterable[Any]:
        match kind:
            case "string":
                return self._texts(flat)
            case "integer" | "number":
                return _numbers(flat, whole=kind == "integer")
            case "object":
                return self._objects(flat, depth)
            case "array":
                return self._lists(flat, depth)
            case _:
                return _PLAIN.get(kind, ())

    def _texts(self, flat: Flat) -> Iterator[str]:
        least, most = flat.get("minLength", 0), min(flat.get("maxLength", _LONGEST), _LONGEST)
        if isinstance(named := flat.get("format"), str) and named in FORMATS:
            yield FORMATS[named]
        lengths = [
            each for each in dict.fromkeys((least, least + 1, most, (least + most) // 2)) if least <= each <= most
        ]
        if isinstance(pattern := flat.get("pattern"), str):
            for shortest in (least, *lengths):
                text = matching_text(pattern, self._random, shortest, most)
                if text is not None:
                    yield text
            for text in _TEXTS:
                for length in lengths:
                    yield (text + "aA1" * length)[:length]
            for length in lengths:
                if (text := matching_text(pattern, self._random)) is not None:
                    yield text + (text[-1:] or "a") * (length - len(text))
        yield from (each for each in _TEXTS if least <= len(each) <= most)
        yield from ("a" * length for length in lengths)

    def _objects(self, flat: Flat, depth: int) -> Iterator[dict[str, Any]]:
        properties: dict[str, Schema] = flat.get("properties", {})
        required = list(dict.fromkeys(flat.get("required", ())))
        choices = {name: self._found(property_schema(flat, name), depth + 1) for name in required}
        if not all(choices.values()):
            return
        base = {name: found[0] for name, found in choices.items()}
        yield self._filled(flat, base, depth)
        optional = [name for name in properties if name not in required]
        more = {name: found for name in optional[:_TRIED] if (found := self._found(properties[name], depth + 1))}
        yield self._filled(flat, {**base, **{name: found[0] for name, found in more.items()}}, depth)
        for name, found in more.items():
            yield self._filled(flat, {**base, name: found[0]}, depth)
        for number in range(1, _MOST):
            yield self._filled(flat, {name: found[number % len(found)] for name, found in choices.items()}, depth)
        for name, found in {**choices, **more}.items():
            for value in found[1:]:
                yield self._filled(flat, {**base, name: value}, depth)

    def _filled(self, flat: Flat, value: dict[str, Any], depth: int) -> dict[str, Any]:
        """Return an object with as many properties of any name as it must have."""
        least = min(flat.get("minProperties", 0), _LONGEST)
        if len(value) < least:
            for name in self._names(flat, 2 * least, depth):
                if name not in value and (found := self._found(property_schema(flat, name), depth + 1)):
                    value = {**value, name: found[0]}
                    if len(value) >= least:
                        break
        number = 0
        while len(value) < least and number < 2 * least:
            number += 1
            if found := self._found(property_schema(flat, f"entry{number}"), depth + 1):
                value = {**value, f"entry{number}": found[0]}
        return value

    def _names(self, flat: Flat, count: int, depth: int) -> Iterator[str]:
        """Yield names that properties may have: by ``propertyNames``, by patterns, those that are named."""
        named = flat.get("propertyNames")
        patterns = [*flat.get("patternProperties", {})]
        if isinstance(named, dict):
            yield from (each for each in self._found(named, depth + 1) if isinstance(each, str))
            patterns += [named["pattern"]] if isinstance(named.get("pattern"), str) else []
        for pattern in patterns:
            for number in range(count):
                if (text := matching_text(pattern, self._random)) is not None:
                    yield from (text, f"{text}{number}")
        yield from flat.get("properties", {})

    def _lists(self, flat: Flat, depth: int) -> Iterator[list[Any]]:
        prefix: list[Schema] = flat.get("prefixItems", [])
        least, most = flat.get("minItems", 0), min(flat.get("maxItems", _LONGEST), _LONGEST)
        if least > _LONGEST:
            return
        given = [self._found(each, depth + 1) for each in prefix]
        others = self._found(flat.get("items", True), depth + 1)
        wanted = self._found(flat["contains"], depth + 1) if "contains" in flat else []
        contained = flat.get("minContains", 1) if "contains" in flat else 0
        others = [each for each in others if each not in wanted] or others
        for count in dict.fromkeys((least, max(least, len(prefix)), least + 1, max(least, contained), most)):
            for shift in range(2):
                value = []
                for number in range(min(count, most)):
                    of_place = given[number] if number < len(given) else others
                    if number >= len(given) and wanted and number - len(given) < contained:
                        of_place = wanted
                    if not of_place:
                        break
                    value.append(of_place[(number + shift) % len(of_place)])
                if len(value) >= least:
                    yield value


def _numbers(flat: Flat, *, whole: bool) -> Iterator[int | float]:
    low = max(flat.get("minimum", -math.inf), flat.get("exclusiveMinimum", -math.inf))
    high = min(flat.get("maximum", math.inf), flat.get("exclusiveMaximum", math.inf))
    step = flat.get("multipleOf", 1)
    near = [each for each in (low, high) if math.isfinite(each)] or [0]
    for edge in near:
        if step:
            first = math.floor(edge / step)
            for number in (0, 1, -1, 2, -2):
                multiple = (first + number) * step
                yield int(multiple) if float(multiple).is_integer() else multiple
    if not whole:
        yield from near
        if len(near) == 2:
            yield (low + high) / 2
        else:
            yield near[0] + 0.5
            yield near[0] - 0.5
