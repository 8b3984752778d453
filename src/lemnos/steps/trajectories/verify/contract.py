"""A schema of a tool → ``Contract``: the schema compiled, and what is wrong with arguments, sorted by check.

Schemas come as people write them: type names of programming languages (``dict``, ``float``, ``int, optional``),
``required`` inside properties, ``nullable`` of OpenAPI, numbers as text, parameters without a schema around them.
What is not JSON Schema (draft 2020-12) is converted once, as for tools of a registry
(``sources.tools.json.parameters``); the contract names the rules. Objects are closed (``closing``). What cannot be
read has no validator, and says why.

Method: ``jsonschema-rs`` compiles and validates; ``jsonschema`` is the referee in the tests. Cost: 10 to 30 µs for a
plain schema, 0.1 to 0.3 ms for one that is converted, once; then 0.5 µs for arguments that agree.

Formats are checked as RFC 3339 has them, but dates with times may omit their offset. References never leave the
schema.
"""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from lemnos.sources.tools.json.parameters import SchemaError, input_schema
from lemnos.steps.trajectories.verify.cache import BoundedCache
from lemnos.steps.trajectories.verify.closing import Schema, closed

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

REQUIRED, INVENTED, TYPES, ENUMS = "required_present", "no_invented_parameters", "types_agree", "enums_agree"
BOUNDS, FORMATS = "bounds_agree", "formats_agree"
AGREEMENT = (REQUIRED, INVENTED, TYPES, ENUMS, BOUNDS, FORMATS)
"""Names of the checks of arguments against one schema."""

_CHECK_OF = {
    "required": REQUIRED,
    "dependentRequired": REQUIRED,
    "additionalProperties": INVENTED,
    "unevaluatedProperties": INVENTED,
    "propertyNames": INVENTED,
    "falseSchema": INVENTED,
    "type": TYPES,
    "enum": ENUMS,
    "const": ENUMS,
    "format": FORMATS,
}
"""Keyword that fails → check; all others are bounds."""

_TYPES = frozenset(("string", "number", "integer", "boolean", "object", "array", "null"))
_PLAIN = frozenset(
    "type title description properties required items enum const default examples format additionalProperties anyOf "
    "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems uniqueItems $schema "
    "deprecated strict".split()
)
_SAYS_NOTHING = frozenset(("type", "title", "description", "$schema"))
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems")
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_DEEPEST = 32
_LOST = {
    "missing_ref": "a $ref of its schema leads nowhere",
    "schema_cut": "its schema is too large to be read whole",
}
_LONGEST = 300
_CACHED_CHARACTERS = 32_000_000
"""Bound on the schema texts whose contracts are kept; a contract takes about ten times its text."""


class Finding(NamedTuple):
    """Something in the arguments of a call that the schema does not allow."""

    check: str
    detail: str


class Contract(msgspec.Struct, frozen=True):
    """What a tool takes."""

    validator: "Draft202012Validator | None"
    """None if the schema cannot be read."""
    schema: Schema = {}
    """What is compiled: the schema converted and closed."""
    tolerated: tuple[str, ...] = ()
    """Rules by which the schema was converted, sorted."""
    reason: str = ""
    """Why there is no validator, or what of the schema is missing."""

    def findings(self, arguments: dict[str, Any]) -> list[Finding]:
        """Return what is wrong with the arguments of a call; nothing if there is no validator."""
        if self.validator is None or self.validator.is_valid(arguments):
            return []
        return list(
            dict.fromkeys(_finding(error) for error in _independent(list(self.validator.iter_errors(arguments))))
        )


_contracts: BoundedCache[Contract] = BoundedCache(_CACHED_CHARACTERS)


def contract(schema: str) -> Contract:
    """Return the contract of a schema as its author wrote it; ``schema`` is JSON text."""
    return _contracts.get(schema, len(schema), lambda: _compiled(schema))


def registered_contract(schema: str, *, close: bool) -> Contract:
    """Return the contract of ``Tool.parameters``, which are valid JSON Schema and are not converted.

    Args:
        schema: Its JSON text.
        close: Whether parameters that it does not name are wrong, unless it says that they are not.
    """

    def compiled() -> Contract:
        decoded = msgspec.json.decode(schema)
        return _built(closed(decoded) if close else decoded, frozenset())

    return _contracts.get((schema, close), len(schema), compiled)


def _compiled(text: str) -> Contract:
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return Contract(None, reason="its schema is no JSON")
    if not isinstance(raw, dict):
        return Contract(None, reason="its schema is no object")
    tolerated: frozenset[str] = frozenset()
    if not (raw.get("type") == "object" and "properties" in raw and _is_plain(raw, 0)):
        if not raw.keys() - _SAYS_NOTHING and raw.get("type", "object") == "object":
            return Contract(None, reason="its schema does not say which parameters it takes")
        try:
            converted = input_schema(raw)
        except SchemaError as error:
            return Contract(None, reason=f"its schema cannot be read: {error}")
        except RecursionError:
            return Contract(None, reason="its schema is nested too deeply")
        tolerated = converted.repaired | _dialect(raw)
        raw = msgspec.json.decode(converted.schema)
    return _built(closed(raw), tolerated)


