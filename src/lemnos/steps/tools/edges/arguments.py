"""Finds the arguments of tools that take the key of an entity: ``Tool.parameters`` → ``Argument`` items."""

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.edges.names import GENERIC, glued, same_resource
from lemnos.steps.tools.edges.operations import Plan
from lemnos.steps.tools.edges.paths import Below, PathPlan, is_scoped
from lemnos.steps.tools.edges.results import Shape, decoded, shape_of
from lemnos.steps.tools.examples.resource_names import template_in, template_of_pattern
from lemnos.steps.tools.naming.nouns import IDS, is_plural, phrase_of, split_key
from lemnos.text.json_pointers import escaped

_DEEPEST = 4
_MOST = 400
_RESOURCE_NAMES = frozenset(("name", "parent", "resource", "resourceName", "resource_name"))
_AUDIT = frozenset("created creator updated updater modified modifier deleted deleter creation modification".split())
"""Words of fields that say who changed an entity, which a caller does not."""
_MEASURES = frozenset(
    "date year month day week season hour minute time timestamp format version page limit offset count size total "
    "language lang locale latitude longitude lat lon lng amount price start end sort order_by mode radius zoom level "
    "width height depth rate percent query term keyword text".split()
)
"""Last words of names of arguments that say when, how much or how, and no entity."""
_HELD = IDS - {"identifier", "oid", "uid", "urn"}
"""Keys by which an object within an argument is told."""
_ONCE = frozenset(("idempotency", "idempotent", "correlation", "nonce"))
"""What a caller gives a call so that it is done once, or found again."""
_CALLERS = frozenset(("client", "api", "http", "x", "your"))
"""Words before ``request`` in the name of an identifier of a call."""
_OTHERS = frozenset(
    "parent source original template previous prev next base related linked link from to existing copy clone duplicate "
    "merge origin destination replaced superseded successor predecessor reference ref depend child blocked".split()
)
"""Words of objects that hold another entity of the kind of the whole."""
_SERVER_SET = frozenset(("_embedded", "embedded", "_links", "links"))


class Argument(msgspec.Struct, frozen=True):
    """An argument that may take the key of an entity."""

    parameter: str
    """Name of the property, or JSON pointer of one within."""
    name: str
    """The innermost name."""
    place: str
    resource: tuple[str, ...]
    """The resource that its name, or the name of the object around it, tells; empty for none."""
    key: str
    """The key that its name tells; empty for none."""
    types: frozenset[str]
    format: str
    """The format that its schema states; empty for none."""
    text: str
    is_many: bool
    """Whether it is a list of keys."""
    depth: int
    is_required: bool
    """Whether each call has it; False for a property of another argument."""
    is_held: bool
    """Whether the object around it tells the resource."""
    below: Below | None
    """The collection below which it stands, for a parameter of a path."""
    is_path_name: bool
    """Whether it is a resource name, a path that is one argument: ``shelves/{shelf}/books/{book}``."""
    template_resource: tuple[str, ...]
    """The resource that the pattern of such a name tells; empty for none."""


def arguments_of(tool: Tool, plan: PathPlan | None) -> Iterator[Argument]:
    """Yield the arguments of a tool that may take a key, those of the path first."""
    schema, defs = decoded(tool.parameters)
    properties = schema.get("properties") if isinstance(schema, dict) else None
    places = {place.name: place for place in tool.places}
    left = _MOST
    first = plan.first if plan is not None else ""
    required = schema.get("required") if isinstance(schema, dict) else None
    required = frozenset(required) if isinstance(required, list) else frozenset()
    for name, value in properties.items() if isinstance(properties, dict) else ():
        place = places.get(name)
        kind = place.place if place is not None else "argument"
        if kind in ("header", "cookie"):
            continue
        sent = place.wire_name if place is not None and place.wire_name.strip("$*") else name
        below = plan.below.get(sent) if plan is not None and kind == "path" else None
        for argument in _arguments(
            sent, name, kind, value, defs, below, (), 0, (), is_first=sent == first, is_required=name in required
        ):
            left -= 1
            if left < 0:
                return
            yield argument


