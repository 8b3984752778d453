"""Make a value that conforms to a JSON Schema from its examples, enums, defaults, formats and bounds: schema -> value.

Where the schema leaves a value open, ``lemnos.steps.tools.examples.example_values`` chooses one by the parameter's
name. Below the first levels, objects get only their required properties. Circular references end as early as they can,
and nothing optional is added after some hundred values, however large the schema.
"""

import math
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.adjust import bounded, order_bounds, singular, slugs, spelt, with_needed, with_versions
from lemnos.steps.tools.examples.example_values import TEMPLATE, ExampleValues, words_of
from lemnos.steps.tools.examples.exclusive import NO_RIVALRY, Rivalry, rivalry
from lemnos.steps.tools.examples.pattern import matching_text
from lemnos.steps.tools.examples.resource_names import filled, template_in, template_of_pattern
from lemnos.steps.tools.examples.selection import (
    IDENTITY,
    NO_WISHES,
    OUTCOMES,
    Wishes,
    is_awkward,
    is_structure,
    is_unlikely,
    says_required,
)
from lemnos.steps.tools.examples.times import order_times
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten, types, with_branch
from lemnos.steps.tools.schemas.validation import Schema, compiled, conforms, json_equal

_DEEP = 4
"""From this depth on, objects get no optional properties; arrays get one item unless they need more."""
_DEEPEST = 40
"""Depth at which a schema counts as referring to itself without end."""
_MOST_PARTS = 120
"""Number of values after which nothing optional is added."""
_LONGEST_GIVEN = 2_000
"""Maximum length of an example taken from the schema, in characters; a longer one would dominate the document."""
_LONG_ITEM = 200
"""Length of an item, in characters, above which a list gets no further optional items."""
_BRANCHES = 6
"""Maximum number of branches of an ``anyOf`` or ``oneOf`` that are tried."""

_NOTHING = re.compile(r"(?:^|_)(?:UNSPECIFIED|UNKNOWN|UNRECOGNIZED)(?:$|_)")
"""A value of an enum that stands for none, which no caller gives."""
_FAILED = re.compile(rf"(?i:fail|error)|{_NOTHING.pattern}")
"""A value of an enum that the result of a successful call rarely has."""
_ARRAY = re.compile(r"array_?like|ndarray|NDArray", re.IGNORECASE)
"""Python types that hold arrays of numbers."""