def _built(schema: Schema, tolerated: frozenset[str]) -> Contract:
    from jsonschema_rs import Draft202012Validator, ReferencingError

    try:
        validator = Draft202012Validator(schema, validate_formats=True, formats=_FORMATS, offline=True)
    except (ValueError, ReferencingError) as error:
        return Contract(None, schema, tuple(sorted(tolerated)), f"its schema cannot be compiled: {_short(str(error))}")
    lost = [reason for rule, reason in _LOST.items() if rule in tolerated]
    return Contract(validator, schema, tuple(sorted(tolerated)), lost[0] if lost else "")


def _is_plain(schema: Any, depth: int) -> bool:
    """Return whether a schema is JSON Schema of draft 2020-12 that needs no conversion; False if in doubt."""
    if not isinstance(schema, dict) or depth > _DEEPEST or not schema.keys() <= _PLAIN:
        return False
    kind = schema.get("type")
    if kind is not None and kind not in _TYPES if not isinstance(kind, list) else not _TYPES.issuperset(kind):
        return False
    if kind == []:
        return False
    properties = schema.get("properties", {})
    if not isinstance(properties, dict) or not all(_is_plain(value, depth + 1) for value in properties.values()):
        return False
    required = schema.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) and name in properties for name in required):
        return False
    if "items" in schema and not _is_plain(schema["items"], depth + 1):
        return False
    rest = schema.get("additionalProperties", False)
    if not isinstance(rest, bool) and not _is_plain(rest, depth + 1):
        return False
    if "enum" in schema and not _agreeing_enum(schema["enum"], kind):
        return False
    if "anyOf" in schema:
        branches = schema["anyOf"]
        if not isinstance(branches, list) or not branches or not all(_is_plain(item, depth + 1) for item in branches):
            return False
    return all(_is_number(schema[key]) for key in _NUMBERS if key in schema) and all(
        isinstance(schema[key], int) and not isinstance(schema[key], bool) and schema[key] >= 0
        for key in _COUNTS
        if key in schema
    )


def _dialect(value: Any) -> frozenset[str]:
    """Return the rules for what the conversion takes from other dialects without a note."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item.values())
            if item.get("nullable") is True:
                found.add("nullable")
            if any(isinstance(item.get(key), str) for key in (*_NUMBERS, *_COUNTS)):
                found.add("number_as_text")
    return frozenset(found)


def _agreeing_enum(values: Any, kind: Any) -> bool:
    """Return whether the values of an enum are those of a type that allows them: text of strings, or no type."""
    if not isinstance(values, list) or not values:
        return False
    return kind is None or (kind == "string" and all(isinstance(value, str) for value in values))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _independent(errors: "list[ValidationError]") -> "list[ValidationError]":
    """Return the errors without those that others cause: if no alternative allows an object, its properties count as
    unevaluated."""

    def is_caused(error: "ValidationError") -> bool:
        path = error.instance_path
        return error.kind.name == "unevaluatedProperties" and any(
            other is not error and other.instance_path[: len(path)] == path and other.kind.name != error.kind.name
            for other in errors
        )

    return [error for error in errors if not is_caused(error)]


def _finding(error: "ValidationError") -> Finding:
    leaf = _decisive(error, 0)
    keyword = leaf.kind.name
    return Finding(_CHECK_OF.get(keyword, BOUNDS), _told(leaf))


def _decisive(error: "ValidationError", depth: int) -> "ValidationError":
    """Return the error in the alternative that the value comes closest to.

    That is the one whose errors lie deepest, as ``jsonschema.exceptions.best_match`` has it; of these the one that does
    not already fail by type, then the one with the fewest errors.
    """
    if error.kind.name not in ("anyOf", "oneOf") or depth > _DEEPEST:
        return error
    branches: list[list[ValidationError]] = error.kind.as_dict().get("context") or []
    if not branches or not all(branches):
        return error  # several alternatives allow it

    def closeness(errors: "list[ValidationError]") -> tuple[bool, int, int]:
        here = [inner for inner in errors if inner.kind.name == "type" and len(inner.instance_path) == 0]
        deepest = max(len(inner.instance_path) for inner in errors)
        return bool(here), -deepest, len(errors)

    return _decisive(min(branches, key=closeness)[0], depth + 1)


def _told(error: "ValidationError") -> str:
    path = "".join(f"/{part}" for part in error.instance_path)
    return _short(f"at {path}: {error.message}" if path else error.message)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _is_date_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return text.endswith(":60Z")  # a leap second
    return len(text) > len("2024-01-01")


def _is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return text.endswith(":60Z")
    return True


_FORMATS = {"date-time": _is_date_time, "time": _is_time}
