"""Make a value that conforms to a JSON Schema from what is known of it: schema -> value, or ``UnknownValueError``.

A value is known if the schema gives it (an example, an enum, a default), if its description does, or if name, format,
pattern and bounds determine how it looks (``lemnos.steps.tools.examples.example_values``). Objects get their required
properties, or, if none is required, those of which the schema gives an example. References without end are refused.
"""

import math
import re
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from lemnos.steps.tools.examples.adjust import bounded, order_bounds, singular, slugs
from lemnos.steps.tools.examples.amazon import with_versions
from lemnos.steps.tools.examples.example_values import ExampleValues, is_identifier
from lemnos.steps.tools.examples.pattern import is_code, matching_text
from lemnos.steps.tools.examples.prose import given_in
from lemnos.steps.tools.examples.resource_names import filled, template_in, template_of_pattern
from lemnos.steps.tools.examples.selection import is_awkward, is_placeholder, says_required
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten, property_schema, types, with_branch
from lemnos.steps.tools.schemas.validation import Schema, compiled, conforms, json_equal

_DEEPEST = 40
"""Depth at which a schema counts as referring to itself without end."""
_MOST_PARTS = 1_000
"""Number of values above which a value is too large for an example."""
_MOST_OPTIONAL = 8
"""Maximum number of optional properties of an object."""
_LONGEST_GIVEN = 2_000
"""Maximum length of an example taken from the schema, in characters; a longer one would dominate the document."""
_BRANCHES = 6
"""Maximum number of branches of an ``anyOf`` or ``oneOf`` that are tried."""
_NOTHING = re.compile(r"(?:^|_)(?:UNSPECIFIED|UNKNOWN|UNRECOGNIZED)(?:$|_)|^$", re.IGNORECASE)
"""A value of an enum that stands for none, which no caller gives."""
_ARRAY = re.compile(r"array_?like|ndarray|NDArray", re.IGNORECASE)
"""Python types that hold arrays of numbers."""


_DEEPEST_OUTLINE = 6
"""Depth at which a part of an outline is a variable as a whole."""
_MARK = "\u2063"
"""Encloses the name of a variable within an outline: a character that no value of a description has."""


class UnknownValueError(ImpossibleError):
    """Values conform to a schema, but nothing is known of them."""


def variable(name: str, *, is_text: bool) -> str:
    """Return what stands in an outline for a value that is not known; ``is_text`` for a string."""
    return f"{_MARK}{'' if is_text else _MARK}{name}{_MARK}"


VARIABLE = re.compile(f'"{_MARK}{_MARK}(?P<value>[^{_MARK}]+){_MARK}"|{_MARK}{_MARK}?(?P<text>[^{_MARK}]+){_MARK}')
"""A variable in the text of an outline; one that is no string takes its quotation marks with it."""


