"""Lets a result agree with its call: value, what was sent -> the value, which repeats what was sent.

A field of the resource takes over what was sent under its name, if its schema allows that. Fields of other objects do
so only where their names mean one thing everywhere (``customerId``, not ``name``). One walk over the value.
"""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.examples.hints import WRAPPERS
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type

_GENERIC = frozenset(
    "id uuid guid name type title description status state value key code kind label version url uri href count size "
    "data text message content body format date slug email path action result success error total index".split()
)
"""Normalised names that mean something else in each object."""
_OF_ONE = frozenset("id uuid guid name key title code description slug email url uri href label path".split())
"""Normalised names of fields whose values differ between the items of a list."""
_PROTOCOL = frozenset(
    "cursor pagetoken nexttoken nextpagetoken continuationtoken marker startingafter endingbefore after before token "
    "since until q query search password secret fields include expand sort order orderby filter dryrun limit offset "
    "page perpage pagesize position".split()
)
"""Normalised names of arguments that say how a call is answered, not what of."""
_LARGEST = 2.0**63
"""The size from which on JSON text of an integer is not read again everywhere."""


def agreed(value: Any, root: Schema, sent: Mapping[str, Any], nouns: tuple[str, ...] = ()) -> Any:
    """Return ``value`` in agreement with a call.

    Args:
        value: A value that conforms to ``root``.
        root: The schema of the value.
        sent: Name in the request → value; ``$`` for a whole body.
        nouns: Normalised names under which the result may hold its resource.
    """
    known: dict[str, Any] = {}
    for name, each in sent.items():
        if isinstance(each, dict) and (name == "$" or len(sent) == 1):
            known |= {normalised(key): inner for key, inner in each.items()}
        if name != "$" and normalised(name) not in _PROTOCOL:
            known[normalised(name)] = each
    return _walked(value, root, root, known, frozenset(nouns) | WRAPPERS, is_resource=True) if known else value


def _walked(
    value: Any, schema: Schema, root: Schema, known: dict[str, Any], nouns: frozenset[str], *, is_resource: bool
) -> Any:
    if not isinstance(value, dict | list):
        return value
    try:
        flat = flatten(schema, root) if isinstance(schema, dict) else {}
    except ImpossibleError:
        return value
    if isinstance(value, list):
        own = {name: each for name, each in known.items() if name not in _OF_ONE}
        items = flat.get("items", True)
        return [_walked(each, items, root, own, nouns, is_resource=is_resource) for each in value]
    properties: dict[str, Schema] = flat.get("properties", {})
    changed: dict[str, Any] = {}
    for key, each in value.items():
        name, own_schema = normalised(key), properties.get(key, True)
        changed[key] = each
        if name in known and (is_resource or name not in _GENERIC):
            new = _alike(known[name], each)
            if new is not None and conforms(new, own_schema, root):
                changed[key] = new
                continue
        if isinstance(each, dict | list):
            inner = is_resource and (name in nouns or len(value) == 1)
            changed[key] = _walked(each, own_schema, root, known, nouns, is_resource=inner)
    return changed


def _alike(sent: Any, present: Any) -> Any:
    """Return what was sent in the type of what is present; None if it is of another kind."""
    if isinstance(sent, bool) or isinstance(present, bool):
        return sent if isinstance(sent, bool) and isinstance(present, bool) else None
    if isinstance(present, str) and is_type(sent, "number"):
        return str(sent)
    if is_type(present, "integer") and isinstance(sent, str) and sent.isdecimal() and len(sent) < 16:
        return int(sent)
    if isinstance(sent, float) and isinstance(present, int) and sent.is_integer():
        return int(sent) if abs(sent) < _LARGEST else None  # where an integer is meant, many take no float for one
    same = (
        (isinstance(sent, str) and isinstance(present, str))
        or (is_type(sent, "number") and is_type(present, "number"))
        or (isinstance(sent, list) and isinstance(present, list))
        or (isinstance(sent, dict) and isinstance(present, dict) and bool(sent))
    )
    return sent if same else None
