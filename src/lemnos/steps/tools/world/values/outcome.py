"""Tells what became of a call: the fields of an envelope, a receipt or an item of a batch -> those of a success.

``status``, ``code``, ``success`` and ``message`` beside a wrapped entity, or alone, tell of the call and not of the
entity: they say that it went well, in the words of their enum where they have one.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.hints import WRAPPERS
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.semantics.states import plain_state

_VERDICTS = frozenset(
    "status statuscode statusreason statustext success successful succeeded ok issuccess issuccessful responsecode "
    "returncode resultcode httpstatus httpcode httpstatuscode responsestatus".split()
)
"""Normalised names of fields that say whether a call went well."""
_CODES = frozenset(
    "code statuscode httpstatus httpcode httpstatuscode responsecode returncode resultcode status "
    "responsestatus".split()
)
_TOLD = frozenset(
    "message msg messages statusmessage statustext statusreason responsemessage statusdescription resultmessage "
    "returnmessage reasonphrase detail details reason info".split()
)
"""Normalised names of fields that say in words what became of a call."""
_BESIDE = frozenset(
    "code result error errors iserror errorcode errormessage warning warnings timestamp time requestid traceid path "
    "type "
    "title instance id uuid meta metadata links pagination paging page total count version apiversion".split()
)
"""Normalised names of fields that stand beside these and tell nothing of an entity either."""
_FLAGS = {
    **dict.fromkeys("success ok successful succeeded issuccess issuccessful".split(), True),
    **dict.fromkeys("error iserror haserror haserrors".split(), False),
}
_STATUS_CODES = ("statuscode", "responsecode", "resultcode", "returncode", "httpcode", "httpstatuscode")
_STATUS_REASONS = (
    "statusreason", "statustext", "statusmessage", "statusdescription", "responsemessage", "resultmessage",
    "returnmessage", "reasonphrase",
)  # fmt: skip
"""Normalised names of a code and of a reason that tell of a call where they stand together, beside whatever."""
_MOST_ECHOED = 3
"""Fields of an entity beside which a code and a message tell of the call."""
_GOOD = (
    "success successful succeeded ok true yes done completed complete passed processed accepted created updated "
    "deleted "
    "active approved valid sent".split()
)
"""Words of a success, the plainest first."""


def is_outcome(names: Iterable[str], *, whole: bool = False) -> bool:
    """Return whether an object with such properties tells what became of a call, rather than of a thing.

    Args:
        names: Names of the properties.
        whole: Whether the object is all that a call returns; then one field is enough, and others may be wrapped.

    >>> is_outcome(("id", "status", "message")), is_outcome(("id", "status", "name", "message"))
    (True, False)
    >>> is_outcome(("status",)), is_outcome(("status", "data"), whole=True)
    (False, True)
    """
    own = {normalised(name) for name in names}
    beside = _VERDICTS | _TOLD | _BESIDE | (WRAPPERS if whole else frozenset())
    if not own <= beside:
        return False
    if whole:
        return bool(own & (_VERDICTS | _TOLD | {"code"})) and not own & {"id", "uuid"}
    return bool(own & _VERDICTS) and bool(own & _TOLD)


def outcome_fields(properties: Mapping[str, Schema], root: Schema) -> frozenset[str]:
    """Return which fields of an object tell what became of a call: all, or the code and the reason beside an entity.

    >>> text = {"type": "string"}
    >>> sorted(outcome_fields({"plan_id": text, "status_code": text, "status_reason": text}, True))
    ['status_code', 'status_reason']
    >>> outcome_fields({"id": text, "status": text, "payload": {"type": "object"}, "message": text}, True)
    frozenset()
    """
    named = {normalised(name): name for name in reversed(list(properties))}
    empty = [name for name in properties if normalised(name) in WRAPPERS and _is_empty(properties[name], root)]
    rest = [name for name in properties if name not in empty]
    if is_outcome(rest) and not (empty and {"id", "uuid"} & named.keys()):
        return frozenset(properties)
    status = next((named[name] for name in _STATUS_CODES if name in named), "")
    reason = next((named[name] for name in _STATUS_REASONS if name in named), "")
    if status and reason:
        return frozenset((status, reason)) if _may_succeed(status, properties[status], root) else frozenset()
    if {"code", "message"} <= named.keys() and len(properties) <= _MOST_ECHOED + 2:
        pair = frozenset((named["code"], named["message"]))
        kinds = types(flat_of(properties[named["code"]], root))
        if {"integer", "number"} & {*kinds} and len(properties) > 2 and all(map(_is_echo, properties.keys() - pair)):
            return pair
    return frozenset()


def told_beside(properties: Mapping[str, Schema], root: Schema, known: Collection[str]) -> frozenset[str]:
    """Return which fields of the receipt of a change tell what became of it: a message, and a number or a state by it.

    Args:
        properties: The properties of the receipt.
        root: The schema within which references are resolved.
        known: Normalised names that tell of an entity or of what was sent.

    >>> text = {"type": "string"}
    >>> sorted(told_beside({"queue": text, "status": text, "message": text}, True, {"queue"}))
    ['message', 'status']
    >>> told_beside({"id": text, "message": text}, True, ()), told_beside({"message": text}, True, ("message",))
    (frozenset(), frozenset())
    """
    named = {normalised(name): name for name in properties}
    if {"id", "uuid"} & named.keys() or not ({"message", "msg"} & named.keys()) - {*known}:
        return frozenset()
    own = _VERDICTS | {"message", "msg"} | _FLAGS.keys()
    code = named.get("code", "")
    is_number = bool(code) and not {"integer", "number"}.isdisjoint(types(flat_of(properties[code], root)))
    return frozenset(named[each] for each in named.keys() & (own | ({"code"} if is_number else set())) - {*known})


def _is_empty(schema: Schema, root: Schema) -> bool:
    """Return whether a schema asks for an object of which it tells no properties."""
    flat = flat_of(schema, root)
    return "object" in types(flat) and not flat.get("properties") and not flat.get("groups")


def _is_echo(name: str) -> bool:
    """Return whether a field repeats what identifies an entity, with its noun: ``plan_id``, not ``id``."""
    words = words_of(name)
    return len(words) > 1 and words[-1] in ("id", "uuid", "name", "key", "number", "code", "reference")


def _may_succeed(name: str, schema: Schema, root: Schema) -> bool:
    """Return whether a field has a value that tells of success: an enum may list states of a thing instead."""
    return not flat_of(schema, root).get("enum") or good_value(name, "", schema, root) != ""


def succeeded(value: Any, properties: Mapping[str, Schema], root: Schema, fields: Collection[str] | None = None) -> Any:
    """Return an outcome whose fields say that the call went well.

    Args:
        value: The outcome; all but an object stays as it is.
        properties: The properties of its schema.
        root: The schema within which references are resolved.
        fields: Those that tell of the call; all if it is None.
    """
    if not isinstance(value, dict):
        return value
    return {
        name: good_value(name, each, properties.get(name, True), root) if fields is None or name in fields else each
        for name, each in value.items()
    }


def good_value(name: str, present: Any, schema: Schema, root: Schema) -> Any:
    """Return the value of a field of an outcome that tells of success; ``present`` where it tells nothing of that."""
    own = normalised(name)
    if own not in _VERDICTS | _TOLD and own not in _FLAGS and own not in ("code", "result", "outcome"):
        return present
    if isinstance(present, dict | list) or present is None:
        return present
    flat = flat_of(schema, root)
    allowed = flat.get("enum")
    if isinstance(allowed, list):
        plain = {plain_state(str(each)): each for each in reversed(allowed) if each is not None}
        return next((plain[word] for word in (*_GOOD, "200", "201") if word in plain), present)
    for made in _candidates(own, present, flat):
        if conforms(made, schema, root):
            return made
    return present


def _candidates(own: str, present: Any, flat: Mapping[str, Any]) -> tuple[Any, ...]:
    if isinstance(present, bool):
        return (_FLAGS[own],) if own in _FLAGS else ()
    if isinstance(present, int | float):
        return (200, 0) if own in _CODES else ()
    if not isinstance(present, str):
        return ()
    given = flat.get("examples", [])
    told = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str)]
    good = tuple(each for each in told if plain_state(each) in _GOOD)
    if own in _FLAGS:
        return (*good, "true" if _FLAGS[own] else "false")
    if own in _TOLD:
        return () if "integer" in types(dict(flat)) else ("OK",)
    if own.endswith("code") and own != "code":
        return (*good, "200", "OK")
    return (*good, "OK" if own == "code" else "success")