class SchemaSampler:
    """Makes values that conform to schemas within one root schema.

    Args:
        root: The schema within which references are resolved.
        random: Decides every choice that the schema leaves open.
        optional: Share of its optional properties that the outermost object gets.
        most_optional: Maximum number of optional properties of an object.
        wishes: What the outermost object should be like.
    """

    def __init__(
        self, root: Schema, random: Random, optional: float, most_optional: int, wishes: Wishes = NO_WISHES
    ) -> None:
        self.wishes = wishes
        self.root = root
        self.random = random
        self.optional = optional
        self.most_optional = most_optional
        self.example_values = ExampleValues(random, wishes.host)
        self.parts = 0

    def make(self, schema: Schema, name: str, depth: int = 0) -> Any:
        """Return a value for ``schema``; ``name`` is the name of the parameter or property that the value is for.

        Raises:
            ImpossibleError: No value of a reasonable size conforms to it.
        """
        self.parts += 1
        if depth > _DEEPEST or self.parts > _MOST_PARTS * 12:
            raise ImpossibleError("the schema refers to itself without end")
        if schema is True:
            return self.example_values.anything(name, "")
        flat = flatten(schema, self.root)
        if "const" in flat:
            return flat["const"]
        given, value = self._given(schema, flat, name, depth)
        if given:
            return value
        if _ARRAY.search(flat.get("x-python-type", "")) and conforms(
            numbers := self.example_values.numbers(), schema, self.root
        ):
            return numbers
        if "groups" in flat:
            return self._from_branch(schema, flat, name, depth)
        return self._of_type(flat, name, depth)

    def _given(self, schema: Schema, flat: Flat, name: str, depth: int) -> tuple[bool, Any]:
        """Return whether the schema itself gives a value that conforms to it, and that value."""
        for keyword in ("examples", "enum", "default"):
            if keyword not in flat:
                continue
            values = flat[keyword]
            if keyword == "default":
                # An empty default says what happens without the argument, not what a caller would pass.
                values = [] if values in (None, "", [], {}, "None", "null") else [values]
            elif not isinstance(values, list):
                values = [values]
            if not values:
                continue
            start = int(self.random.random() * len(values))
            if keyword == "enum":
                unlikely = _NOTHING if self.wishes.is_call else _FAILED
                values = [each for each in values if not unlikely.search(str(each))] or values
                start %= len(values)
            if keyword == "enum" and "format" in words_of(name):
                # The example result is JSON.
                start = next((at for at, each in enumerate(values) if str(each).lower().endswith("json")), start)
            for value in (values[start:] + values[:start])[:8]:
                if value is None and len(values) > 1:
                    continue
                if isinstance(value, str) and keyword != "enum" and TEMPLATE.fullmatch(value):
                    continue
                if (isinstance(value, dict | list) and (depth == 0 or len(repr(value)) > _LONGEST_GIVEN)) or (
                    isinstance(value, str) and len(value) > _LONGEST_GIVEN
                ):
                    continue
                if conforms(value, schema, self.root):
                    return True, value
        if "enum" in flat:
            raise ImpossibleError("no value of the enum conforms to the schema")
        return False, None

    def _from_branch(self, schema: Schema, flat: Flat, name: str, depth: int) -> Any:
        branches = flat["groups"][0]
        start = int(self.random.random() * len(branches))
        order = [*branches[start:], *branches[:start]]
        # Null shows nothing, so it is the last choice; deep inside a value it is the first, because it ends the value.
        order.sort(key=lambda branch: (isinstance(branch, dict) and branch.get("type") == "null") == (depth < _DEEP))
        for branch in order[:_BRANCHES]:
            before = self.parts
            try:
                merged = with_branch(flat, 0, branch, self.root)
                value = self._flat(merged, name, depth + 1)
                if conforms(value, schema, self.root):
                    return value
            except ImpossibleError:
                self.parts = before
        raise ImpossibleError("no value conforms to any branch of anyOf or oneOf")

    def _flat(self, flat: Flat, name: str, depth: int) -> Any:
        if "const" in flat:
            return flat["const"]
        rest = {keyword: value for keyword, value in flat.items() if keyword != "groups"}
        given, value = self._given(rest, flat, name, depth)
        if given:
            return value
        if "groups" in flat:
            return self._from_branch(
                {**rest, "allOf": [{"anyOf": group} for group in flat["groups"]]}, flat, name, depth
            )
        return self._of_type(flat, name, depth)

    def _of_type(self, flat: Flat, name: str, depth: int) -> Any:
        allowed = types(flat)
        if not allowed:
            # A value of a type of another language is shown as a variable of the caller.
            return name if "x-type" in flat else self.example_values.anything(name, flat.get("description", ""))
        wanted = next((kind for kind in allowed if kind != "null"), allowed[0] if allowed else "string")
        if wanted != "null" and "null" in allowed and depth > _DEEP:
            return None
        match wanted:
            case "object":
                return self._object(flat, depth)
            case "array":
                return self._array(flat, name, depth)
            case "integer" | "number":
                return self._number(flat, name, whole=wanted == "integer")
            case "boolean":
                drawn = self.random.random() < 0.6
                if not self.wishes.is_call and (told := OUTCOMES.get("".join(words_of(name)))) is not None:
                    return told
                return drawn
            case "null":
                return None
            case _:
                return self._string(flat, name)

    def _object(self, flat: Flat, depth: int) -> dict[str, Any]:
        properties: dict[str, Any] = flat.get("properties", {})
        required = list(flat.get("required", ()))
        given = self.wishes.given if depth == 0 else {}
        wanted = dict.fromkeys([*required, *given])
        excluded = self._rivalry(flat, properties, depth)
        if self.wishes.is_call and depth < _DEEP:
            wanted |= {key: None for key, schema in properties.items() if says_required(schema)}
        if depth < _DEEP and self.parts < _MOST_PARTS:
            share = self.optional if depth == 0 else 0.5
            count = 0
            for key, schema in properties.items():
                identifies = depth > 0 and key in IDENTITY
                if key in wanted or count >= self.most_optional or (self.random.random() >= share and not identifies):
                    continue
                if not excluded.rivals.get(key, frozenset()).isdisjoint(wanted):
                    continue
                if not self.wishes.is_call and is_unlikely(key, schema):
                    continue
                if schema is not False and not (depth == 0 and share < 1 and self._is_unwanted(key, schema)):
                    wanted[key] = None
                    count += 1
        # A call without arguments shows nothing, so it gets one if the tool has any.
        shown = 1 if depth <= _DEEP + 2 and self.optional > 0 else 0
        least = max(flat.get("minProperties", 0), shown)
        for group in excluded.needed:
            if not any(key in wanted for key in group) and group[0] not in self.wishes.avoided:
                wanted[group[0]] = None
        plain_first = properties.items() if depth < _DEEP else sorted(properties.items(), key=is_structure)
        for key, schema in plain_first:
            if len(wanted) >= least:
                break
            if schema is not False and not (least == shown and len(properties) > 1 and self._is_unwanted(key, schema)):
                wanted[key] = None
        for key, needed in flat.get("dependentRequired", {}).items():
            if key in wanted:
                wanted.update(dict.fromkeys(needed))
        value: dict[str, Any] = {}
        guessed: dict[str, Any] = {}  # an example shows what is known, and leaves out what would be made up
        for key in [key for key in properties if key in wanted] + [key for key in wanted if key not in properties]:
            before, guesses = self.parts, self.example_values.guesses
            try:
                made = given[key] if key in given else self.make(self._schema_of(flat, key), key, depth + 1)
            except ImpossibleError:
                if key in required:
                    raise
                self.parts = before
                continue
            is_known = key in required or (self.example_values.guesses == guesses and made != {})
            (value if is_known else guessed)[key] = made
            if not is_known:
                self.example_values.guesses = guesses
        known = len(value)
        value = with_needed(value, guessed, least, excluded.needed)
        self.example_values.guesses += len(value) - known
        if not properties:
            self._fill_map(flat, value, depth)
        order_bounds(value, properties, self.root)
        order_times(value, properties, self.root)
        return value

    def _rivalry(self, flat: Flat, properties: Mapping[str, Schema], depth: int) -> Rivalry:
        """Return which properties exclude each other; read only where optional ones are chosen."""
        if depth > 2 or not self.wishes.is_call:
            return NO_RIVALRY
        return rivalry(properties, (flat.get("description", ""), *(self.wishes.texts if depth == 0 else ())))

    def _is_unwanted(self, key: str, schema: Schema) -> bool:
        """Return whether a property is a poor example: unwanted, deprecated, or part of the protocol."""
        return key in self.wishes.avoided or is_awkward(key, schema)

    def _schema_of(self, flat: Flat, key: str) -> Schema:
        """Return the schema to which a property must conform."""
        if key in flat.get("properties", {}):
            return flat["properties"][key]  # type: ignore[no-any-return]
        for pattern, schema in flat.get("patternProperties", {}).items():
            expression = compiled(pattern)
            if expression is not None and expression.search(key):
                return schema  # type: ignore[no-any-return]
        additional = flat.get("additionalProperties", True)
        if additional is False:
            raise ImpossibleError(f"the property {key} is both required and forbidden")
        return additional  # type: ignore[no-any-return]

    def _fill_map(self, flat: Flat, value: dict[str, Any], depth: int) -> None:
        """Add entries to an object with free property names: as many as it needs, or one if entries are optional."""
        additional = flat.get("additionalProperties")
        patterns = flat.get("patternProperties", {})
        least = flat.get("minProperties", 0)
        if depth > _DEEP and not least:
            return
        for index in range(max(least, 1 if patterns or isinstance(additional, dict) else 0)):
            key: str | None = ("status", "region", "team", "source", "tier")[index] if index < 5 else f"key{index}"
            if patterns:
                key = matching_text(next(iter(patterns)), self.random)
            elif isinstance(names := flat.get("propertyNames"), dict):
                key = str(self.make(names, "key", depth + 1))
            if key is None or key in value or (additional is False and not patterns):
                continue
            try:
                schema = self._schema_of(flat, key)
                counted = isinstance(schema, dict) and schema.get("type") in ("integer", "number")
                value[key] = self.make(schema, "count" if counted else key, depth + 1)
            except ImpossibleError:
                if least:
                    raise

    def _array(self, flat: Flat, name: str, depth: int) -> list[Any]:
        items: Schema = flat.get("items", True)
        prefix: list[Any] = flat.get("prefixItems", [])
        least = flat.get("minItems", 0)
        most = flat.get("maxItems", math.inf)
        if least > 4 * _MOST_PARTS:
            raise ImpossibleError(f"an array of {least} items is too long")
        count = max(least, min(most, len(prefix) or (1 + int(self.random.random() * 2) if depth < _DEEP - 1 else 1)))
        item_name = singular(name)
        array: list[Any] = []
        tries = 0
        while len(array) < count and tries < count + 20:
            tries += 1
            schema = prefix[len(array)] if len(array) < len(prefix) else items
            if schema is False:
                break
            if "contains" in flat and not array:
                schema = {"allOf": [schema, flat["contains"]]}
            before = self.parts
            try:
                item = self.make(schema, item_name, depth + 1)
            except ImpossibleError:
                self.parts = before
                if len(array) >= least:
                    break
                raise
            repeated = any(json_equal(item, earlier) for earlier in array)
            if not repeated or (tries > count + 3 and not flat.get("uniqueItems") and len(array) < least):
                array.append(item)
                if isinstance(item, dict) and len(array) >= least and len(repr(item)) > _LONG_ITEM:
                    break
        if len(array) < least:
            raise ImpossibleError(f"no {least} different items could be made")
        return array

    def _string(self, flat: Flat, name: str) -> str:
        least = flat.get("minLength", 0)
        most = flat.get("maxLength", 10_000)
        if least > 5_000 or least > most:
            raise ImpossibleError(f"a string of {least} characters is too long or exceeds maxLength")
        pattern = flat.get("pattern")
        form = flat.get("format")
        description = flat.get("description", "")
        text = self._resource_name(name, description, pattern)
        if text is not None:
            pass
        elif form and (quoted := self.example_values.quoted(description)) is None:
            text = self.example_values.formatted(form, name)
        elif form:
            text = quoted
        elif pattern is not None and "arn" in pattern:
            text = self.example_values.arn(name, pattern)
        if text is None:
            text = self.example_values.string(name, description)
        if pattern is not None:
            expression = compiled(pattern)
            if expression is None:
                raise ImpossibleError(f"the pattern {pattern} cannot be compiled")
            forms = with_versions(text) if text.startswith("arn:") else (text, *slugs(text))
            text = next((each for each in forms if expression.fullmatch(each)), text)
            if not expression.search(text) or not least <= len(text) <= most:
                matched = matching_text(pattern, self.random, least, most)
                if matched is None:
                    raise ImpossibleError(f"no text was found that matches {pattern}")
                return matched
            return text
        text = spelt(text, description)
        if len(text) > most:
            cut = text[:most]
            text = cut.rpartition(" ")[0] or cut if " " in cut and len(cut) > 12 else cut.rstrip(" -_.") or cut
        if len(text) < least:
            text = (text + "-" if text else "") + f"{self.random.getrandbits(4 * least):0{least}x}"
            text = text[: max(least, min(most, least))]
        return text

    def _resource_name(self, name: str, description: str, pattern: Any) -> str | None:
        """Return a resource name if the description, the pattern or the caller's wishes give a template for it."""
        template = template_in(description) or (template_of_pattern(pattern) if isinstance(pattern, str) else None)
        template = template or self.wishes.templates.get(name)
        return None if template is None else filled(template, self.example_values.segment)

    def _number(self, flat: Flat, name: str, *, whole: bool) -> int | float:
        number = self.example_values.number(name, flat.get("description", ""), whole=whole)
        return bounded(number, flat, whole=whole)
