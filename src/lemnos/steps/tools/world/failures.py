"""Makes failures: the error of a call in the form of its description, and failures that a plan asks for.

problem of the arguments, status ──▶ Observation
seed, names of tools             ──▶ FaultPlan: which calls fail, and how
"""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Literal

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.fit import fitted
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.seeds import seed_of

FaultKind = Literal[
    "rate_limit", "server_error", "permission", "credentials", "quota", "outage", "timeout", "missing", "nothing"
]
_STATUS_OF: Mapping[FaultKind, int] = {
    "rate_limit": 429,
    "server_error": 503,
    "permission": 403,
    "credentials": 401,
    "quota": 429,
    "outage": 503,
    "timeout": 504,
    "missing": 404,
    "nothing": 200,
}
PASSING: tuple[FaultKind, ...] = ("rate_limit", "server_error")
"""Kinds of faults that pass: the same call succeeds afterwards."""
_CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "permission_denied",
    404: "not_found",
    405: "unknown_tool",
    409: "conflict",
    422: "invalid_request",
    429: "rate_limit_exceeded",
    500: "internal_error",
    501: "not_implemented",
    503: "service_unavailable",
    504: "timeout",
}
_MESSAGES = frozenset(
    "message detail description errordescription errormessage title reason msg text error details userMessage "
    "developermessage faultstring value".lower().split()
)
_STATUSES = frozenset("status statuscode code httpstatus httpcode errorcode httpstatuscode".split())
_NESTED = frozenset("error errors details fault status response meta message detail".split())
_BOUNDS = {
    "pattern": "must match",
    "minLength": "is shorter than",
    "maxLength": "is longer than",
    "minimum": "must be at least",
    "maximum": "must be at most",
}
_NO_FAULTS = frozenset("401 402 403 407 408 421 423 424 425 426 428 429 431 451".split())
"""Statuses of the client that do not say that a request is wrong: of credentials, limits and the order of requests."""
_INVALID = re.compile(r"\b(?:invalid|malformed|bad request|validation|wrong)\b", re.IGNORECASE)
_UNKNOWN = re.compile(r"\b(?:not found|unknown|does not exist|not exist|no such)\b", re.IGNORECASE)
_TAKEN = re.compile(r"\b(?:already exists?|conflict|in use|duplicate)\b", re.IGNORECASE)
_OF_CLIENT = re.compile(r"\bclient (?:error|exception|fault)\b", re.IGNORECASE)
_FALSE = frozenset("success ok successful succeeded".split())


