"""Converts the responses of an operation to an ``Outcome``: the schema of its result, example results and errors."""

from http import HTTPStatus
from typing import Any

import msgspec

from lemnos.records import ToolError
from lemnos.sources.tools.openapi.arguments import examples_of
from lemnos.sources.tools.openapi.media_types import media_rank, other_bodies
from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.example_text import with_text
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.numbers import json_bytes
from lemnos.sources.tools.schema.refs import Resolver, Specification

_BOILERPLATE = frozenset(
    "ok|success|successful|successful operation|successful response|success response|default response|200 response|"
    "201 response|200 ok|response|the response|a successful response|operation successful|no response was specified|"
    "request successful|the request was successful|successful request|created|accepted|none|null".split("|")
)
_PHRASES = {str(status.value): status.phrase for status in HTTPStatus}
_ERROR_BOUNDS = Bounds(depth=3, size=3_000)
"""The bounds of the schemas of errors: they repeat in all operations, and only few of their fields are ever read."""
_LARGEST_EXAMPLE = 8000
"""The largest example result that is kept, in bytes of JSON."""


class Outcome(msgspec.Struct, frozen=True):
    """The possible outcomes of a call."""

    schema: Schema | None
    """The schema of the first 2xx response; None if it is not described."""
    examples: tuple[str, ...]
    """Example results as JSON text."""
    errors: tuple[ToolError, ...]
    status: int = 0
    """The status of the first 2xx response; 0 if it is not described."""


class ResponseReader:
    """Reads the responses of the operations of one file; equal errors share one ``ToolError``.

    Args:
        resolver: Follows references.
        definitions: Converts schemas.
    """

    def __init__(self, resolver: Resolver, definitions: Definitions) -> None:
        self._resolver = resolver
        self._definitions = definitions
        self._errors: dict[tuple[str, str, str], ToolError] = {}
        self._error_schemas: dict[tuple[str, str], str] = {}

    def read(self, responses: Any, base: Specification) -> Outcome:
        """Return the outcome that the responses of an operation describe; ``base`` is the file that contains them."""
        if not isinstance(responses, dict):
            return Outcome(None, (), ())
        codes = [code for code in responses if not code.startswith("x-")]
        success_code = min(
            (code for code in codes if code[:1] == "2"), default="default" if "default" in responses else ""
        )
        schema: Schema | None = None
        examples: tuple[str, ...] = ()
        if success_code and (response := self._response(responses[success_code], base)) is not None:
            schema, examples = self._result(*response)
        errors = [
            self._error(code, responses[code], base) for code in codes if code[:1] != "2" and code != success_code
        ]
        status = int(success_code) if success_code.isascii() and success_code.isdecimal() else 0
        return Outcome(schema, examples, tuple(error for error in errors if error is not None), status)

    def _response(self, raw: Any, base: Specification) -> tuple[dict[str, Any], Specification] | None:
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
            if target is None:
                self._definitions.converter.notes.add("missing_response_ref")
                return None
            raw, base = target.value, target.base
        return (raw, base) if isinstance(raw, dict) else None

    def _result(self, raw: dict[str, Any], base: Specification) -> tuple[Schema | None, tuple[str, ...]]:
        media: dict[str, Any] = {}
        others = ""
        content = raw.get("content")
        if isinstance(content, dict) and content:
            kind = min(content, key=media_rank)
            media = content[kind] if isinstance(content[kind], dict) else {}
            raw_schema = media.get("schema", {"type": "string"} if kind.startswith("text/") else None)
            values = examples_of(media, self._resolver, base)
            if len(content) > 1:
                others = other_bodies(
                    content, kind, "returned", lambda other: self._definitions.field_names(other, base)
                )
        else:
            raw_schema = raw.get("schema")
            examples = raw.get("examples")
            values = [examples[min(examples, key=media_rank)]] if isinstance(examples, dict) and examples else []
        values = [with_text(value, raw_schema, base, self._resolver) for value in values]
        examples_kept = tuple(text for text in map(_encoded, values) if text)
        if raw_schema is None:
            return None, examples_kept
        schema = self._definitions.schema(raw_schema, base)
        text = self._definitions.converter.text(raw.get("description"))
        if text and "description" not in schema and text.rstrip(".!").lower() not in _BOILERPLATE:
            schema = {**schema, "description": text}
        if others:
            schema = {**schema, "description": "\n\n".join(filter(None, (schema.get("description"), others)))}
        return schema, examples_kept

    def _error(self, code: str, raw: Any, base: Specification) -> ToolError | None:
        response = self._response(raw, base)
        text = self._definitions.converter.text(response[0].get("description")) if response is not None else ""
        if not text or text.lower() in _BOILERPLATE:
            text = _PHRASES.get(code, "")
        if not text and code == "default":
            return None
        schema = self._error_schema(*response) if response is not None else ""
        key = (code, text, schema)
        if key not in self._errors:
            self._errors[key] = ToolError(code, text, schema)
        return self._errors[key]

    def _error_schema(self, raw: dict[str, Any], base: Specification) -> str:
        """Return the schema of an error as JSON text; empty if it is not described."""
        content = raw.get("content")
        if isinstance(content, dict) and content:
            media = content[min(content, key=media_rank)]
            raw_schema = media.get("schema") if isinstance(media, dict) else None
        else:
            raw_schema = raw.get("schema")
        if not isinstance(raw_schema, dict) or not raw_schema:
            return ""
        key = (base.name, json_bytes(raw_schema).decode())
        if key not in self._error_schemas:
            notes = self._definitions.converter.notes
            before = set(notes)  # an error says nothing of how the operation was repaired
            closed = self._definitions.close(self._definitions.schema(raw_schema, base), _ERROR_BOUNDS)
            notes.clear()
            notes.update(before)
            self._error_schemas[key] = closed.text if len(closed.text) <= 2 * _ERROR_BOUNDS.size else ""
        return self._error_schemas[key]


def _encoded(value: Any) -> str:
    """Return an example result as JSON text; empty if it is too large."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):  # JSON inside a string
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return ""
    text = json_bytes(value).decode()
    return text if len(text) <= _LARGEST_EXAMPLE else ""
