"""Converts one OpenAPI description to tools, one for each operation.

``OpenApiFile`` takes a ``Specification`` and yields ``Tool`` and ``Rejected`` items in the order of the file. Schemas
are cut to ``PARAMETER_BOUNDS`` and ``RESULT_BOUNDS``, and to ``SMALL_BOUNDS`` once the tools of the file have used up
its allowance of bytes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, ToolExample, tool_id
from lemnos.sources.tools.corrected.base import Corrections
from lemnos.sources.tools.corrected.document import DocumentCorrector
from lemnos.sources.tools.openapi.argument_list import Arguments
from lemnos.sources.tools.openapi.arguments import ArgumentReader
from lemnos.sources.tools.openapi.contradictions import without_contradicted
from lemnos.sources.tools.openapi.links import LinkReader
from lemnos.sources.tools.openapi.names import (
    METHODS,
    first_server,
    licence_of,
    operation_name,
    path_fields,
    pointer,
    provider_of,
    secret_path,
    secrets_of,
    server_of,
)
from lemnos.sources.tools.openapi.responses import BODY_BOUNDS, Outcome, ResponseReader, ended
from lemnos.sources.tools.openapi.security import SecurityReader
from lemnos.sources.tools.schema.cuts import OneWay, without_keyword
from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.numbers import json_bytes, text_of
from lemnos.sources.tools.schema.refs import Load, Resolver, Specification, value_at
from lemnos.sources.tools.schema.values import coerced, kinds_of

PARAMETER_BOUNDS = Bounds(depth=8, size=48_000)
"""The bounds of parameters: a caller must know everything that it can send, but more does not fit on a page."""
RESULT_BOUNDS = Bounds(depth=5, size=16_000)
"""The bounds of results. They are smaller than those of parameters because results are only read."""
WHOLE_BOUNDS = Bounds(depth=100, size=500_000)
"""The bounds of results, and of other bodies, for readers that answer in the place of the API."""
SMALL_BOUNDS = Bounds(depth=0, size=1500)
"""The bounds of all schemas after the tools of a file have used up its allowance."""
MOST_BYTES = 40_000_000
"""The largest allowance of a file, in bytes of schemas; the largest total seen is 12 MB."""
WHOLE_BYTES = 300_000_000
"""The allowance of a file that is read whole, in which a schema that several operations have counts once."""

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of an HTTP method (RFC 9110, section 9.1)."""
_API_VERSION = re.compile(r"(?:x-)?(?:ms-)?api[-_]?version", re.IGNORECASE)
_OF_THE_API = re.compile(r"\bAPI(?:'s)? version\b|\bversion of (?:the|this) API\b", re.IGNORECASE)
_LOST_ARGUMENTS = frozenset(("missing_parameter_ref", "missing_body_ref", "parameter_without_name"))
"""The rules that lose arguments of an operation."""
_LEAST_BYTES = 1_000_000
_BYTES_PER_BYTE = 12
"""The allowance in bytes of schemas per byte of description; 10 is the most seen, 1 to 4 is usual."""
_BODY_ALONE = re.compile(
    r"(?:the |a )?(?:(?:json|request|post|put)[ _-]?)*(?:body|payload|data|object|parameters?|input)"
    r"(?: (?:of|for|to) (?:the |this |a )?(?:request|operation|call|api))?"
)
"""Descriptions of a body that say only that it is one."""
_LEAST_ABOUT_BODY = 8
"""Minimum length of the description of a body that is told, in characters."""
_LARGEST_EXAMPLE = 8000
"""The largest example call that is kept, in bytes of JSON."""