class CallError(Exception):
    """A call that the state does not allow, or whose arguments name nothing; the state is as before."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.field = field


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """A failure that a plan asks for."""

    kind: FaultKind
    """``rate_limit``: 429 with ``Retry-After``, once; ``server_error``: 503, once. All others meet every call from
    ``at`` on: ``permission`` 403, ``credentials`` 401, ``quota`` 429, ``outage`` 503, ``timeout`` 504, ``missing`` 404;
    ``nothing`` is a success without results."""
    tool: str = ""
    """Name of the tool whose call fails; any tool if empty."""
    at: int = 1
    """Which call of the world (or of the tool, if one is named) fails, from 1."""
    retry_after: int = 2
    """Seconds, for ``rate_limit`` and ``quota``; 0 for a quota of which no end is told."""
    message: str = ""
    """What the failure says; if empty, what failures of its kind say."""

    @property
    def passes(self) -> bool:
        """Whether the same call succeeds afterwards."""
        return self.kind in PASSING

    def observed(self, tool: Tool) -> Observation:
        """Return what a call of a tool returns that meets the fault."""
        status = _STATUS_OF[self.kind]
        if self.kind == "nothing":
            return Observation(status, {"results": [], "count": 0})
        usual = {
            "rate_limit": f"too many requests; retry after {self.retry_after} seconds",
            "server_error": "the service is unavailable for a moment; retry",
            "permission": f"the caller may not call {tool.name}",
            "credentials": "the caller is not signed in",
            "quota": "the limit of requests is reached",
            "outage": "the service is unavailable",
            "timeout": "the service did not answer in time",
            "missing": "there is no such thing",
        }
        waits = status == 429 and self.retry_after > 0
        headers = {"Retry-After": str(self.retry_after)} if waits else None
        return failure(tool, status, self.message or usual[self.kind], headers=headers)


def planned_faults(
    seed: str, tools: Sequence[str], count: int = 1, kinds: Sequence[FaultKind] = ()
) -> tuple[Fault, ...]:
    """Return ``count`` faults among the calls of ``tools``, from a seed.

    Args:
        seed: The same seed gives the same faults.
        tools: Names of the tools that may fail.
        count: How many.
        kinds: Which kinds; by default those that pass, ``PASSING``.
    """
    random = Random(seed_of(seed, "faults"))
    allowed = kinds or PASSING
    return tuple(
        Fault(
            allowed[int(random.random() * len(allowed))],
            tools[int(random.random() * len(tools))],
            1 + int(random.random() * 2),
            (1, 2, 5, 10, 30)[int(random.random() * 5)],
        )
        for _ in range(count if tools else 0)
    )


def problem_of(arguments: Any, schema: Schema) -> tuple[str, str] | None:
    """Return the argument with which something is wrong, and what; None if nothing is found.

    The first in the order of the schema is returned: missing arguments, then wrong ones.
    """
    flat = flat_of(schema, schema)
    if not isinstance(arguments, dict):
        return "", "the arguments must be an object"
    properties: dict[str, Any] = flat.get("properties", {})
    for name in flat.get("required", ()):
        if name not in arguments:
            return name, f"{name} is required"
    for name, value in arguments.items():
        each = properties.get(name)
        if each is None:
            if flat.get("additionalProperties") is False:
                return name, f"{name} is not a known argument"
            continue
        if not conforms(value, each, schema):
            return name, f"{name} {_wrong(value, each, schema)}"
    return "", "the arguments contradict each other"


def _wrong(value: Any, schema: Schema, root: Schema, depth: int = 0) -> str:
    flat = flat_of(schema, root)
    kinds = types(flat)
    if kinds and not any(conforms(value, {"type": kind}, True) for kind in kinds):
        return f"must be of type {' or '.join(kinds)}"
    if (values := flat.get("enum")) and value not in values:
        return f"must be one of {', '.join(map(str, values[:12]))}"
    if isinstance(value, dict) and depth < 4:
        for name in flat.get("required", ()):
            if name not in value:
                return f"needs {name}"
        for name, each in value.items():
            inner = flat.get("properties", {}).get(name)
            if inner is not None and not conforms(each, inner, root):
                return f"has a wrong value: {name} {_wrong(each, inner, root, depth + 1)}"
    if isinstance(value, list) and depth < 4 and "items" in flat:
        for number, each in enumerate(value):
            if not conforms(each, flat["items"], root):
                return f"has a wrong item {number}: it {_wrong(each, flat['items'], root, depth + 1)}"
    for keyword, wanted in _BOUNDS.items():
        if keyword in flat and not conforms(value, {keyword: flat[keyword]}, True):
            return f"{wanted} {flat[keyword]}"
    return "has a value that is not allowed"


def failure(
    tool: Tool | None,
    status: int,
    message: str,
    field: str = "",
    headers: dict[str, str] | None = None,
    usual: int = 0,
) -> Observation:
    """Return a failed call, in the description's own error schema if it has one for the status.

    Args:
        tool: The tool; None for a call of none.
        status: Its status.
        message: What went wrong, in words.
        field: The argument with which something is wrong.
        headers: Header fields that matter.
        usual: The status that such a failure usually has, which gives its word; ``status`` if 0.
    """
    word = _CODES.get(usual or status, "error")
    plain: dict[str, Any] = {"error": {"code": word, "message": message}}
    if field:
        plain["error"]["field"] = field
    body: Any = plain
    if tool is not None and (schema := _error_schema(tool, status)) is not None:
        filled = _filled(schema, schema, (status, word), message, tool.id)
        try:
            body = fitted(filled, schema, schema, f"{tool.id}:{status}", "error")
        except ImpossibleError:
            body = plain
    elif tool is not None and (schema := _schema_of_all(tool)) is not None:
        body = _beside(plain, schema, tool.id)
    return Observation(status, body, headers or {})


def _beside(error: dict[str, Any], schema: Schema, seed: str) -> Any:
    """Return an error as a body by the schema of successes, which holds for all statuses: with what that requires."""
    if conforms(error, schema, schema):
        return error
    try:
        made = fitted({**error, **_required(schema, seed)}, schema, schema, seed, "error")
    except ImpossibleError:
        return error
    return made if isinstance(made, dict) and error.items() <= made.items() else error


def _required(schema: Schema, seed: str) -> dict[str, Any]:
    made = sample(schema, schema, seed, "error", least=True)
    return made if isinstance(made, dict) else {}


def says(observation: Observation, message: str) -> bool:
    """Return whether a failure says this, and no code of another: of some, descriptions allow few codes."""
    found = False
    left: list[tuple[str, Any]] = [("", observation.body)]
    own = {str(observation.status), "".join(words_of(_CODES.get(observation.status, "error")))}
    while left:
        name, value = left.pop()
        if isinstance(value, dict):
            left += value.items()
        elif isinstance(value, list):
            left += ((name, each) for each in value)
        elif value == message:
            found = True
        elif normalised(name) in _STATUSES and "".join(words_of(str(value))) not in own:
            return False
    return found or not message


def wrong_request(tool: Tool, message: str, field: str = "") -> Observation:
    """Return the failure of a call with wrong arguments."""
    return failure(tool, status_for_problem(tool, field), message, field, usual=400)


def status_for_problem(tool: Tool, field: str = "") -> int:
    """Return the status with which a tool answers wrong arguments: 400, or what else it names for wrong requests.

    Args:
        tool: The tool.
        field: The argument that is wrong. One in the path that is wrong names nothing, which may be 404.
    """
    in_path = any(place.name == field and place.place == "path" for place in tool.places)
    if in_path:
        return _named(tool, 400, ("422", "404"), (_INVALID, _UNKNOWN, _OF_CLIENT))
    return _named(tool, 400, ("422",), (_INVALID, _OF_CLIENT), last=("404", "410"))


def status_for_missing(tool: Tool, field: str = "") -> int:
    """Return the status with which a tool answers an id of nothing: 404, or what else it names for wrong requests.

    Args:
        tool: The tool.
        field: The argument that holds the id. One in the body does not say that there is nothing at the address, so
            that 404 must be named.
    """
    status = _named(tool, 404, ("410", "400", "422"), (_UNKNOWN, _INVALID, _OF_CLIENT))
    in_body = any(place.name == field and place.place in ("body", "form") for place in tool.places)
    return status_for_problem(tool, field) if in_body and not _names(tool, status) else status


def status_for_conflict(tool: Tool) -> int:
    """Return the status with which a tool answers a conflict: 409, or what else it names for wrong requests."""
    return _named(tool, 409, ("422", "400", "412"), (_TAKEN, _INVALID, _OF_CLIENT))


def _codes(tool: Tool) -> set[str]:
    return {each.code.upper() for each in tool.responses} | {each.code.upper() for each in tool.errors}


def _names(tool: Tool, status: int) -> bool:
    """Return whether the description of a tool names a failure: by its status, or with all others."""
    return not {str(status), "4XX", "DEFAULT"}.isdisjoint(_codes(tool))


def _named(
    tool: Tool, usual: int, others: tuple[str, ...], said: Sequence[re.Pattern[str]], last: tuple[str, ...] = ()
) -> int:
    """Return the usual status if the description names it, or all; else the first of the others that it names.

    Without any of them, it is the first of which the description says what ``said`` finds, in the order of ``said``:
    descriptions of Amazon number their exceptions from 480 and say only by their names what they are. Without that too,
    it is the first of ``last`` that it names, so that it is one that the description knows.
    """
    codes = _codes(tool)
    if _names(tool, usual):
        return usual
    for code in others:
        if code in codes:
            return int(code)
    faults = [
        (each.code, f"{each.description} {' '.join(words_of(each.description))}")
        for each in tool.errors
        if len(each.code) == 3 and each.code.isdecimal() and each.code[0] == "4" and each.code not in _NO_FAULTS
    ]
    told = [code for pattern in said for code, text in faults if pattern.search(text)]
    return int(next(iter((*told, *(code for code in last if code in codes))), usual))


def described_failure(tool: Tool, status: int) -> Any:
    """Return the schema that the description gives the failure of a status, as worlds read it; None without one."""
    schema = _error_schema(tool, status)
    return _schema_of_all(tool) if schema is None else schema


def _error_schema(tool: Tool, status: int) -> Any:
    own = str(status)
    for wanted in (own, f"{own[0]}XX", "default"):
        for error in tool.errors:
            if error.code.upper() == wanted.upper() and error.body:
                return msgspec.json.decode(error.body)
    return None


def _schema_of_all(tool: Tool) -> Any:
    """Return the schema of an answer that the description gives for any status; None if there is none."""
    for number, response in enumerate(tool.responses):
        if response.code.lower() == "default" and (body := response.body or (tool.result if number == 0 else "")):
            return msgspec.json.decode(body)
    return None


def _filled(schema: Schema, root: Schema, status: tuple[int, str], message: str, seed: str, depth: int = 0) -> Any:
    """Return the body of a failure by its schema; ``status`` as a number and as a word."""
    flat = flat_of(schema, root)
    kinds = types(flat)
    if "array" in kinds:
        return [_filled(flat.get("items", True), root, status, message, seed, depth + 1)]
    if "object" not in kinds:
        return message
    filled: dict[str, Any] = {}
    for name, each in flat.get("properties", {}).items():
        own = normalised(name)
        inner = flat_of(each, root)
        types_of = types(inner)
        if ("object" in types_of or "array" in types_of) and depth < 3:
            if own in _NESTED:
                filled[name] = _filled(each, root, status, message, seed, depth + 1)
        elif own in _STATUSES:
            code: Any = status[0] if "integer" in types_of or "number" in types_of else status[1]
            given = inner.get("enum")
            if not given or code in given:
                filled[name] = code
            else:
                wanted = (str(status[0]), "".join(words_of(str(code))))
                alike = [each for each in given if isinstance(each, str) and "".join(words_of(each)) in wanted]
                if alike:
                    filled[name] = alike[0]
        elif own in _MESSAGES and ("string" in types_of or not types_of):
            filled[name] = message
        elif own in _FALSE:
            filled[name] = False
        elif name in flat.get("required", ()):
            try:
                filled[name] = sample(each, root, f"{seed}/{name}", name, least=True)
            except ImpossibleError:
                continue
    return filled
