"""Tells what became of a call: the fields of an envelope, a receipt or an item of a batch -> those of a success.

``status``, ``code``, ``success`` and ``message`` beside a wrapped entity, or alone, tell of the call and not of the
entity: they say that it went well, in the words of their enum where they have one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
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
    "message msg messages statusmessage statustext statusreason responsemessage detail details reason info".split()
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


def succeeded(value: Any, properties: Mapping[str, Schema], root: Schema) -> Any:
    """Return an outcome whose fields say that the call went well.

    Args:
        value: The outcome; all but an object stays as it is.
        properties: The properties of its schema.
        root: The schema within which references are resolved.
    """
    if not isinstance(value, dict):
        return value
    return {name: good_value(name, each, properties.get(name, True), root) for name, each in value.items()}


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