def _arguments(
    name: str,
    pointer: str,
    place: str,
    value: Any,
    defs: dict[str, Any],
    below: Below | None,
    around: tuple[str, ...],
    depth: int,
    holder: tuple[str, ...],
    *,
    is_first: bool = False,
    is_required: bool = False,
) -> Iterator[Argument]:
    shape = shape_of(value, defs)
    item = shape_of(shape.items, defs) if shape.items is not None else None
    inner = item if item is not None and not shape.properties else shape
    if inner.properties:
        if depth < _DEEPEST and inner.schema not in around and place != "path":
            held, key = split_key(name)
            base = (f"/{pointer}" if depth == 0 else pointer) + ("/*" if item is inner else "")
            for each, part in inner.properties.items():
                if each.lower() in _SERVER_SET or (isinstance(part, dict) and part.get("readOnly") is True):
                    continue
                around_here = (*around, inner.schema) if inner.schema else around
                yield from _arguments(
                    each,
                    f"{base}/{escaped(each)}",
                    place,
                    part,
                    defs,
                    None,
                    around_here,
                    depth + 1,
                    held if not key else (),
                )
        if "string" not in shape.types or shape is not inner:
            return
    leaf = inner if inner is not shape and not shape.types & {"string", "integer"} else shape
    if leaf.types & {"boolean", "object", "array"} or not (leaf.is_open and shape.is_open):
        return
    resource, key = split_key(name)
    if not key and name.islower():
        glued_resource, glued_key = glued(name)
        if glued_key and below is not None and same_resource(glued_resource, below.resource):
            resource, key = glued_resource, glued_key
    if not key and resource and resource[-1] in _MEASURES:
        return
    if place in ("body", "form") and _AUDIT & {*resource, *holder}:
        return
    is_held = bool(depth) and not resource
    if is_held:
        if key not in _HELD or not holder or (len(holder) == 1 and holder[0] in GENERIC):
            return
        resource = holder
    yield Argument(
        f"{pointer}/*" if depth and inner is not shape else pointer,
        name, place, resource, key, leaf.types, leaf.format, shape.text or leaf.text,
        inner is not shape or is_plural(name), depth, is_required, is_held, below,
        _is_path_name(name, shape, below, place, is_first), _resource_of_template(shape.pattern),
    )  # fmt: skip


def is_of_call(argument: Argument, plan: Plan) -> bool:
    """Return whether an argument identifies the call itself, so that the caller makes it up.

    A request identifier that a call must have is that of an earlier request, as in a call that asks how far one is.
    """
    last = argument.resource[-1:]
    if argument.place == "path" or not last:
        return False
    if last[0] in _ONCE:
        return argument.key != ""
    is_plain = argument.resource == ("request",) or (last[0] == "request" and argument.resource[0] in _CALLERS)
    return is_plain and argument.key in IDS and plan.is_creating and not argument.is_required


def is_own_part(argument: Argument, plan: Plan) -> bool:
    """Return whether an argument is the key of what the call creates, within an object that is part of it.

    That of another of its kind stands in a list, or in an object that says so: ``/parent/folder/id``. What is made
    under another entity may be there already, to be attached to it.
    """
    if not (argument.is_held and plan.is_creating and argument.key in IDS):
        return False
    around = [phrase_of(part) for part in argument.parameter.split("/")[1:-1]]
    if ("*",) in around or "*" in argument.parameter.split("/") or any(_OTHERS & set(each) for each in around):
        return False
    path = plan.path
    if path is None:
        return plan.noun == argument.resource
    below = path.below.get(path.last)
    own = below.resource if below is not None else path.resource
    return own == argument.resource and (path.last != "" or not is_scoped(path.template))


def _is_path_name(name: str, shape: Shape, below: Below | None, place: str, is_first: bool) -> bool:
    """Return whether an argument is a resource name."""
    if shape.pattern and template_of_pattern(shape.pattern):
        return True
    if place != "path" or name not in _RESOURCE_NAMES:
        return False
    return (is_first and below is None) or template_in(shape.text) is not None


def _resource_of_template(pattern: str) -> tuple[str, ...]:
    """Return the resource that the last segments of the pattern of a resource name tell; empty for none.

    >>> _resource_of_template("^projects/[^/]+/topics/[^/]+$")
    ('topic',)
    """
    parts = (template_of_pattern(pattern) or "").split("/")
    literals = [one for one, other in itertools.pairwise(parts) if one != "*" and other == "*"]
    return phrase_of(literals[-1]) if literals else ()


def hint_of(argument: Argument) -> str:
    """Return the key that the description of an argument without one names."""
    if argument.key:
        return ""
    text = argument.text[:160].lower()
    words = set(text.replace("/", " ").replace(",", " ").replace(".", " ").replace("`", " ").split())
    if words & {"id", "identifier", "uuid", "guid", "ids"}:
        return "id"
    for key in ("slug", "name", "number", "code", "key"):
        if key in words:
            return key
    return ""
