"""Parameters and request body of an operation → the arguments of one function.

Path, query, header and cookie parameters and the properties of an object in the body stand side by side, as a function
takes them; ``Tool.places`` says where each travels and under which name. A name that is taken gets its place before it.
A body that is no plain object is one argument, ``body``, whose wire name is ``WHOLE``.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Place
from lemnos.sources.tools.openapi.names import path_fields
from lemnos.sources.tools.schema.definitions import Definitions
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.refs import Resolver, Specification

WHOLE = "$"
"""Wire name of an argument that is the whole body, not a property of it."""

_PLACES: dict[str, Place] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
    "formData": "form",
    "form": "form",
}
_SET_BY_CLIENTS = frozenset(("accept", "content-type", "authorization"))
"""Headers that OpenAPI 3 describes elsewhere, and says to ignore here."""
_NOT_SCHEMA = frozenset(("name", "in", "required", "description", "schema", "content", "example", "examples"))
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_KEPT_EXAMPLES = 3


class Arguments(msgspec.Struct):
    """The arguments of one operation, as they are put together."""

    properties: dict[str, Any]
    required: list[str]
    places: list[ArgumentPlace]
    values: dict[str, Any]
    """Example values of single arguments, from the description."""
    bodies: list[dict[str, Any]]
    """Example values of the arguments that travel in the body, from the description."""

    def add(self, name: str, place: Place, schema: Any, *, required: bool, wire_name: str = "") -> str:
        """Add an argument and return the name that it gets."""
        wanted = wire_name or name
        if name in self.properties:
            first = name = f"{place}_{name}"
            number = 2
            while name in self.properties:
                name = f"{first}_{number}"
                number += 1
        self.properties[name] = schema
        if required:
            self.required.append(name)
        self.places.append(ArgumentPlace(name, place, wanted if wanted != name else ""))
        return name

    def schema(self) -> Schema:
        """Return the schema of all arguments."""
        required: Schema = {"required": self.required} if self.required else {}
        return {"type": "object", "properties": self.properties, **required}

    def examples(self) -> list[dict[str, Any]]:
        """Return the example calls that give every required argument."""
        calls = [{**self.values, **body} for body in self.bodies] or ([self.values] if self.values else [])
        return [call for call in calls if all(name in call for name in self.required)][:_KEPT_EXAMPLES]


class _Parameter(msgspec.Struct, frozen=True):
    name: str
    place: str
    schema: Schema
    required: bool
    example: Any
    notes: frozenset[str]


_Found = tuple[_Parameter, Any, Specification]
"""A parameter; for one that is the body its raw schema; the file that this stands in."""


class ArgumentReader:
    """Reads the arguments of the operations of one file; parameters that operations share are read once.

    Args:
        specification: The file.
        resolver: Follows references.
        definitions: Converts schemas.
    """

    def __init__(self, specification: Specification, resolver: Resolver, definitions: Definitions) -> None:
        self._second = "swagger" in specification.value
        self._resolver = resolver
        self._definitions = definitions
        self._read: dict[int, tuple[Any, _Parameter | None, Any, Specification]] = {}

    def read(self, operation: dict[str, Any], shared: Any, path: str, base: Specification) -> Arguments:
        """Return the arguments of an operation; ``shared`` are the parameters of its path.

        First those in the path, then its own, then those in the body, then those that the path shares.
        """
        own = self._chosen(operation.get("parameters"), base)
        others = {key: value for key, value in self._chosen(shared, base).items() if key not in own}
        fields = path_fields(path)
        given = {key: value for key, value in {**own, **others}.items() if key[1] == "path"}
        arguments = Arguments({}, [], [], {}, [])
        for name in fields:
            if (name, "path") not in given:
                self._definitions.converter.notes.add("undeclared_path_parameter")
                given[name, "path"] = (
                    _Parameter(name, "path", {"type": "string"}, True, None, frozenset()),
                    None,
                    base,
                )
        for name in [*fields, *(name for name, _ in given if name not in fields)]:
            self._argument(arguments, *given[name, "path"], fields)
        for key, found in own.items():
            if key not in given:
                self._argument(arguments, *found, fields)
        if "requestBody" in operation:
            self._request_body(arguments, operation["requestBody"], base)
        for key, found in others.items():
            if key not in given:
                self._argument(arguments, *found, fields)
        return arguments

    def _chosen(self, raw: Any, base: Specification) -> dict[tuple[str, str], _Found]:
        found = {}
        for item in _listed(raw):
            parameter, value, value_base = self._parameter(item, base)
            if parameter is not None:
                found[parameter.name, parameter.place] = (parameter, value, value_base)
        return found

    def _argument(
        self, arguments: Arguments, parameter: _Parameter, body: Any, base: Specification, fields: list[str]
    ) -> None:
        name, place = parameter.name, parameter.place
        notes = self._definitions.converter.notes
        notes.update(parameter.notes)
        if place == "body":
            self._body(arguments, name, "body", body, base, required=parameter.required)
            return
        known = _PLACES.get(place)
        if known is None:
            known = "path" if name in fields else "query"
            notes.add("parameter_place")
        if known == "header" and not self._second and name.lower() in _SET_BY_CLIENTS:
            return
        given = arguments.add(name, known, parameter.schema, required=parameter.required or known == "path")
        _keep_example(arguments, given, parameter)

    def _parameter(self, raw: Any, base: Specification) -> tuple[_Parameter | None, Any, Specification]:
        """Return a parameter, and for one that is the body its raw schema and the file that it stands in."""
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
            if target is None:
                self._definitions.converter.notes.add("missing_parameter_ref")
                return None, None, base
            raw, base = target.value, target.base
        found = self._read.get(id(raw))
        if found is not None:
            return found[1:]
        before, self._definitions.converter.notes = self._definitions.converter.notes, set()
        read = self._read_parameter(raw, base)
        lost = self._definitions.converter.notes if read[0] is None else set()
        self._definitions.converter.notes = before
        before.update(lost)
        if read[0] is not None:
            self._read[id(raw)] = (raw, *read)  # holding it keeps its id its own
        return read

    def _read_parameter(self, raw: Any, base: Specification) -> tuple[_Parameter | None, Any, Specification]:
        converter = self._definitions.converter
        if not isinstance(raw, dict):
            converter.notes.add("parameter_not_object")
            return None, None, base
        name, place = raw.get("name"), raw.get("in")
        if not isinstance(name, str) or not name:
            if place != "body":
                converter.notes.add("parameter_without_name")
                return None, None, base
            name = "body"
        place = place if isinstance(place, str) else ""
        required = raw.get("required") in (True, "true")
        if place == "body":
            schema = raw.get("schema", {})
            return _Parameter(name, place, {}, required, None, frozenset(converter.notes)), schema, base
        schema = self._schema_of(raw, base)
        if text := converter.text(raw.get("description")):
            schema = {**schema, "description": text}
        if raw.get("deprecated") is True:
            schema = {**schema, "deprecated": True}
        example = _first_example(raw, self._resolver, base)
        parameter = _Parameter(name, place, schema, required, example, frozenset(converter.notes))
        return parameter, None, base

    def _schema_of(self, raw: dict[str, Any], base: Specification) -> Schema:
        converter = self._definitions.converter
        if "schema" in raw:
            return converter.schema(raw["schema"], base)
        content = raw.get("content")
        if isinstance(content, dict):
            for media in content.values():
                if isinstance(media, dict):
                    return converter.schema(media.get("schema", {}), base)
        return converter.schema({key: value for key, value in raw.items() if key not in _NOT_SCHEMA}, base)

    def _request_body(self, arguments: Arguments, raw: Any, base: Specification) -> None:
        converter = self._definitions.converter
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
            if target is None:
                converter.notes.add("missing_body_ref")
                return
            raw, base = target.value, target.base
        content = raw.get("content") if isinstance(raw, dict) else None
        if not isinstance(content, dict) or not content:
            return
        kind = min(content, key=media_rank)
        media = content[kind] if isinstance(content[kind], dict) else {}
        schema = media.get("schema")
        if not schema and not any(word in kind for word in ("json", "form", "xml")):
            schema = {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}
        place: Place = "form" if kind.partition(";")[0].strip() in _FORMS else "body"
        examples = examples_of(media, self._resolver, base)
        text = converter.text(raw.get("description"))
        required = raw.get("required") in (True, "true")
        self._body(arguments, "body", place, schema, base, required=required, text=text, examples=examples)

    def _body(
        self,
        arguments: Arguments,
        name: str,
        place: Place,
        raw: Any,
        base: Specification,
        *,
        required: bool,
        text: str = "",
        examples: Iterable[Any] = (),
    ) -> None:
        schema = self._definitions.schema(raw, base)
        examples = [*examples, *schema.get("examples", ())]
        members = self._definitions.members(schema)
        if members is None:
            if text and "description" not in schema:
                schema = {**schema, "description": text}
            given = arguments.add(name, place, schema, required=required, wire_name=WHOLE)
            arguments.bodies += [{given: value} for value in examples]
            return
        names: dict[str, str] = {}
        for member, of in members[0].items():
            if not (isinstance(of, dict) and of.get("readOnly") is True):
                names[member] = arguments.add(member, place, of, required=member in members[1])
        for value in examples:
            if isinstance(value, dict):
                arguments.bodies.append({names[key]: item for key, item in value.items() if key in names})


def media_rank(kind: str) -> tuple[int, str]:
    """Return where a media type stands among several: JSON first, then forms, text, XML, all else."""
    small = kind.partition(";")[0].strip().lower()
    if small == "application/json":
        return 0, small
    if small.endswith(("+json", "/json")):
        return 1, small
    if small in _FORMS:
        return 2 + _FORMS.index(small), small
    if small == "*/*":
        return 4, small
    return (6 if "xml" in small else 5 if small.startswith("text/") else 7), small


def examples_of(media: Any, resolver: Resolver, base: Specification) -> list[Any]:
    """Return the example values beside a schema: of a media type, or of a parameter."""
    found: list[Any] = []
    if not isinstance(media, dict):
        return found
    if media.get("example") is not None:
        found.append(media["example"])
    named = media.get("examples")
    for item in (list(named.values()) if isinstance(named, dict) else _listed(named))[:_KEPT_EXAMPLES]:
        if isinstance(item, dict) and "$ref" in item:
            target = resolver.find(item["$ref"], base)
            item = target.value if target is not None else None
        if isinstance(item, dict) and item.get("value") is not None:
            found.append(item["value"])
    return found


def _first_example(raw: dict[str, Any], resolver: Resolver, base: Specification) -> Any:
    """Return an example value of a parameter, None if there is none."""
    found = examples_of(raw, resolver, base)
    if not found and raw.get("x-example") is not None:
        found = [raw["x-example"]]
    return found[0] if found else None


def _keep_example(arguments: Arguments, name: str, parameter: _Parameter) -> None:
    value = parameter.example
    if value is None:
        value = next(iter(parameter.schema.get("examples", ())), None)
    if value is not None:
        arguments.values[name] = value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