class OpenApiFile:
    """The operations of one description.

    Args:
        specification: The file.
        load: Reads other files of the input.
        source: The name of the file in records.
        size: The bytes of the file. They set its allowance, because a description whose schemas all refer to each
            other would otherwise grow without bound.
        licence: The licence if the description names none.
        provider: The provider of the API; derived from the description if empty.
        repaired: The rules that repaired the file as a whole.
        whole: Whether results and bodies are read up to ``WHOLE_BOUNDS``, for as long as the allowance lasts, and
            without what no server could keep (``lemnos.sources.tools.corrected``).
    """

    def __init__(
        self,
        specification: Specification,
        load: Load,
        *,
        source: str,
        size: int,
        licence: str = "",
        provider: str = "",
        repaired: Sequence[str] = (),
        whole: bool = False,
    ) -> None:
        value: dict[str, Any] = specification.value
        self._specification = specification
        self._source = source
        self._repaired = repaired
        self._allowance = WHOLE_BYTES if whole else min(MOST_BYTES, _LEAST_BYTES + _BYTES_PER_BYTE * size)
        self._seen: dict[str, str] | None = {} if whole else None
        self._result_bounds = WHOLE_BOUNDS if whole else RESULT_BOUNDS
        resolver = self._resolver = Resolver(specification, load)
        self._definitions = Definitions(resolver)
        self._arguments = ArgumentReader(specification, resolver, self._definitions)
        body_bounds = WHOLE_BOUNDS if whole else BODY_BOUNDS
        self._answers, self._answered = specification, self._definitions
        if whole:
            kept = Specification(specification.name, without_contradicted(value))
            told = DocumentCorrector(kept, load, Corrections()).corrected()
            self._answers = Specification(specification.name, told)
            resolver = Resolver(self._answers, load)
            self._answered = Definitions(resolver, strict=True)
        self._responses = ResponseReader(self._answers, resolver, self._answered, body_bounds)
        self._security = SecurityReader(specification, resolver, self._definitions.converter)
        self._links = LinkReader(specification, resolver)
        self._server = server_of(value)
        raw_info = value.get("info")
        info: dict[str, Any] = raw_info if isinstance(raw_info, dict) else {}
        text = self._definitions.converter.text
        self._provider = provider or provider_of(value, self._server, specification.name)
        self._api = " ".join(text(info.get("title")).split()) or text_of(info.get("x-serviceName"))
        version = info.get("version")
        self._version = text_of(version).strip()
        self._licence = licence_of(info) or licence

    def tools(self) -> Iterator[Tool | Rejected]:
        """Yield the operations in the order of the file."""
        paths = self._specification.value.get("paths")
        if not isinstance(paths, dict):
            webhooks = self._specification.value.get("webhooks")
            reason = "the description has only webhooks, which a client cannot call"
            reason = reason if webhooks else "the description has no paths"
            yield self._rejected("no_paths", reason, "#/paths")
            return
        names: set[str] = set()
        count = 0
        for path, raw in paths.items():
            if path.startswith("x-"):
                continue
            item, base = raw, self._specification
            if isinstance(raw, dict) and isinstance(raw.get("$ref"), str):
                target = self._resolver.find(raw["$ref"], base)
                if target is None:
                    reason = f"the reference {raw['$ref']} leads nowhere"
                    yield self._rejected("missing_ref", reason, pointer("paths", path))
                    count += 1
                    continue
                item, base = target.value, target.base
                if isinstance(item, dict) and len(raw) > 1:
                    item = {**item, **raw}
            if not isinstance(item, dict):
                yield self._rejected("path_not_object", "the path item is not an object", pointer("paths", path))
                count += 1
                continue
            for method, operation, keys in _operations(item):
                count += 1
                where = pointer("paths", path, *keys)
                if not isinstance(operation, dict):
                    yield self._rejected("operation_not_object", "the operation is not an object", where)
                    continue
                try:
                    tool = self._tool(path, method, item, operation, base, where, names)
                except (RecursionError, OverflowError, UnicodeEncodeError) as error:
                    yield self._rejected(
                        "cannot_be_held", f"the operation cannot be stored as a record: {error}", where
                    )
                    continue
                names.add(tool.name)
                yield tool
        if not count:
            yield self._rejected("no_operations", "the paths have no operations", "#/paths")

    def _tool(
        self,
        path: str,
        method: str,
        item: dict[str, Any],
        operation: dict[str, Any],
        base: Specification,
        where: str,
        names: set[str],
    ) -> Tool:
        notes = set(self._repaired)
        self._definitions.converter.notes = self._answered.converter.notes = notes
        name, repeated = operation_name(text_of(operation.get("operationId")), method, path, names)
        servers = [each.get("servers") for each in (operation, item)] + [self._specification.value.get("servers")]
        server = next(filter(None, map(first_server, servers[:2])), self._server)
        if operation.get("schemes") and "swagger" in self._specification.value:
            server = server_of(self._specification.value, operation["schemes"])
        secrets = {name: text for each in reversed(servers) for name, text in secrets_of(each).items()}
        given, (server, path) = path, secret_path(server, path, secrets)
        secrets |= {name: "" for name in path_fields(path) if "{" + name + "}" not in given and name not in secrets}
        arguments = self._arguments.read(operation, item.get("parameters"), path, base, secrets)
        if self._version:
            _versioned(arguments, self._version)
        within = self._allowance > 0
        answers, answered = operation, base
        if base is self._specification is not self._answers:
            own = value_at(self._answers.value, where)
            answers, answered = own if isinstance(own, dict) else operation, self._answers
        outcome = self._responses.read(answers, method, answered, with_bodies=within)
        bounds = PARAMETER_BOUNDS if within else SMALL_BOUNDS
        is_xml = "xml" in arguments.media_type
        one_way: OneWay = "" if arguments.keeps_read_only else "readOnly"
        parameters = self._definitions.close(arguments.schema(), bounds, without=one_way, with_xml=is_xml)
        if arguments.keeps_read_only:
            notes.add("read_only_body")
            told = without_keyword(msgspec.json.decode(parameters.text), "readOnly")
            parameters = msgspec.structs.replace(parameters, text=json_bytes(told).decode())
        notes.update(parameters.notes)
        if parameters.cut:
            notes.add("parameters_cut")
        result = ""
        if outcome.schema is not None:
            bounds = self._result_bounds if within else SMALL_BOUNDS
            closed = self._answered.close(outcome.schema, bounds, without="writeOnly")
            notes.update(closed.notes)
            result = closed.text
            if closed.cut:
                notes.add("result_cut")
        lost = not arguments.properties and bool(notes & _LOST_ARGUMENTS)
        bodies = [each.body for each in outcome.responses] + [each.body for each in outcome.errors]
        if self._seen is not None and result in self._seen:
            result = self._seen[result]
        self._allowance -= sum(map(self._cost, (parameters.text, result, *bodies)))
        if repeated:
            notes.add("operation_id_repeated")
        description = self._description(item, operation)
        about_body = _about_body(arguments, description)
        if about_body:
            # The first sentence of a description serves as a title, so it must not be about the body.
            description = f"{ended(description) or f'{method} {path}'}\n\n{about_body}"
        tags = operation.get("tags")
        access = self._security.read(operation, given, description, arguments.keys)
        identity = tool_id(self._provider, self._api, self._version, name, description, parameters.text)
        return Tool(
            id=identity,
            kind="http",
            provider=self._provider,
            api=self._api,
            name=name,
            version=self._version,
            description=description,
            parameters=parameters.text,
            parameters_known=not lost,
            places=tuple(arguments.places),
            result=result,
            responses=outcome.responses,
            errors=outcome.errors,
            method=method,
            path=path,
            links=self._links.read(operation.get("responses"), base),
            server=server,
            media_type=arguments.media_type,
            body_required=arguments.body_required,
            authentication=access.authentication,
            authentication_stated=access.authentication_stated,
            authentication_note=access.authentication_note,
            examples=_examples(arguments, outcome),
            tags=tuple(dict.fromkeys(filter(None, map(text_of, tags)))) if isinstance(tags, list) else (),
            licence=self._licence,
            source=self._source + where,
            deprecated=operation.get("deprecated") is True or operation.get("x-deprecated") is True,
            repaired=tuple(sorted(notes)),
        )

    def _cost(self, text: str) -> int:
        """Return what a schema takes of the allowance."""
        if self._seen is None:
            return len(text)
        cost = 0 if text in self._seen else len(text)
        self._seen.setdefault(text, text)
        return cost

    def _description(self, item: dict[str, Any], operation: dict[str, Any]) -> str:
        text = self._definitions.converter.text
        summary = " ".join(text(operation.get("summary") or item.get("summary")).split())
        body = text(operation.get("description") or item.get("description"))
        if not summary or body.startswith(summary.rstrip(".")):
            return body
        if not body or summary.rstrip(".").startswith(body.rstrip(".")):
            return summary
        return f"{summary}\n\n{body}"

    def _rejected(self, rule: str, reason: str, where: str) -> Rejected:
        return Rejected(stage="tools", rule=rule, reason=reason, source=self._source + where)


