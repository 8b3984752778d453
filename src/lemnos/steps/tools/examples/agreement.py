"""Make a request and its response agree: arguments, result -> the result with what was sent, ordered times, counts.

A value that was sent comes back under the same name; the id in the path is the id of the resource; times follow one
another (created, updated, expires); a total is no smaller than the list beside it. A change is made only where the
schema of the value allows it. Costs one walk over the result.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.counts import WRAPPERS, Known, settle_counts
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.times import order_times
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type

_FIELD = re.compile(r"\{([^{}]*)\}")
_GENERIC = frozenset(
    "id uuid guid name type title description status state value key code kind label version url uri href count size "
    "data text message content body format date slug email path action result success error total index".split()
)
"""Names that mean something else in each object, which only the resource itself has in common with the request."""
_OF_ONE = frozenset("id uuid guid name key code title description slug email url uri href label path".split())
"""Names whose values differ between the items of a list."""
_ACTIONS = frozenset(
    "archive unarchive enable disable start stop cancel activate deactivate approve reject restore publish unpublish "
    "close reopen lock unlock complete pause resume move refund capture confirm config settings details".split()
)
"""Last segments of a path that act on the resource before them, or tell more of it."""
_ASSIGNED = re.compile(r"server[- ]assigned|assigned by the (?:server|service)|operations/", re.IGNORECASE)
"""What a description says of a name that the server gives, which no request has."""
_NEVER = frozenset(
    "position cursor pagetoken nexttoken nextpagetoken continuationtoken marker startingafter endingbefore "
    "after before token since until q query search password secret fields include expand sort order orderby "
    "filter dryrun".split()
)


def known_of(arguments: Mapping[str, Any], wires: Mapping[str, str], path: str) -> Known:
    """Return what a response has in common with a call.

    Args:
        arguments: The arguments of the call.
        wires: Argument → its name in the request, or ``$`` for the whole body.
        path: The path template; empty for tools that are not HTTP operations.
    """
    known: Known = {}
    for name, value in arguments.items():
        wire = wires.get(name, name)
        if wire == "$" and isinstance(value, dict):
            known |= {normalised(key): each for key, each in value.items()}
        elif normalised(wire) not in _NEVER:
            known[normalised(wire)] = value
    if len(arguments) == 1 and isinstance(inner := next(iter(arguments.values())), dict):
        known |= {normalised(key): each for key, each in inner.items()}
    segments = [segment for segment in path.split("/") if segment]
    fields = [segment for segment in segments if _FIELD.search(segment)]
    if not fields:
        return known
    acts = len(segments) > 1 and segments[-1] not in fields
    last = _FIELD.findall(fields[-1])[-1].lstrip("+")
    value = known.get(normalised(last))
    words = words_of(last)
    if value is not None and words and (not acts or (segments[-1] in _ACTIONS and segments[-2] == fields[-1])):
        ending = next((word for word in reversed(words) if word in ("id", "name", "key", "code", "slug", "uuid")), "")
        if ending or len(words) == 1:
            known.setdefault(ending or "id", value)
            return known
    for name in (normalised(field.lstrip("+")) for each in fields for field in _FIELD.findall(each)):
        if name in _GENERIC:
            known.pop(name, None)  # The id of a parent.
    return known


def nouns_of(path: str, operation: str = "") -> frozenset[str]:
    """Return the names under which a response may wrap the resource of an operation: ``pet`` and ``pets``.

    Args:
        path: The path template, whose last literal segment names the resource.
        operation: The name of the operation, whose words after the first name it too: ``createPet``.
    """
    literal = next((part for part in reversed(path.split("/")) if part and "{" not in part), "")
    word = normalised(literal.partition(":")[0])
    named = "".join(words_of(operation)[1:])
    return frozenset(form for each in (word, named) if each for form in (each, each.removesuffix("s"), f"{each}s"))


class Agreement:
    """Makes the values of one exchange agree.

    Args:
        root: The schema within which references are resolved.
        known: What the other side of the exchange has.
        nouns: Names of properties that wrap the resource.
    """

    def __init__(self, root: Schema, known: Known, nouns: frozenset[str] = frozenset()) -> None:
        self._root = root
        self._known = known
        self._nouns = nouns | WRAPPERS

    def of(self, value: Any) -> Any:
        """Return ``value``, which conforms to the root schema, in agreement; unchanged if it would not conform."""
        changed = self._any(value, self._root, self._known, resource=True)
        return changed if conforms(changed, self._root, self._root) else value

    def _any(self, value: Any, schema: Schema, known: Known, *, resource: bool) -> Any:
        flat = self._flat(schema)
        if isinstance(value, list):
            of_one = _OF_ONE - {"id"} if len(value) == 1 else _OF_ONE
            items = {name: each for name, each in known.items() if name not in of_one} if resource else known
            inner = flat.get("items", True)
            return [self._any(each, inner, items, resource=resource) for each in value]
        return self._object(value, flat, known, resource=resource) if isinstance(value, dict) else value

    def _object(self, value: dict[str, Any], flat: dict[str, Any], known: Known, *, resource: bool) -> dict[str, Any]:
        schemas: dict[str, Schema] = flat.get("properties", {})
        out: dict[str, Any] = {}
        sent: set[str] = set()
        for key, old in value.items():
            name = normalised(key)
            schema = schemas.get(key, True)
            assigned = name in _OF_ONE and isinstance(schema, dict) and _ASSIGNED.search(schema.get("description", ""))
            if name in known and (resource or name not in _GENERIC) and not assigned:
                new = _alike(known[name], old)
                if new is not None and conforms(new, schema, self._root):
                    out[key] = new
                    sent.add(key)
                    continue
            out[key] = self._inner(old, schema, name, known, resource=resource, is_only=len(value) == 1)
        self._name_in_arns(out, schemas, known)
        order_times(out, schemas, self._root, frozenset(sent))
        settle_counts(out, flat, self._root, self._known)
        return out

    def _name_in_arns(self, value: dict[str, Any], schemas: Mapping[str, Schema], known: Known) -> None:
        """Let an Amazon Resource Name end in the id or the name of its resource, in place."""
        for key, arn in value.items():
            if not isinstance(arn, str) or not arn.startswith("arn:aws:") or "/" not in arn:
                continue
            stem = normalised(key).removesuffix("arn")
            own = {normalised(name): each for name, each in value.items()}
            names = (f"{stem}id", f"{stem}name", "name", "id")
            ident = next((found for name in names if isinstance(found := known.get(name, own.get(name)), str)), None)
            if ident and normalised(key) not in known and re.fullmatch(r"[\w.-]+", ident):
                new = f"{arn.rpartition('/')[0]}/{ident}"
                if conforms(new, schemas.get(key, True), self._root):
                    value[key] = new

    def _inner(self, old: Any, schema: Schema, name: str, known: Known, *, resource: bool, is_only: bool) -> Any:
        if not isinstance(old, dict | list):
            return old
        if isinstance(own := known.get(name), dict):
            return self._any(old, schema, {normalised(key): each for key, each in own.items()}, resource=True)
        wraps = resource and (is_only or name in self._nouns)
        inner = known
        if not wraps and isinstance(old, dict):
            inner = {each: found for each, found in known.items() if each not in _GENERIC}
            stem = name.removesuffix("s")
            inner |= {
                ending: known[f"{stem}{ending}"]
                for ending in ("id", "name", "key", "code")
                if f"{stem}{ending}" in known
            }
            return self._any(old, schema, inner, resource=len(inner) > 0 and any(each in inner for each in _GENERIC))
        return self._any(old, schema, inner, resource=wraps)

    def _flat(self, schema: Schema) -> dict[str, Any]:
        try:
            flat = flatten(schema, self._root)
        except ImpossibleError:
            return {}
        return flat if isinstance(flat, dict) else {}


def _alike(sent: Any, old: Any) -> Any:
    """Return what was sent as the type of ``old``; None if it is of another kind."""
    if isinstance(sent, bool) or isinstance(old, bool):
        return sent if isinstance(sent, bool) and isinstance(old, bool) else None
    if isinstance(old, str) and is_type(sent, "number"):
        return str(sent)
    if is_type(old, "integer") and isinstance(sent, str) and sent.isdecimal() and len(sent) < 16:
        return int(sent)
    same = (
        (isinstance(sent, str) and isinstance(old, str))
        or (is_type(sent, "number") and is_type(old, "number"))
        or (isinstance(sent, list) and isinstance(old, list))
        or (isinstance(sent, dict) and isinstance(old, dict) and bool(sent))
    )
    return sent if same else None
