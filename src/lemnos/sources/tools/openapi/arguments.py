"""Converts the parameters and the request body of an operation to the ``Arguments`` of one function.

Path, query, header and cookie parameters and the properties of an object in the body become one flat list of arguments,
as a function takes them; ``Tool.places`` records where each is sent and under which name. If a name is already taken,
the location is put in front of it (``query_id``). A body that is not a plain object becomes one argument, ``body``,
whose wire name is ``WHOLE``.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from lemnos.records import Credential, Place
from lemnos.sources.tools.openapi.argument_list import WHOLE, Arguments
from lemnos.sources.tools.openapi.examples import examples_of, first_example, listed
from lemnos.sources.tools.openapi.media_types import FORMS, media_rank, other_bodies
from lemnos.sources.tools.openapi.names import is_described_elsewhere, path_fields
from lemnos.sources.tools.openapi.security_prose import key_parameter
from lemnos.sources.tools.openapi.styles import PLACES, PLAIN, Writing, field_writing, parameter_writing
from lemnos.sources.tools.openapi.xml_names import root_name, xml_text
from lemnos.sources.tools.schema.definitions import Definitions
from lemnos.sources.tools.schema.example_text import with_text
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.numbers import text_of
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.sources.tools.schema.values import coerced, kinds_of

_CREDENTIAL = "The credential of the caller, which is part of the address."
_NOT_SCHEMA_KEYS = frozenset(("name", "in", "required", "description", "schema", "content", "example", "examples"))


class _Parameter(msgspec.Struct, frozen=True):
    name: str
    place: str
    schema: Schema
    required: bool
    example: Any
    notes: frozenset[str]
    writing: Writing = PLAIN
    key: Credential | None = None
    """The credential that it carries; None if it carries none."""


_ParameterSource = tuple[_Parameter, Any, Specification]
"""A parameter, its raw schema if it is the body, and the file that contains it."""


class ArgumentReader:
    """Reads the arguments of the operations of one file; a parameter that several operations share is read once.

    Args:
        specification: The file.
        resolver: Follows references.
        definitions: Converts schemas.
    """

    def __init__(self, specification: Specification, resolver: Resolver, definitions: Definitions) -> None:
        self._is_swagger = "swagger" in specification.value
        components = specification.value.get("components")
        self._has_schemes = isinstance(components, dict) and bool(components.get("securitySchemes"))
        self._has_schemes |= bool(specification.value.get("securitySchemes"))
        self._resolver = resolver
        self._definitions = definitions
        self._read: dict[int, tuple[Any, _Parameter | None, Any, Specification]] = {}
        self._consumes = listed(specification.value.get("consumes"))
        self._consumed = self._also_consumed = ""

    def read(
        self,
        operation: dict[str, Any],
        shared: Any,
        path: str,
        base: Specification,
        secrets: Mapping[str, str] = MappingProxyType({}),
    ) -> Arguments:
        """Return the arguments of an operation.

        They are ordered: path parameters, the operation's own parameters, the body, the shared parameters of the path.

        Args:
            operation: The operation object.
            shared: The parameters of its path item, which apply to all its operations.
            path: The path template.
            base: The file that contains the operation.
            secrets: The fields of the path that hold a credential of the address, each with its description.
        """
        own_parameters = self._by_name_and_place(operation.get("parameters"), base)
        inherited = {
            key: value for key, value in self._by_name_and_place(shared, base).items() if key not in own_parameters
        }
        fields = path_fields(path)
        in_path = {key: value for key, value in {**own_parameters, **inherited}.items() if key[1] == "path"}
        arguments = Arguments({}, [], [], {}, [])
        self._consumed = self._consumed_type(operation) if self._is_swagger else ""
        for name in fields:
            if (name, "path") not in in_path:
                schema: Schema = {"type": "string"}
                if name in secrets:
                    schema["description"] = secrets[name] or _CREDENTIAL
                else:
                    self._definitions.converter.notes.add("undeclared_path_parameter")
                in_path[name, "path"] = _Parameter(name, "path", schema, True, None, frozenset()), None, base
        for name in [*fields, *(name for name, _ in in_path if name not in fields)]:
            self._argument(arguments, *in_path[name, "path"], fields)
        for key, parameter in own_parameters.items():
            if key not in in_path:
                self._argument(arguments, *parameter, fields)
        if "requestBody" in operation:
            self._request_body(arguments, operation["requestBody"], base)
        for key, parameter in inherited.items():
            if key not in in_path:
                self._argument(arguments, *parameter, fields)
        return arguments

    def _consumed_type(self, operation: dict[str, Any]) -> str:
        """Return the media type of the body that Swagger 2 prefers; empty if it states none."""
        consumes = operation.get("consumes")
        kinds = [kind for kind in (listed(consumes) or self._consumes) if isinstance(kind, str)]
        consumed = min(kinds, key=media_rank, default="")
        self._also_consumed = other_bodies(dict.fromkeys(kinds), consumed, "sent", lambda _: ())
        return consumed

    def _form_type(self, known: str, schema: Schema) -> str:
        """Return the media type of a form of Swagger 2 once it has a field with ``schema``."""
        if known == FORMS[1] or schema.get("format") == "binary":
            return FORMS[1]
        return self._consumed if self._consumed in FORMS else FORMS[0]

    def _by_name_and_place(self, raw: Any, base: Specification) -> dict[tuple[str, str], _ParameterSource]:
        parameters = {}
        for item in listed(raw):
            parameter, value, value_base = self._parameter(item, base)
            if parameter is not None:
                parameters[parameter.name, parameter.place] = (parameter, value, value_base)
        return parameters

    def _argument(
        self, arguments: Arguments, parameter: _Parameter, body: Any, base: Specification, fields: list[str]
    ) -> None:
        name, given_location = parameter.name, parameter.place
        notes = self._definitions.converter.notes
        notes.update(parameter.notes)
        if given_location == "body":
            arguments.media_type = self._consumed or "application/json"
            arguments.other_bodies = self._also_consumed
            text = str(parameter.schema.get("description", ""))
            self._body(arguments, name, "body", body, base, required=parameter.required, text=text)
            return
        if given_location == "querystring":
            self._query_string(arguments, parameter, body, base)
            return
        location = PLACES.get(given_location)
        if location is None:
            location = "path" if name in fields else "query"
            notes.add("parameter_place")
        if parameter.key is not None:
            arguments.keys.append((parameter.key, parameter.required))
        if location == "header" and not self._is_swagger and is_described_elsewhere(name, parameter.schema):
            is_told = parameter.key is not None or self._has_schemes
            if is_told or name.lower() != "authorization":
                return
        if location == "form":
            arguments.media_type = self._form_type(arguments.media_type, parameter.schema)
            arguments.body_required |= parameter.required
        added_name = arguments.add(
            name,
            location,
            parameter.schema,
            required=parameter.required or location == "path",
            writing=parameter.writing,
        )
        _keep_example(arguments, added_name, parameter)

    def _query_string(self, arguments: Arguments, parameter: _Parameter, content: Any, base: Specification) -> None:
        """Add the whole query of OpenAPI 3.2: its fields if it is a form, else one argument."""
        kind = min(content, key=media_rank, default="") if isinstance(content, dict) else ""
        media = content[kind] if kind and isinstance(content[kind], dict) else {}
        schema = self._definitions.schema(media.get("schema", {}), base)
        members = self._definitions.members(schema) if kind.partition(";")[0].strip() == FORMS[0] else None
        if members is not None:
            for name, member in members[0].items():
                arguments.add(name, "query", member, required=parameter.required and name in members[1])
        else:
            schema = {**schema, **({"description": text} if (text := parameter.schema.get("description")) else {})}
            writing = Writing("content", media_type=kind)
            name = arguments.add(
                parameter.name, "query", schema, required=parameter.required, wire_name=WHOLE, writing=writing
            )
            _keep_example(arguments, name, parameter)

    def _parameter(self, raw: Any, base: Specification) -> tuple[_Parameter | None, Any, Specification]:
        """Return a parameter, its raw schema if it is the body, and the file that contains it."""
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
            if target is None:
                self._definitions.converter.notes.add("missing_parameter_ref")
                return None, None, base
            raw, base = target.value, target.base
        cached = self._read.get(id(raw))
        if cached is not None:
            return cached[1:]
        notes_before, self._definitions.converter.notes = self._definitions.converter.notes, set()
        read = self._read_parameter(raw, base)
        remaining = self._definitions.converter.notes if read[0] is None else set()
        self._definitions.converter.notes = notes_before
        notes_before.update(remaining)
        if read[0] is not None:
            self._read[id(raw)] = (raw, *read)  # Keeping ``raw`` alive prevents the reuse of its id.
        return read

    def _read_parameter(self, raw: Any, base: Specification) -> tuple[_Parameter | None, Any, Specification]:
        converter = self._definitions.converter
        if not isinstance(raw, dict):
            converter.notes.add("parameter_not_object")
            return None, None, base
        name, location = text_of(raw.get("name")), text_of(raw.get("in"))
        if not name:
            if location != "body":
                converter.notes.add("parameter_without_name")
                return None, None, base
            name = "body"
        required = raw.get("required") in (True, "true")
        if location == "body":
            schema = raw.get("schema", {})
            text = converter.text(raw.get("description"))
            described = {"description": text} if text else {}
            return _Parameter(name, location, described, required, None, frozenset(converter.notes)), schema, base
        if location == "querystring":
            text = converter.text(raw.get("description"))
            example = first_example(next(iter(raw.get("content", {}).values()), {}), self._resolver, base)
            described = {"description": text} if text else {}
            notes = frozenset(converter.notes)
            return _Parameter(name, location, described, required, example, notes), raw.get("content"), base
        schema = self._schema_of(raw, base)
        if text := converter.text(raw.get("description")):
            schema = {**schema, "description": text}
        if raw.get("deprecated") is True:
            schema = {**schema, "deprecated": True}
        example = with_text(first_example(raw, self._resolver, base), raw.get("schema", raw), base, self._resolver)
        if example is not None:
            example, fits = coerced(example, kinds_of(schema))
            if fits:  # the parameter's own example comes before that of its schema
                schema = {**schema, "examples": [example]}
        writing = parameter_writing(raw, PLACES.get(location, "query"), is_swagger=self._is_swagger)
        about = str(schema.get("description", ""))
        shown = example if example is not None else schema.get("default", next(iter(schema.get("enum", ())), None))
        key = key_parameter(name, location, about, shown, required=required)
        parameter = _Parameter(name, location, schema, required, example, frozenset(converter.notes), writing, key)
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
        return converter.schema({key: value for key, value in raw.items() if key not in _NOT_SCHEMA_KEYS}, base)

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
            text = converter.text(raw.get("description")) if isinstance(raw, dict) else ""
            if text or (isinstance(raw, dict) and raw.get("required") in (True, "true")):
                self._body(
                    arguments, "body", "body", {}, base, required=raw.get("required") in (True, "true"), text=text
                )
            return
        kind = min(content, key=media_rank)
        media = content[kind] if isinstance(content[kind], dict) else {}
        schema = media.get("schema")
        if not schema and not any(word in kind for word in ("json", "form", "xml")):
            schema = {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}
        place: Place = "form" if kind.partition(";")[0].strip() in FORMS else "body"
        examples = [with_text(each, schema, base, self._resolver) for each in examples_of(media, self._resolver, base)]
        text = converter.text(raw.get("description"))
        required = raw.get("required") in (True, "true")
        arguments.media_type = kind.partition(";")[0].strip() if place == "form" else kind
        written = media.get("encoding")
        encoding = written if isinstance(written, dict) else {}
        about: dict[str, Any] = {"required": required, "text": text, "examples": examples, "encoding": encoding}
        self._body(arguments, "body", place, schema, base, **about)
        if len(content) > 1:
            arguments.other_bodies = other_bodies(
                content, kind, "sent", lambda other: self._definitions.field_names(other, base)
            )

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
        encoding: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        schema = self._definitions.schema(raw, base)
        arguments.body_required = required
        arguments.xml = xml_text(raw, base, self._resolver) if "xml" in arguments.media_type else ""
        examples = [*examples, *schema.get("examples", ())]
        members = self._definitions.members(schema)
        if members is None:
            items = schema.get("items")
            inner = self._definitions.members(items) if isinstance(items, dict) else None
            arguments.keeps_read_only = inner is not None and all(map(_is_read_only, inner[0].values()))
            if text and "description" not in schema:
                schema = {**schema, "description": text}
            added_name = arguments.add(name, place, schema, required=required, wire_name=WHOLE)
            arguments.bodies += [{added_name: value} for value in examples]
            return
        if "xml" in arguments.media_type:
            arguments.root = root_name(raw, base, self._resolver)
        arguments.body_text = " ".join((text or str(schema.get("description", ""))).split())
        arguments.keeps_read_only = all(map(_is_read_only, members[0].values()))
        names: dict[str, str] = {}
        for member, member_schema in members[0].items():
            if arguments.keeps_read_only or not _is_read_only(member_schema):
                writing = field_writing(encoding[member]) if member in encoding else PLAIN
                must = member in members[1]
                names[member] = arguments.add(member, place, member_schema, required=must, writing=writing)
        if required:
            for joint, options in self._definitions.choices(schema).items():
                if all(name in names for option in options for name in option):
                    arguments.choices[joint] = [{"required": [names[name] for name in option]} for option in options]
        for value in examples:
            if isinstance(value, dict):
                arguments.bodies.append({names[key]: item for key, item in value.items() if key in names})


def _is_read_only(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("readOnly") is True


def _keep_example(arguments: Arguments, name: str, parameter: _Parameter) -> None:
    value = parameter.example
    if value is None:
        value = next(iter(parameter.schema.get("examples", ())), None)
    if value is not None:
        arguments.values[name] = value
