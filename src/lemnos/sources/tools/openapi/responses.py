"""Converts the responses of an operation to an ``Outcome``: schema and examples of its result, answers and errors.

The result is the body of the first 2xx response that has one. ``ToolResponse`` and ``ToolError`` keep of every response
its media types, its headers and, apart from the result, the schema of its body cut to ``BODY_BOUNDS``.

Limitation: callbacks are not read, and of a response with several media types the body is that of one.
Links are read in ``links.py``.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from lemnos.records import ResponseHeader, ToolError, ToolResponse
from lemnos.sources.tools.openapi.examples import examples_of
from lemnos.sources.tools.openapi.media_types import is_json, media_rank, other_bodies
from lemnos.sources.tools.openapi.xml_names import xml_text
from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.example_text import with_text
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.numbers import json_bytes
from lemnos.sources.tools.schema.refs import Resolver, Specification

BODY_BOUNDS = Bounds(depth=2, size=3000)
"""The bounds of the bodies of errors and of further answers."""

_BOILERPLATE = frozenset(
    "ok|success|successful|successful operation|successful response|success response|default response|200 response|"
    "201 response|200 ok|response|the response|a successful response|operation successful|no response was specified|"
    "returned if the request is successful|request successful|"
    "the request was successful|successful request|created|accepted|no content|null response|none|"
    "null".split("|")
)
_FAILURE = re.compile(
    r"\A(?:an? |the |any |all |other |unexpected |generic |general |unknown |default |api |http |list of )*"
    r"(?:errors?|fail(?:ed|ure)?|exceptions?|problems?)\b(?! free)|\bunexpected error\b|"
    r"\berror (?:response|payload|message)\b",
    re.IGNORECASE,
)
"""What the description of the answer of a failure begins with."""
_FAILURE_NAME = re.compile(
    r"(?:errors?|exception|problem|fault|failure)(?:response|model|body|details?|info|dto)?$", re.IGNORECASE
)
_PHRASES = {str(status.value): status.phrase for status in HTTPStatus}
_WITHOUT_BODY = frozenset(("204", "205", "304"))
"""Statuses whose responses have no body (RFC 9110, section 15)."""
_ALSO_EMPTY = frozenset(("default", "2XX", "2xx"))
"""What describes responses with and without a body."""
_LARGEST_EXAMPLE = 8000
"""The largest example result that is kept, in bytes of JSON."""
_MOST_HEADERS = 20
_FORMS = frozenset(("pattern", "format", "enum"))
"""Keywords that ask a text for a form."""
_FILE: Schema = {"type": "string", "format": "binary"}


class Outcome(msgspec.Struct, frozen=True):
    """The possible outcomes of a call."""

    schema: Schema | None
    """The schema of the result; None if it is not described."""
    examples: tuple[str, ...]
    """Example results as JSON text."""
    responses: tuple[ToolResponse, ...]
    """The answers that are not failures, the one with the result first."""
    errors: tuple[ToolError, ...]


class _Body(msgspec.Struct, frozen=True):
    """The body of a response."""

    media_types: tuple[str, ...] = ()
    schema: Any = None
    """The schema as written; None if there is none."""
    media: Any = None
    """The media type object of OpenAPI 3 that contains the schema."""


class ResponseReader:
    """Reads the responses of the operations of one file; a response that several operations share is read once.

    Args:
        specification: The file.
        resolver: Follows references.
        definitions: Converts schemas.
        bounds: The bounds of the bodies of errors and of further answers.
    """

    def __init__(
        self,
        specification: Specification,
        resolver: Resolver,
        definitions: Definitions,
        bounds: Bounds = BODY_BOUNDS,
    ) -> None:
        self._bounds = bounds
        self._is_swagger = "swagger" in specification.value
        self._resolver = resolver
        self._definitions = definitions
        self._produces = _texts(specification.value.get("produces"))
        self._produced: tuple[str, ...] = ()
        self._bodies: dict[tuple[str, Any], tuple[str, frozenset[str]]] = {}
        self._read: dict[tuple[int, str, bool, tuple[str, ...]], tuple[Any, ToolError, frozenset[str]]] = {}

    def read(self, operation: dict[str, Any], method: str, base: Specification, *, with_bodies: bool = True) -> Outcome:
        """Return the outcome that the responses of an operation describe.

        Args:
            operation: The operation object.
            method: Its HTTP method in upper case; a response to ``HEAD`` has no body.
            base: The file that contains it.
            with_bodies: Whether the bodies of errors and of further answers are read.
        """
        responses = operation.get("responses")
        if not isinstance(responses, dict):
            return Outcome(None, (), (), ())
        self._produced = _texts(operation.get("produces")) or self._produces if self._is_swagger else ()
        found = {code: self._response(raw, base) for code, raw in responses.items() if not code.startswith("x-")}
        good = sorted(code for code in found if code[:1] == "2")
        if not good and "default" in found and not any(code[:1] in ("1", "3") for code in found):
            good = ["default"] if not self._is_failure(found["default"]) else []
        result = next((code for code in good if method != "HEAD" and self._has_body(code, found[code])), "")
        result = result or next(iter(good), "")
        schema: Schema | None = None
        examples: tuple[str, ...] = ()
        answers: list[ToolResponse] = []
        errors: list[ToolError] = []
        for code in [*filter(None, (result,)), *(code for code in found if code != result)]:
            read = found[code]
            is_empty = method == "HEAD" or code in _WITHOUT_BODY
            if code == result and read is not None and not is_empty:
                schema, examples = self._result(*read, code)
            if code == result or code[:1] in ("1", "2", "3"):
                error = self._error(code, read, with_bodies=with_bodies and code != result and not is_empty)
                text = "" if error.description == _PHRASES.get(code) else error.description
                if code == result and schema is not None and schema.get("description", "").startswith(text):
                    text = ""
                types = () if is_empty else error.media_types
                given = self._given_types(read, error) if is_empty or code in _ALSO_EMPTY or not types else ()
                answers.append(ToolResponse(code, text, types, error.headers, error.body, is_empty, given))
            else:
                error = self._error(code, read, with_bodies=with_bodies)
                if error.description or error.body or code != "default":
                    errors.append(error)
        return Outcome(schema, examples, tuple(answers), tuple(errors))

    def _response(self, raw: Any, base: Specification) -> tuple[dict[str, Any], Specification] | None:
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
            if target is None:
                self._definitions.converter.notes.add("missing_response_ref")
                return None
            raw, base = target.value, target.base
        return (raw, base) if isinstance(raw, dict) else None

    def _has_body(self, code: str, response: tuple[dict[str, Any], Specification] | None) -> bool:
        return response is not None and code not in _WITHOUT_BODY and self._body(response[0]).schema is not None

    def _given_types(self, response: tuple[dict[str, Any], Specification] | None, error: ToolError) -> tuple[str, ...]:
        """Return the media types that a response is given though it has no body; Swagger 2 gives them to all."""
        if response is None or error.media_types or not self._is_swagger:
            return error.media_types
        return tuple(sorted(self._produced, key=media_rank))

    def _is_failure(self, response: tuple[dict[str, Any], Specification] | None) -> bool:
        """Return whether ``default``, the only response, is that of a failure by its text or its schema's name."""
        if response is None:
            return False
        schema = self._body(response[0]).schema
        name = str(schema.get("$ref", "")).rpartition("/")[2] if isinstance(schema, dict) else ""
        text = self._definitions.converter.text(response[0].get("description"))
        return _FAILURE.search(text[:80]) is not None or _FAILURE_NAME.search(name) is not None

    def _body(self, raw: dict[str, Any]) -> _Body:
        """Return the body of a response in the preferred one of its media types."""
        content = raw.get("content")
        if isinstance(content, dict) and content:
            kinds = sorted(content, key=media_rank)
            media = content[kinds[0]] if isinstance(content[kinds[0]], dict) else {}
            schema = media.get("schema", _schema_of(kinds[0]))
            return _Body(tuple(kind for kind in kinds if "/" in kind and kind != "*/*"), schema, media)
        schema = raw.get("schema")
        kinds = sorted(self._produced, key=media_rank)
        if schema is None and (not kinds or is_json(kinds[0])):
            # Swagger 2 says of such a response that it has no body, but many authors only leave the schema out.
            return _Body()
        if schema is not None and isinstance(schema, dict) and schema.get("type") == "file":
            kinds = [kind for kind in kinds if not is_json(kind)] or kinds
        return _Body(tuple(kinds), _schema_of(kinds[0]) if schema is None else schema)

    def _result(self, raw: dict[str, Any], base: Specification, code: str) -> tuple[Schema | None, tuple[str, ...]]:
        body = self._body(raw)
        others = ""
        content = raw.get("content")
        if body.media is not None:
            values = examples_of(body.media, self._resolver, base)
            if len(body.media_types) > 1:
                others = other_bodies(
                    content or {},
                    body.media_types[0],
                    "returned",
                    lambda other: self._definitions.field_names(other, base),
                )
        else:
            examples = raw.get("examples")
            values = [examples[min(examples, key=media_rank)]] if isinstance(examples, dict) and examples else []
            if len(body.media_types) > 1:
                same = {kind: {"schema": body.schema} for kind in body.media_types}
                others = other_bodies(same, body.media_types[0], "returned", lambda _: ())
        if body.media_types and "xml" in body.media_types[0]:
            others = " ".join(filter(None, (others, xml_text(body.schema, base, self._resolver))))
        values = [with_text(value, body.schema, base, self._resolver) for value in values]
        examples_kept = tuple(text for text in map(_encoded, values) if text)
        if body.schema is None:
            return None, examples_kept
        schema = self._definitions.schema(body.schema, base)
        if body.media_types and schema.keys() <= {"title", "description", "examples"}:
            schema = {**(_schema_of(body.media_types[0]) or {}), **schema}
        text = self._definitions.converter.text(raw.get("description"))
        if text and "description" not in schema and not _is_boilerplate(text, code):
            schema = {**schema, "description": text}
        if others:
            schema = {
                **schema,
                "description": "\n\n".join(filter(None, (ended(schema.get("description", "")), others))),
            }
        return schema, examples_kept

    def _error(
        self, code: str, response: tuple[dict[str, Any], Specification] | None, *, with_bodies: bool
    ) -> ToolError:
        """Return a response as an error; its description is the phrase of the status if it has no better one."""
        if response is None:
            return ToolError(code, _PHRASES.get(code, ""))
        raw, base = response
        key = (id(raw), code, with_bodies, self._produced)
        cached = self._read.get(key)
        if cached is not None:
            self._definitions.converter.notes.update(cached[2])
            return cached[1]
        text = self._definitions.converter.text(raw.get("description"))
        if not text or _is_boilerplate(text, code):
            text = _PHRASES.get(code, "")
        notes_before, self._definitions.converter.notes = self._definitions.converter.notes, set()
        body = self._body(raw)
        closed = ""
        if with_bodies and body.schema:
            closed = self._closed(body.schema, base)
        error = ToolError(code, text, body.media_types, tuple(self._headers(raw.get("headers"), base)), closed)
        notes = frozenset(self._definitions.converter.notes)
        self._definitions.converter.notes = notes_before
        notes_before.update(notes)
        self._read[key] = (raw, error, notes)  # Keeping ``raw`` alive prevents the reuse of its id.
        return error

    def _closed(self, raw: Any, base: Specification) -> str:
        """Return the schema of a body as JSON text; most responses only refer to one, which is converted once."""
        key = (base.name, raw["$ref"]) if isinstance(raw, dict) and len(raw) == 1 and "$ref" in raw else None
        known = self._bodies.get(key) if key is not None else None
        if known is None:
            schema = self._definitions.schema(raw, base)
            closed = self._definitions.close(schema, self._bounds, without="writeOnly")
            self._definitions.converter.notes.update(closed.notes)
            text = closed.text if closed.text != "{}" else ""
            known = (text, frozenset(self._definitions.converter.notes))
            if key is not None:
                self._bodies[key] = known
        self._definitions.converter.notes.update(known[1])
        return known[0]

    def _headers(self, raw: Any, base: Specification) -> Iterable[ResponseHeader]:
        for name, item in list(raw.items())[:_MOST_HEADERS] if isinstance(raw, dict) else ():
            if name.lower() == "content-type":  # OpenAPI asks readers to ignore it.
                continue
            if isinstance(item, dict) and "$ref" in item:
                target = self._resolver.find(item["$ref"], base)
                item = target.value if target is not None else None
            if not isinstance(item, dict):
                yield ResponseHeader(name)
                continue
            schema = item.get("schema", item)
            kind = schema.get("type") if isinstance(schema, dict) else None
            text = item.get("description") or (schema.get("description") if isinstance(schema, dict) else "")
            cleaned = self._definitions.converter.text(text)
            kept = item.get("required") is True or (
                name.lower() == "location" and isinstance(schema, dict) and not _FORMS.isdisjoint(schema)
            )
            closed = self._definitions.close(self._definitions.schema(schema, base), BODY_BOUNDS).text if kept else ""
            yield ResponseHeader(name, kind if isinstance(kind, str) else "", cleaned, closed)