class SchemaSampler:
    """Makes values that conform to schemas within one root schema.

    Args:
        root: The schema within which references are resolved.
        random: Decides every choice that the schema leaves open.
        values: Chooses values by name.
        templates: Name → the text, or template of a resource name, of a value whose own description gives none.
    """

    def __init__(
        self, root: Schema, random: Random, values: ExampleValues, templates: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.root = root
        self.random = random
        self.example_values = values
        self.templates = templates
        self.parts = 0
        self._chosen: list[str] = []
        """Prefixes of values that belong to values of enums chosen before: ``ecs:`` for ``ecs:service:Count``."""

    def make(self, schema: Schema, name: str, depth: int = 0) -> Any:
        """Return a value for ``schema``; ``name`` is the name of the parameter or property that the value is for.

        Raises:
            UnknownValueError: Nothing is known of the value, or of a required part of it.
            ImpossibleError: No value of a reasonable size conforms to it.
        """
        self.parts += 1
        if depth > _DEEPEST or self.parts > _MOST_PARTS:
            raise ImpossibleError("the schema refers to itself without end")
        if schema is True:
            raise UnknownValueError(f"{name} may be any value")
        return self._flat(schema, flatten(schema, self.root), name, depth)

    def given(self, schema: Schema, name: str) -> Any:
        """Return the example that a schema gives of itself.

        Raises:
            UnknownValueError: It gives none that is one.
        """
        flat = flatten(schema, self.root)
        examples = flat.get("examples", [])
        if "const" in flat:
            return flat["const"]
        for value in examples if isinstance(examples, list) else [examples]:
            if self._is_usable(value, name, listed="enum" in flat) and conforms(value, schema, self.root):
                return value
        raise UnknownValueError(f"there is no example of {name}")

    def outline(self, schema: Schema, name: str, owner: str = "", depth: int = 0, *, own: bool = True) -> Any:
        """Return a value in which what is not known is a ``variable``: objects get their required properties.

        Args:
            schema: The schema of the value.
            name: Name of the parameter or property that the value is for.
            owner: Singular of the property that holds it, which begins the names of variables; empty for none.
            depth: Number of objects and arrays around it.
            own: Whether values are chosen; if not, only those that the schema gives are shown.

        Raises:
            ImpossibleError: No value of a reasonable size conforms to it.
        """
        flat = flatten(schema, self.root) if isinstance(schema, dict) else {}
        try:
            return self.make(schema, name) if own else self.given(schema, name)
        except UnknownValueError:
            pass
        kind = next((each for each in types(flat) if each != "null"), "")
        called = singular(name)
        if depth < _DEEPEST_OUTLINE and "groups" not in flat:
            properties: dict[str, Schema] = flat.get("properties", {})
            if kind == "array" and isinstance(flat.get("items"), dict) and flat.get("minItems", 0) < 2:
                return [self.outline(flat["items"], called, owner, depth + 1, own=own)]
            needed = dict.fromkeys(flat.get("required", ()))
            needed |= {key: None for key, each in properties.items() if says_required(each)}
            if kind == "object" and needed:
                listed = [key for key in properties if key in needed] + [key for key in needed if key not in properties]
                return {
                    key: self.outline(self._schema_of(flat, key), key, called, depth + 1, own=own) for key in listed
                }
        is_owned = owner and not name.lower().startswith(owner.lower())
        return variable(f"{owner}_{name}" if is_owned else name, is_text=kind == "string")

    def _is_usable(self, value: Any, name: str, *, listed: bool) -> bool:
        if value is None or (not listed and is_placeholder(value, name)):
            return False
        return len(repr(value)) <= _LONGEST_GIVEN

    def _flat(self, schema: Schema, flat: Flat, name: str, depth: int) -> Any:
        if "const" in flat:
            return flat["const"]
        rest = {keyword: value for keyword, value in flat.items() if keyword != "groups"}
        found, value = self._listed(schema, flat, name)
        if found:
            return value
        if _ARRAY.search(flat.get("x-python-type", "")):
            raise UnknownValueError(f"{name} is an array of another library")
        if "groups" in flat:
            return self._from_branch(
                {**rest, "allOf": [{"anyOf": group} for group in flat["groups"]]}, flat, name, depth
            )
        return self._of_type(flat, name, depth)

    def _listed(self, schema: Schema, flat: Flat, name: str) -> tuple[bool, Any]:
        """Return whether the schema lists a value that conforms to it, as an example, in an enum or as default."""
        for keyword in ("examples", "default", "enum"):
            if keyword not in flat:
                continue
            values = flat[keyword]
            if keyword == "default" or not isinstance(values, list):
                # An empty default says what happens without the argument, not what a caller would pass.
                values = [] if values in (None, "", [], {}, "None", "null") else [values]
            if keyword == "enum":
                start = int(self.random.random() * len(values)) if values else 0
                values = [each for each in values[start:] + values[:start] if not _NOTHING.search(str(each))] or values
                if (named := given_in(flat.get("description", ""))) is not None and named in values:
                    values = [named, *values]
                fitting = tuple(self._chosen)
                values = sorted(values, key=lambda each: not (isinstance(each, str) and each.startswith(fitting)))
            for value in values[:8]:
                if self._is_usable(value, name, listed="enum" in flat) and conforms(value, schema, self.root):
                    if keyword == "enum" and isinstance(value, str):
                        self._chosen.append(f"{value}:")
                    return True, value
        if "enum" in flat:
            raise ImpossibleError("no value of the enum conforms to the schema")
        return False, None

    def _from_branch(self, schema: Schema, flat: Flat, name: str, depth: int) -> Any:
        # Null shows nothing, so it is no choice.
        branches = [each for each in flat["groups"][0] if not (isinstance(each, dict) and each.get("type") == "null")]
        reason = ImpossibleError("no value conforms to any branch of anyOf or oneOf")
        for branch in branches[:_BRANCHES]:
            before = self.parts
            try:
                merged = with_branch(flat, 0, branch, self.root)
                value = self._flat(merged, merged, name, depth + 1)
                if conforms(value, schema, self.root):
                    return value
            except ImpossibleError as error:
                self.parts = before
                reason = error if isinstance(error, UnknownValueError) else reason
        raise reason

    def _of_type(self, flat: Flat, name: str, depth: int) -> Any:
        allowed = [kind for kind in types(flat) if kind != "null"]
        description = flat.get("description", "")
        match allowed[0] if allowed else "":
            case "object":
                return self._object(flat, name, depth)
            case "array":
                return self._array(flat, name, depth)
            case "integer" | "number" as kind:
                return self._number(flat, name, whole=kind == "integer")
            case "boolean":
                return True
            case "string":
                return self._string(flat, name)
            case _:
                if "x-type" not in flat and (text := given_in(description)) is not None:
                    return text
                raise UnknownValueError(f"the type of {name} is not known")

    def _object(self, flat: Flat, name: str, depth: int) -> dict[str, Any]:
        properties: dict[str, Schema] = flat.get("properties", {})
        required = dict.fromkeys(flat.get("required", ()))
        required |= {key: None for key, schema in properties.items() if says_required(schema)}
        value: dict[str, Any] = {}
        for key in [*properties, *(key for key in required if key not in properties)]:
            schema = self._schema_of(flat, key)
            if key in required:
                value[key] = self.make(schema, key, depth + 1)
            elif not required and schema is not False and len(value) < _MOST_OPTIONAL and not is_awkward(key, schema):
                try:
                    value[key] = self.given(schema, key)
                except ImpossibleError:
                    continue
        if not value and flat.get("properties") == {} and not flat.get("additionalProperties"):
            return value
        if not value or len(value) < flat.get("minProperties", 0):
            raise UnknownValueError(f"nothing is known of the properties of {name}")
        order_bounds(value, properties, self.root)
        return value

    def _schema_of(self, flat: Flat, key: str) -> Schema:
        """Return the schema to which a property must conform."""
        schema = property_schema(flat, key)
        if schema is False and flat.get("additionalProperties") is False and key not in flat.get("properties", {}):
            raise ImpossibleError(f"the property {key} is both required and forbidden")
        return schema

    def _array(self, flat: Flat, name: str, depth: int) -> list[Any]:
        prefix: list[Schema] = flat.get("prefixItems", [])
        items: Schema = flat.get("items", True)
        if isinstance(items, dict) and flat.get("description") and "description" not in items and "$ref" not in items:
            items = {**items, "description": flat["description"]}  # what is said of the list holds of its items
        least = max(1, flat.get("minItems", 0), len(prefix))
        if least > 4:
            raise UnknownValueError(f"{name} needs {least} items")
        array: list[Any] = []
        for number in range(least):
            schema = prefix[number] if number < len(prefix) else items
            if "contains" in flat and not number:
                schema = {"allOf": [schema, flat["contains"]]}
            item = self.make(schema, singular(name), depth + 1)
            if any(json_equal(item, earlier) for earlier in array):
                raise UnknownValueError(f"{name} needs {least} different items")
            array.append(item)
        if len(array) > flat.get("maxItems", math.inf):
            raise ImpossibleError(f"{name} takes no items")
        return array

    def _string(self, flat: Flat, name: str) -> str:
        least, most = flat.get("minLength", 0), flat.get("maxLength", 10_000)
        if least > most:
            raise ImpossibleError(f"the bounds of the length of {name} exclude each other")
        pattern, form, description = flat.get("pattern"), flat.get("format"), flat.get("description", "")
        text = self._filled(template_in(description)) or given_in(description) or self._resource_name(name, pattern)
        if text is None and form:
            text = self.example_values.formatted(form, name, description)
        if text is None and pattern is not None:
            text = self.example_values.arn(name, pattern)
        if text is None:
            text = self.example_values.string(name, description)
        if text is not None and is_placeholder(text):
            text = None
        expression = compiled(pattern) if pattern is not None else None
        if text is not None:
            forms = with_versions(text) if text.startswith("arn:") else (text,)
            forms = (text, *slugs(text)) if text.lower().startswith("my") else forms
            for each in forms if expression is not None else (text,):
                # Patterns are often meant for the whole text, although they have no anchors.
                if least <= len(each) <= most and (expression is None or expression.fullmatch(each)):
                    return each
        if pattern is not None and is_code(pattern, any_letters=is_identifier(name, description)):
            matched = matching_text(pattern, self.random, least, most)
            if matched is not None:
                return matched
        raise UnknownValueError(f"nothing is known of {name}")

    def _resource_name(self, name: str, pattern: Any) -> str | None:
        """Return a resource name if the pattern or the caller gives a template for it."""
        template = template_of_pattern(pattern) if isinstance(pattern, str) else None
        return self._filled(template or self.templates.get(name))

    def _filled(self, template: str | None) -> str | None:
        return None if template is None else filled(template, self.example_values.segment)

    def _number(self, flat: Flat, name: str, *, whole: bool) -> int | float:
        description = flat.get("description", "")
        number = self.example_values.number(name, description, whole=whole)
        if number is None and (text := given_in(description)) is not None and re.fullmatch(r"-?\d+(?:\.\d+)?", text):
            number = int(float(text)) if whole else float(text)
        low, high = flat.get("minimum"), flat.get("maximum")
        if number is None and low is not None and high is not None and high - low <= 1000:
            number = (low + high) // 2 if whole else (low + high) / 2
        if number is None:
            raise UnknownValueError(f"nothing is known of {name}")
        return bounded(number, flat, whole=whole)
