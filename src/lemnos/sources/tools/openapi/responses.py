"""Responses of an operation → the schema of what it returns, its example, and how it can fail."""

from http import HTTPStatus
from typing import Any

import msgspec

from lemnos.records import ToolError
from lemnos.sources.tools.openapi.arguments import examples_of, media_rank
from lemnos.sources.tools.schema.definitions import Definitions
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.refs import Resolver, Specification

_SAYS_NOTHING = frozenset(
    "ok|success|successful|successful operation|successful response|success response|default response|200 response|"
    "201 response|200 ok|response|the response|a successful response|operation successful|no response was specified|"
    "request successful|the request was successful|successful request|created|accepted|none|null".split("|")
)
_PHRASES = {str(status.value): status.phrase for status in HTTPStatus}
_LARGEST_EXAMPLE = 8000
"""Bytes of JSON of an example result that is kept."""


class Outcome(msgspec.Struct, frozen=True):
    """What can come of a call."""

    schema: Schema | None
    """Of what the first 2xx response holds; None where nothing tells."""
    examples: tuple[str, ...]
    """Example results, JSON."""
    errors: tuple[ToolError, ...]


class ResponseReader:
    """Reads the responses of the operations of one file; those that operations share are read once.

    Args:
        resolver: Follows references.
        definitions: Converts schemas.
    """

    def __init__(self, resolver: Resolver, definitions: Definitions) -> None:
        self._resolver = resolver
        self._definitions = definitions
        self._errors: dict[tuple[str, str], ToolError] = {}

    def read(self, responses: Any, base: Specification) -> Outcome:
        """Return what the responses of an operation say."""
        if not isinstance(responses, dict):
            return Outcome(None, (), ())
        codes = [code for code in responses if not code.startswith("x-")]
        good = min((code for code in codes if code[:1] == "2"), default="default" if "default" in responses else "")
        schema: Schema | None = None
        examples: tuple[str, ...] = ()
        if good and (found := self._response(responses[good], base)) is not None:
            schema, examples = self._result(*found)
        errors = [self._error(code, responses[code], base) for code in codes if code[:1] != "2" and code != good]
        return Outcome(schema, examples, tuple(error for error in errors if error is not None))

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
        content = raw.get("content")
        if isinstance(content, dict) and content:
            kind = min(content, key=media_rank)
            media = content[kind] if isinstance(content[kind], dict) else {}
            raw_schema = media.get("schema", {"type": "string"} if kind.startswith("text/") else None)
            found = examples_of(media, self._resolver, base)
        else:
            raw_schema = raw.get("schema")
            examples = raw.get("examples")
            found = [examples[min(examples, key=media_rank)]] if isinstance(examples, dict) and examples else []
        examples_kept = tuple(text for text in map(_encoded, found) if text)
        if raw_schema is None:
            return None, examples_kept
        schema = self._definitions.schema(raw_schema, base)
        text = self._definitions.converter.text(raw.get("description"))
        if text and "description" not in schema and text.rstrip(".!").lower() not in _SAYS_NOTHING:
            schema = {**schema, "description": text}
        return schema, examples_kept

    def _error(self, code: str, raw: Any, base: Specification) -> ToolError | None:
        found = self._response(raw, base)
        text = self._definitions.converter.text(found[0].get("description")) if found is not None else ""
        if not text or text.lower() in _SAYS_NOTHING:
            text = _PHRASES.get(code, "")
        if not text and code == "default":
            return None
        key = (code, text)
        if key not in self._errors:
            self._errors[key] = ToolError(code, text)
        return self._errors[key]


def _encoded(value: Any) -> str:
    """Return an example result as JSON, empty where it is too large to show."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):  # JSON inside a block of text
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return ""
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LARGEST_EXAMPLE else ""
