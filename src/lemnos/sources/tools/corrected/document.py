"""Walks an OpenAPI description and corrects it: ``Specification`` → the document in one file, and its corrections.

Takes 2.0, 3.0 and 3.1 and leaves the version as it is. Only what stands where OpenAPI has schemas, responses, bodies
and parameters is looked at: examples, extensions and texts stay. What other files hold is copied into the sections of
this one when a reference leads there. Under ``not`` and ``if`` nothing is corrected, since what is looser there is
stricter outside. Costs about a second for a file of 1 MB.
"""

from collections.abc import Callable, Iterable
from typing import Any

from lemnos.sources.tools.corrected.base import Corrections, below
from lemnos.sources.tools.corrected.responses import listed_media_types, with_media_types, without_body
from lemnos.sources.tools.corrected.schemas import SchemaRules
from lemnos.sources.tools.openapi.names import METHODS
from lemnos.sources.tools.schema.refs import Load, Resolver, Specification, Target

_DEEPEST = 100
_SCHEMAS = ("items", "additionalProperties", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")

_EMPTY: dict[str, dict[str, Any]] = {"responses": {"description": ""}, "requestBodies": {"content": {}}}
"""What stands for a part that a reference does not find, by the section of such parts."""

Part = Callable[[Any, Specification, str], Any]
"""Corrects a part of the description: its value, the file that holds it, and its pointer."""


class DocumentCorrector:
    """Corrects one description.

    Args:
        specification: The file.
        load: Reads other files of the input.
        corrections: Takes what is corrected.
    """

    def __init__(self, specification: Specification, load: Load, corrections: Corrections) -> None:
        self._root = specification
        self._resolver = Resolver(specification, load)
        value = specification.value
        self.is_swagger = "swagger" in value
        version = "2" if self.is_swagger else "3.0" if str(value.get("openapi", "")).startswith("3.0") else "3.1"
        self._found = corrections
        self._rules = SchemaRules(self._resolver, self._found, version, self._schema)
        self._moved: dict[tuple[str, str], str] = {}
        """(section, key of a target in another file) → its reference here."""
        self._added: dict[str, dict[str, Any]] = {}
        self._depth = 0

    def corrected(self) -> dict[str, Any]:
        """Return the description; what is not corrected is shared with it."""
        parts = {
            "definitions": self._map(self._schema),
            "parameters": self._map(self._parameter),
            "responses": self._map(self._response),
            "components": self._components,
            "paths": self._map(self._path),
            "produces": self._media_types,
            "consumes": self._media_types,
        }
        result: dict[str, Any] = self._parts(self._root.value, self._root, "#", parts)
        for section, added in self._added.items():
            holder = result if self.is_swagger else {**result.get("components", {})}
            holder = {**holder, section: {**holder.get(section, {}), **added}}
            result = holder if self.is_swagger else {**result, "components": holder}
        return result

    def _components(self, value: Any, base: Specification, pointer: str) -> Any:
        parts = {
            "schemas": self._map(self._schema),
            "responses": self._map(self._response),
            "parameters": self._map(self._parameter),
            "headers": self._map(self._parameter),
            "requestBodies": self._map(self._body),
            "pathItems": self._map(self._path),
        }
        return self._parts(value, base, pointer, parts)

    def _path(self, value: Any, base: Specification, pointer: str) -> Any:
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            target = self._resolver.find(value["$ref"], base)
            if target is None or not isinstance(target.value, dict):
                return value  # it is rejected, and so left out
            own = {name: each for name, each in value.items() if name != "$ref"}
            value, base = {**target.value, **own}, target.base
        parts: dict[str, Part] = {"parameters": self._parameters}
        if isinstance(value, dict):
            parts |= {key: self._operation for key in value if key.lower() in METHODS}
            parts["additionalOperations"] = self._map(self._operation)
        return self._parts(value, base, pointer, parts)

    def _operation(self, value: Any, base: Specification, pointer: str) -> Any:
        parts: dict[str, Part] = {
            "parameters": self._parameters,
            "requestBody": self._body,
            "responses": self._responses,
            "produces": self._media_types,
            "consumes": self._media_types,
        }
        return self._parts(value, base, pointer, parts)

    def _responses(self, value: Any, base: Specification, pointer: str) -> Any:
        if not isinstance(value, dict):
            return value
        result = {}
        for code, each in value.items():
            where = below(pointer, code)
            if isinstance(each, dict) and isinstance(each.get("$ref"), str):
                target = self._resolver.find(each["$ref"], base)
                if target is not None and isinstance(target.value, dict):
                    bare = without_body(target.value, code, where, self._found)
                    if bare is not target.value:
                        result[code] = self._response(bare, target.base, where)
                        continue
            elif isinstance(each, dict):
                each = without_body(each, code, where, self._found)
            result[code] = self._response(each, base, where) if not code.startswith("x-") else each
        return result if any(result[code] is not each for code, each in value.items()) else value

    def _response(self, value: Any, base: Specification, pointer: str) -> Any:
        if (reference := self._reference(value, base, pointer, "responses", self._response)) is not None:
            return reference
        parts = {"headers": self._map(self._parameter), "content": self._content, "schema": self._schema}
        return self._parts(value, base, pointer, parts)

    def _body(self, value: Any, base: Specification, pointer: str) -> Any:
        if (reference := self._reference(value, base, pointer, "requestBodies", self._body)) is not None:
            return reference
        return self._parts(value, base, pointer, {"content": self._content})

    def _content(self, value: Any, base: Specification, pointer: str) -> Any:
        def media(each: Any, base: Specification, pointer: str) -> Any:
            return self._parts(each, base, pointer, {"schema": self._schema})

        corrected = self._map(media)(value, base, pointer)
        return with_media_types(corrected, pointer, self._found) if isinstance(corrected, dict) else corrected

    def _parameter(self, value: Any, base: Specification, pointer: str) -> Any:
        if (reference := self._reference(value, base, pointer, "parameters", self._parameter)) is not None:
            return reference
        if isinstance(value, dict) and self.is_swagger and "schema" not in value:
            return self._schema(value, base, pointer)  # of its type, members and bounds it speaks as a schema does
        return self._parts(value, base, pointer, {"schema": self._schema, "content": self._content})

    def _parameters(self, value: Any, base: Specification, pointer: str) -> Any:
        lost = [
            number
            for number, each in enumerate(value if isinstance(value, list) else ())
            if isinstance(each, dict)
            and isinstance(each.get("$ref"), str)
            and not self._resolver.find(each["$ref"], base)
        ]
        for number in lost:
            reason = f"the reference {value[number]['$ref']} leads nowhere; the parameter is left out"
            self._found.add(below(pointer, number), reason)
        if not lost:
            return self._list(self._parameter)(value, base, pointer)
        kept = [(number, each) for number, each in enumerate(value) if number not in lost]
        return [self._parameter(each, base, below(pointer, number)) for number, each in kept]

    def _media_types(self, value: Any, base: Specification, pointer: str) -> Any:  # noqa: ARG002 - a Part
        return listed_media_types(value, pointer, self._found) if isinstance(value, list) else value

    def _schema(self, value: Any, base: Specification, pointer: str) -> Any:
        if not isinstance(value, dict) or self._depth > _DEEPEST:
            return value
        if isinstance(value.get("$ref"), str):
            section = "definitions" if self.is_swagger else "schemas"
            reference = self._reference(value, base, pointer, section, self._schema)
            return value if reference is None else reference
        parts: dict[str, Part] = dict.fromkeys(_SCHEMAS, self._schema)
        parts |= dict.fromkeys(_LISTS, self._list(self._schema))
        parts |= dict.fromkeys(_MAPS, self._map(self._schema))
        if isinstance(value.get("items"), list):
            parts["items"] = self._list(self._schema)
        self._depth += 1
        schema = self._parts(value, base, pointer, parts)
        self._depth -= 1
        return self._rules.corrected(schema, value, base, pointer)

    def _reference(self, value: Any, base: Specification, pointer: str, section: str, part: Part) -> Any:
        """Return a reference as it leads within the document; None if the value is none."""
        if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
            return None
        written = value["$ref"]
        target = self._resolver.find(written, base)
        if target is None:
            rest = {name: each for name, each in value.items() if name != "$ref"}
            self._found.add(below(pointer, "$ref"), f"the reference {written} leads nowhere; anything is allowed")
            return {**_EMPTY.get(section, {}), **rest}
        if target.base is self._root and (base is self._root or written.startswith("#/")) and written.startswith("#/"):
            return value
        return {**value, "$ref": self._home(target, section, part)}

    def _home(self, target: Target, section: str, part: Part) -> str:
        """Return the reference to a target in this document, into which it is copied if it stands in another file."""
        pointer = target.key.partition("#")[2]
        if target.base is self._root and pointer.startswith("/"):
            return f"#{pointer}"
        known = self._moved.get((section, target.key))
        if known is None:
            own = self._root.value if self.is_swagger else self._root.value.get("components", {})
            taken = {*own.get(section, {}), *self._added.get(section, {})}
            stem = _name(target.key)
            name = next(each for each in _numbered(stem) if each not in taken)
            prefix = "#/" if self.is_swagger else "#/components/"
            known = self._moved[section, target.key] = f"{prefix}{section}/{name}"
            added = self._added.setdefault(section, {})
            added[name] = {}
            added[name] = part(target.value, target.base, target.key)
        return known

    def _map(self, part: Part) -> Part:
        def corrected(value: Any, base: Specification, pointer: str) -> Any:
            if not isinstance(value, dict):
                return value
            result = {
                name: each if name.startswith("x-") else part(each, base, below(pointer, name))
                for name, each in value.items()
            }
            return result if any(result[name] is not each for name, each in value.items()) else value

        return corrected

    def _list(self, part: Part) -> Part:
        def corrected(value: Any, base: Specification, pointer: str) -> Any:
            if not isinstance(value, list):
                return value
            result = [part(each, base, below(pointer, number)) for number, each in enumerate(value)]
            return result if any(new is not old for new, old in zip(result, value, strict=True)) else value

        return corrected

    def _parts(self, value: Any, base: Specification, pointer: str, parts: dict[str, Part]) -> Any:
        """Return an object with its parts corrected."""
        if not isinstance(value, dict):
            return value
        changed = {
            name: new
            for name, part in parts.items()
            if name in value and (new := part(value[name], base, below(pointer, name))) is not value[name]
        }
        return {**value, **changed} if changed else value


def _name(key: str) -> str:
    """Return a name for a target: the last part of its pointer, or of the name of its file."""
    file, _, pointer = key.partition("#")
    stem = pointer.rpartition("/")[2] or file.rpartition("/")[2].partition(".")[0]
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in stem) or "part"


def _numbered(stem: str) -> Iterable[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}_{number}"
        number += 1