def _operations(item: dict[str, Any]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Yield the method, the operation and the keys that lead to it, of each operation of a path item."""
    for key, operation in item.items():
        if key.lower() in METHODS:
            yield key.upper(), operation, (key,)
    more = item.get("additionalOperations")  # since OpenAPI 3.2, for methods without a key of their own
    for method, operation in more.items() if isinstance(more, dict) else ():
        if _METHOD.fullmatch(method):
            yield method, operation, ("additionalOperations", method)


def _about_body(arguments: Arguments, description: str) -> str:
    """Return what is said of the body as a whole and does not repeat the description of the operation."""
    text = arguments.body_text
    words = text.strip(" .").lower()
    if len(words) < _LEAST_ABOUT_BODY or words in description.lower() or _BODY_ALONE.fullmatch(words):
        text = ""
    others = " ".join(filter(None, (arguments.other_bodies, arguments.xml)))
    return "\n\n".join(filter(None, (f"The body: {ended(text)}" if text else "", others)))


def _versioned(arguments: Arguments, version: str) -> None:
    """Add the version of the API as an example of a parameter that asks for it, unless the description gives another.

    Azure requires ``api-version`` in each request, which is ``info.version`` of its description.
    """
    for place in arguments.places:
        sent = place.wire_name or place.name
        schema = arguments.properties[place.name]
        if place.place == "body" or not isinstance(schema, dict) or schema.keys() & {"default", "examples", "const"}:
            continue
        if not _API_VERSION.fullmatch(sent) and not (
            sent.lower() == "version" and _OF_THE_API.search(schema.get("description", ""))
        ):
            continue
        value, fits = coerced(version, kinds_of(schema))
        if fits and value in schema.get("enum", [value]) and place.name not in arguments.values:
            arguments.properties[place.name] = {**schema, "examples": [value]}
            arguments.values[place.name] = value


def _examples(arguments: Arguments, outcome: Outcome) -> tuple[ToolExample, ...]:
    """Return the example calls of the description, paired in order with its example results."""
    calls = [json_bytes(call).decode() for call in arguments.examples()]
    if not calls and outcome.examples:
        calls = ["{}"]  # a result is kept although nothing is known of its call
    results = iter(outcome.examples)
    return tuple(ToolExample(call, next(results, "")) for call in calls if len(call) <= _LARGEST_EXAMPLE)