def ended(text: str) -> str:
    """Return a text to which a paragraph is added, with a full stop at its end if it ends with a word.

    >>> ended("A pet"), ended("A pet."), ended("")
    ('A pet.', 'A pet.', '')
    """
    last = text.rstrip().rpartition("\n")[2].lstrip()
    return f"{text.rstrip()}." if last[-1:].isalnum() and last[:2] not in ("- ", "* ", "| ") else text


def _schema_of(kind: str) -> Schema | None:
    """Return the schema that a media type by itself implies: text or a file; None for structured data."""
    small = kind.partition(";")[0].strip().lower()
    if small.startswith("text/") and "xml" not in small:
        return {"type": "string"}
    is_file = small.startswith(("image/", "audio/", "video/", "font/")) or small in _FILES
    return _FILE if is_file else None


_FILES = frozenset(
    f"application/{name}"
    for name in (
        "pdf", "zip", "gzip", "x-gzip", "octet-stream", "x-tar", "msword", "vnd.ms-excel", "x-zip-compressed",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
)  # fmt: skip


def _is_boilerplate(text: str, code: str) -> bool:
    """Return whether a description says no more than the status does."""
    bare = text.rstrip(".!").lower()
    return bare in _BOILERPLATE or bare in (code, _PHRASES.get(code, "").lower())


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _encoded(value: Any) -> str:
    """Return an example result as JSON text; empty if it is too large."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):  # JSON inside a string
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return ""
    text = json_bytes(value).decode()
    return text if len(text) <= _LARGEST_EXAMPLE else ""
