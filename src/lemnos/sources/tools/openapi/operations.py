"""One OpenAPI description → its operations, each a ``Tool``."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, ToolExample, tool_id
from lemnos.sources.tools.openapi.arguments import ArgumentReader, Arguments
from lemnos.sources.tools.openapi.names import (
    first_server,
    licence_of,
    operation_name,
    pointer,
    provider_of,
    server_of,
)
from lemnos.sources.tools.openapi.responses import Outcome, ResponseReader
from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.refs import Load, Resolver, Specification

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""Keys of a path item that are operations."""
PARAMETER_BOUNDS = Bounds(depth=8, size=48_000)
"""A caller must know all that it can send, but no page holds more."""
RESULT_BOUNDS = Bounds(depth=5, size=16_000)
"""Results are read, not written: less will do."""

SMALL_BOUNDS = Bounds(depth=0, size=1500)
"""For what a file describes after its tools have taken their allowance."""
MOST_BYTES = 40_000_000
"""Bytes of schemas that the tools of one file may take before they get small; the most seen is 12 MB."""

_LEAST_BYTES = 1_000_000
_BYTES_PER_BYTE = 12
"""How many bytes of schemas a byte of description may become; 10 is the most seen, 1 to 4 is usual."""
_LARGEST_EXAMPLE = 8000
"""Bytes of JSON of an example call that is kept."""


class OpenApiFile:
    """The operations of one description.

    Args:
        specification: The file.
        load: Fetches other files of the input.
        source: What the file is called in records.
        licence: Licence where the description names none.
        provider: Who offers the API; found out if empty.
        size: Bytes of the file: a description whose schemas all lead to each other would grow without bound.
        repaired: Rules that mended the file as a whole.
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
    ) -> None:
        value: dict[str, Any] = specification.value
        self._specification = specification
        self._source = source
        self._repaired = repaired
        self._allowance = min(MOST_BYTES, _LEAST_BYTES + _BYTES_PER_BYTE * size)
        resolver = self._resolver = Resolver(specification, load)
        self._definitions = Definitions(resolver)
        self._arguments = ArgumentReader(specification, resolver, self._definitions)
        self._responses = ResponseReader(resolver, self._definitions)
        self._server = server_of(value)
        raw_info = value.get("info")
        info: dict[str, Any] = raw_info if isinstance(raw_info, dict) else {}
        text = self._definitions.converter.text
        self._provider = provider or provider_of(value, self._server, specification.name)
        self._api = " ".join(text(info.get("title")).split()) or str(info.get("x-serviceName", ""))
        version = info.get("version")
        self._version = "" if version is None or isinstance(version, dict | list) else str(version).strip()
        self._licence = licence_of(info) or licence

    def tools(self) -> Iterator[Tool | Rejected]:
        """Yield the operations in the order of the file."""
        paths = self._specification.value.get("paths")
        if not isinstance(paths, dict):
            webhooks = self._specification.value.get("webhooks")
            why = "it describes webhooks only, which nobody calls" if webhooks else "it has no paths"
            yield self._rejected("no_paths", why, "#/paths")
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
                    yield self._rejected("missing_ref", f"nothing is at {raw['$ref']}", pointer("paths", path))
                    count += 1
                    continue
                item, base = target.value, target.base
                if isinstance(item, dict) and len(raw) > 1:
                    item = {**item, **raw}
            if not isinstance(item, dict):
                yield self._rejected("path_not_object", "a path must hold operations", pointer("paths", path))
                count += 1
                continue
            for key, operation in item.items():
                method = key.lower()
                if method not in METHODS:
                    continue
                count += 1
                where = pointer("paths", path, key)
                if not isinstance(operation, dict):
                    yield self._rejected("operation_not_object", "an operation must be an object", where)
                    continue
                try:
                    tool = self._tool(path, method.upper(), item, operation, base, where, names)
                except (RecursionError, OverflowError, UnicodeEncodeError) as error:
                    yield self._rejected("cannot_be_held", f"no record can hold it: {error}", where)
                    continue
                names.add(tool.name)
                yield tool
        if not count:
            yield self._rejected("no_operations", "no path has an operation", "#/paths")

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
        self._definitions.converter.notes = notes
        name, repeated = operation_name(operation.get("operationId"), method, path, names)
        arguments = self._arguments.read(operation, item.get("parameters"), path, base)
        outcome = self._responses.read(operation.get("responses"), base)
        within = self._allowance > 0
        parameters = self._definitions.close(arguments.schema(), PARAMETER_BOUNDS if within else SMALL_BOUNDS)
        notes.update(parameters.notes)
        if parameters.cut:
            notes.add("parameters_cut")
        result = ""
        if outcome.schema is not None:
            closed = self._definitions.close(outcome.schema, RESULT_BOUNDS if within else SMALL_BOUNDS)
            notes.update(closed.notes)
            result = closed.text
            if closed.cut:
                notes.add("result_cut")
        self._allowance -= len(parameters.text) + len(result)
        if repeated:
            notes.add("operation_id_repeated")
        description = self._description(item, operation)
        server = first_server(operation.get("servers")) or first_server(item.get("servers")) or self._server
        tags = operation.get("tags")
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
            places=tuple(arguments.places),
            result=result,
            errors=outcome.errors,
            method=method,
            path=path,
            server=server,
            examples=_examples(arguments, outcome),
            tags=tuple(dict.fromkeys(tag for tag in tags if isinstance(tag, str))) if isinstance(tags, list) else (),
            licence=self._licence,
            source=self._source + where,
            deprecated=operation.get("deprecated") is True or operation.get("x-deprecated") is True,
            repaired=tuple(sorted(notes)),
        )

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


def _examples(arguments: Arguments, outcome: Outcome) -> tuple[ToolExample, ...]:
    """Return the description's own calls, the first with the result that it gives."""
    calls = [msgspec.json.encode(call).decode() for call in arguments.examples()]
    if not calls and outcome.examples and not arguments.required:
        calls = ["{}"]
    results = iter(outcome.examples)
    return tuple(ToolExample(call, next(results, "")) for call in calls if len(call) <= _LARGEST_EXAMPLE)
