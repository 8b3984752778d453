"""Reads the schemas of results: schema -> where in a result the entity or the list of entities lies.

Only schemas of properties are read, two levels deep; composed schemas are flattened first
(``lemnos.steps.tools.schemas.flatten``).
"""

from typing import Any, Literal

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten, types, with_branch
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.text.json_pointers import escaped, unescaped

_LISTS = (
    "items data results result value values list records entries content rows resources objects elements hits "
    "collection nodes docs entities members"
).split()
"""Normalised names of properties that hold the list of a result, the likeliest first."""
_WRAPPERS = "data result response payload item record content body object resource value attributes".split()
"""Normalised names of properties that hold the entity of a result."""
_ENVELOPE = frozenset(
    "data result response payload meta metadata links pagination paging page error errors message status success code "
    "included jsonapi ok warnings total count requestid".split()
)
"""Normalised names of properties that surround an entity, and are none of its own."""
_BESIDE = frozenset("errors error warnings links messages notices included meta metadata".split())
"""Normalised names of lists that stand beside an entity, and hold none."""
_IDENTITY = frozenset("id uuid guid key name slug sid arn createdat".split())
_LIST_WRAPPERS = ("data", "result", "response", "embedded", "payload", "body", "content", "results")


class Shape(msgspec.Struct, frozen=True):
    """What a result holds."""

    kind: Literal["list", "one", "other", "none"]
    """``other`` for results without an entity, as texts; ``none`` if the result is not described."""
    pointer: str = ""
    """JSON pointer of the list or the entity."""
    entity: str = ""
    """Name under which the description defines the entity; empty if it has none."""


def flat_of(schema: Schema, root: Schema) -> Flat:
    """Return a schema flattened, with the first branch of each choice merged in; empty if that is impossible."""
    try:
        flat = flatten(schema, root)
        for _ in range(4):
            if "groups" not in flat or not flat["groups"]:
                break
            branch = next(
                (each for each in flat["groups"][0] if not (isinstance(each, dict) and each.get("type") == "null")),
                True,
            )
            flat = with_branch(flat, 0, branch, root)
    except (ImpossibleError, RecursionError):
        return {}
    return flat


def properties_of(schema: Schema, root: Schema) -> dict[str, Schema]:
    """Return the properties of a schema, flattened."""
    properties = flat_of(schema, root).get("properties", {})
    return properties if isinstance(properties, dict) else {}


def at(schema: Schema, pointer: str, root: Schema) -> Schema:
    """Return the schema of what lies at a JSON pointer in a value of ``schema``; true if it says nothing of it."""
    for part in pointer.split("/")[1:]:
        part = unescaped(part)
        properties = properties_of(schema, root)
        if part not in properties:
            return True
        schema = properties[part]
    return schema


def items_of(schema: Schema, root: Schema) -> Schema:
    """Return the schema of the items of a list."""
    items = flat_of(schema, root).get("items", True)
    return items if isinstance(items, dict | bool) else True


def entity_name(schema: Schema) -> str:
    """Return the name of the definition to which a schema refers, directly or alone in ``allOf``; empty for none."""
    if not isinstance(schema, dict):
        return ""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return reference.rpartition("/")[2]
    for keyword in ("allOf", "anyOf", "oneOf"):
        group = schema.get(keyword)
        if isinstance(group, list):
            named = [name for name in map(entity_name, group) if name]
            if len(named) == 1:
                return named[0]
    return ""


def shape_of(schema: Schema | None, nouns: tuple[str, ...]) -> Shape:
    """Return the shape of a result.

    Args:
        schema: The schema of the result; None if it is not described.
        nouns: Normalised names that the entity may have, as ``pet`` and ``pets``.
    """
    if schema is None:
        return Shape("none")
    flat = flat_of(schema, schema)
    kinds = types(flat)
    if "array" in kinds:
        return Shape("list", "", entity_name(flat.get("items", True)))
    if "object" not in kinds:
        return Shape("other") if kinds else Shape("none")
    properties: dict[str, Schema] = flat.get("properties", {})
    if not properties:
        return Shape("other") if isinstance(flat.get("additionalProperties"), dict) else Shape("one")
    own = {normalised(name) for name in properties}
    is_envelope = (
        own.isdisjoint(_IDENTITY)
        or len(own & _ENVELOPE) >= 3
        or bool(own & {"object", "kind"} and "data" in own)
        or _is_response(properties, schema, nouns)
    )
    if is_envelope and (found := _list_in(properties, schema, nouns, len(properties))):
        return found
    if own.isdisjoint(_IDENTITY) or (own & _ENVELOPE and len(own) <= 6):
        for name in (*nouns, *_WRAPPERS):
            for key, inner in properties.items():
                if normalised(key) != name:
                    continue
                inner_flat = flat_of(inner, schema)
                members = inner_flat.get("properties", {})
                if members:
                    deeper = _list_in(members, schema, nouns, 9) if name in _LIST_WRAPPERS else None
                    if deeper is not None and {normalised(each) for each in members}.isdisjoint(_IDENTITY):
                        return msgspec.structs.replace(deeper, pointer=f"/{escaped(key)}{deeper.pointer}")
                    wrapped = next((each for each in members if normalised(each) in nouns), None)
                    if wrapped is not None and properties_of(members[wrapped], schema):
                        return Shape("one", f"/{escaped(key)}/{escaped(wrapped)}", entity_name(members[wrapped]))
                    return Shape("one", f"/{escaped(key)}", entity_name(inner))
    return Shape("one", "", entity_name(schema) or _title(schema))


def listed(schema: Schema | None, nouns: tuple[str, ...]) -> Shape | None:
    """Return the list in an object that may have fields of its own: the one that is called so, or the only one."""
    return None if schema is None else _list_in(properties_of(schema, schema), schema, nouns, 0)


def _title(schema: Schema) -> str:
    title = schema.get("title", "") if isinstance(schema, dict) else ""
    return title if isinstance(title, str) and title.isidentifier() else ""


def _is_response(properties: dict[str, Schema], root: Schema, nouns: tuple[str, ...]) -> bool:
    """Return whether an object has an id of its own and a state, and holds the entities in a list that is called so."""
    own = {normalised(name) for name in properties}
    if not own & _ENVELOPE or not own & _IDENTITY <= {"id", "requestid"}:
        return False
    return any(
        normalised(name) in nouns and properties_of(items_of(inner, root), root) for name, inner in properties.items()
    )


def _list_in(properties: dict[str, Schema], root: Schema, nouns: tuple[str, ...], count: int) -> Shape | None:
    """Return the list among the properties of an envelope; None if there is none."""
    lists: dict[str, Any] = {}
    for key, inner in properties.items():
        flat = flat_of(inner, root)
        if "array" in types(flat):
            lists[key] = flat.get("items", True)
    for name in (*nouns, *_LISTS):
        for key, items in lists.items():
            if normalised(key) == name:
                return Shape("list", f"/{escaped(key)}", entity_name(items))
    structured = [key for key, items in lists.items() if normalised(key) not in _BESIDE and properties_of(items, root)]
    if len(structured) == 1 and count <= 8:
        return Shape("list", f"/{escaped(structured[0])}", entity_name(lists[structured[0]]))
    return None
