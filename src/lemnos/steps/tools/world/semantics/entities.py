"""Joins what requests and results say of an entity: drafts of one resource -> the schema of its entity, key, label.

The schema is self-contained and small: references are inlined three levels deep, and what lies below is left open. So
population costs the same for the largest descriptions; results are checked against their whole schemas anyway.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.steps.tools.world.semantics.claims import Draft
from lemnos.steps.tools.world.semantics.field_names import WRAPPING, field_paths
from lemnos.steps.tools.world.semantics.paging import is_paging
from lemnos.steps.tools.world.semantics.paths import IDENTIFYING, noun_of_argument, spellings
from lemnos.steps.tools.world.semantics.shapes import at, flat_of, items_of, properties_of
from lemnos.steps.tools.world.semantics.states import STATE_NAMES
from lemnos.steps.tools.world.values.labels import kind_of as label_kind_of

_DEEPEST = 3
"""Levels of an entity that its schema describes."""
_MOST_PROPERTIES = 80
_KEPT = frozenset(
    "type enum const format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf "
    "minItems maxItems uniqueItems required default examples additionalProperties minProperties".split()
)
_LONGEST_DESCRIPTION = 160
_LABELS = (
    "name title displayname friendlyname label fullname subject summary username email login headline filename "
    "companyname firstname text content message".split()
)
"""Normalised names of fields by which people name an entity, the likeliest first."""
_KEYS = "id uuid guid gid key sid uid oid _id identifier slug arn name code number".split()
_PURE_KEYS = frozenset("id uuid guid gid sid uid oid".split())
_UNIQUE = frozenset("email username login sku".split())
_SAID_UNIQUE = re.compile(
    r"(?:must|should|has to|needs to) be (?:\w+ )?unique|unique (?:name|within|across|among)", re.IGNORECASE
)
_SAID_SET = re.compile(
    r"read[- ]only|output[- ]only|auto-?generated|"
    r"(?:generated|assigned|set|defined|created) by the (?:server|system|service)|"
    r"server[- ](?:generated|assigned|defined)|\[Output Only\]",
    re.IGNORECASE,
)
_SAID_NAME = re.compile(r"(?:the )?(?:resource )?name of (?:the|an?|this) ", re.IGNORECASE)
_NAMES = frozenset("name title filename".split())
"""Last words of keys that are names."""
_PLACED = frozenset("file folder directory document image".split())
_PLACES = frozenset("path filepath filename directory url".split())
_TEXTS = frozenset("body content text html markdown message richtext comment description".split())
"""Normalised names of fields that hold what people write."""
_SAID = {"comment": "text", "message": "text", "review": "text", "email": "subject", "mail": "subject", "post": "text"}
"""Noun of what people write → the field that holds it."""
IDENTIFIERS = frozenset("id key uuid guid sid arn number code".split())
_READING = ("get", "list", "search", "create", "replace", "update")
_WRITING = ("create", "replace", "update")


def trimmed(schema: Schema, root: Schema, depth: int = 0) -> Any:
    """Return a schema with its references inlined ``_DEEPEST`` levels deep."""
    if schema is True or schema is False:
        return schema
    flat = flat_of(schema, root)
    kept: dict[str, Any] = {name: flat[name] for name in flat if name in _KEPT}
    if isinstance(kept.get("additionalProperties"), dict):
        kept["additionalProperties"] = (
            trimmed(kept["additionalProperties"], root, depth + 1) if depth < _DEEPEST else True
        )
    if isinstance(text := flat.get("description"), str) and depth < 2:
        kept["description"] = text[:_LONGEST_DESCRIPTION]
    properties = flat.get("properties")
    if isinstance(properties, dict) and depth < _DEEPEST:
        inner = dict(list(properties.items())[:_MOST_PROPERTIES])
        kept["properties"] = {name: trimmed(each, root, depth + 1) for name, each in inner.items()}
    if "required" in kept:
        kept["required"] = [name for name in kept["required"] if name in kept.get("properties", {})]
        if not kept["required"]:
            del kept["required"]
    if "items" in flat:
        kept["items"] = trimmed(flat["items"], root, depth + 1) if depth < _DEEPEST else True
    return kept


def entity_schema(drafts: list[Draft]) -> tuple[dict[str, Any], bool]:
    """Return the schema of the entity that drafts of one resource are about, and whether no result describes it."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    described = False
    for verb in _READING:
        for draft in drafts:
            if draft.verb != verb or draft.shape.kind not in ("list", "one") or draft.result is None:
                continue
            schema = at(draft.result, draft.shape.pointer, draft.result)
            if draft.shape.kind == "list":
                schema = items_of(schema, draft.result)
            own = properties_of(schema, draft.result)
            if not own:
                continue
            if described and verb in _WRITING and not set(own) & set(properties):
                continue  # a receipt, not the entity
            part = trimmed(schema, draft.result)
            known = {normalised(name) for name in properties}
            fields = part.get("properties", {})
            properties |= {name: each for name, each in fields.items() if normalised(name) not in known}
            if not described:
                required = list(part.get("required", ()))
            described = True
    for verb in _WRITING:
        for draft in drafts:
            if draft.verb == verb:
                known = {normalised(name) for name in properties}
                fields = sent_fields(draft)
                properties |= {name: each for name, each in fields.items() if normalised(name) not in known}
    whole: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        whole["required"] = required
    return whole, not described


def wrapper_of(draft: Draft) -> str:
    """Return the argument that holds the whole entity (``{"pet": {…}}``); empty if its fields are arguments."""
    body = [name for name in body_arguments(draft) if not is_paging(name)]
    nouns = spellings(draft.noun)
    for name in body:
        if draft.wires.get(name) == "$":
            return name if properties_of(draft.properties[name], draft.parameters) else ""
        named = normalised(name) in nouns or normalised(name) in WRAPPING
        alone = len(body) == 1 or (draft.places.get(name) == "body" and len(body) <= 3)
        if named and alone and properties_of(draft.properties[name], draft.parameters):
            return name
    return ""


def body_arguments(draft: Draft) -> list[str]:
    """Return the arguments that set fields: those of a body, or all that identify nothing where there is no body."""
    taken = {draft.key, *(argument for argument, _ in draft.parents)}
    body = [name for name in draft.properties if draft.places.get(name) in ("body", "form") and name != draft.key]
    if body:
        return body
    return [
        name for name in draft.properties if name not in taken and draft.places.get(name) in (None, "query", "argument")
    ]


def sends_lists_alone(draft: Draft) -> bool:
    """Return whether all that a draft sends in a body are lists: several entities, or links between some."""
    body = [name for name in draft.properties if draft.places.get(name) in ("body", "form")]
    return bool(body) and all("array" in types(flat_of(draft.properties[name], draft.parameters)) for name in body)


def sends_several(draft: Draft, drafts: list[Draft]) -> bool:
    """Return whether a draft sends a list of such entities as others read, which its result shows by the same name.

    Args:
        draft: The draft.
        drafts: Those of the same resource.
    """
    whole, _ = entity_schema([each for each in drafts if each is not draft and each.verb in _READING])
    shown = properties_of(draft.result, draft.result) if draft.result is not None else {}
    for name in set(body_arguments(draft)) & shown.keys():
        items = items_of(draft.properties[name], draft.parameters)
        own = properties_of(items, draft.parameters).keys()
        shared = len(own & whole["properties"].keys())
        if shared >= 2 and 2 * shared >= len(own):
            return True
    return False


def sent_fields(draft: Draft) -> dict[str, Any]:
    """Return the fields that the arguments of a draft set, with their trimmed schemas."""
    if wrapper := wrapper_of(draft):
        part = trimmed(draft.properties[wrapper], draft.parameters)
        return dict(part.get("properties", {}))
    fields: dict[str, Any] = {}
    for name, path in sent_paths(draft).items():
        schema = trimmed(draft.properties[name], draft.parameters, len(path))
        held = fields
        for part in path[:-1]:
            around = held.setdefault(part, {"type": "object", "properties": {}})
            held = around.setdefault("properties", {}) if isinstance(around, dict) else {}
        held.setdefault(path[-1], schema)
    return fields


def _orders(name: str) -> bool:
    """Return whether an argument says what is done to a field, rather than what it holds: ``removeLabelIds``."""
    words = words_of(name)
    return len(words) > 1 and words[0] in ("add", "remove", "unset", "clear")


def sent_paths(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Return the arguments that set fields, each with the names that lead to its field: one for most."""
    setting = (name for name in body_arguments(draft) if not is_paging(name) and not _orders(name))
    wires = {name: draft.wires.get(name, name) for name in setting}
    result = draft.result if draft.shape.kind == "one" else None
    shown = properties_of(at(result, draft.shape.pointer, result), result) if result is not None else {}
    paths = field_paths(wires.values(), spellings(draft.noun), shown)
    return {name: paths[wire] for name, wire in wires.items() if wire != "$"}


def key_argument(drafts: Sequence[Draft]) -> str:
    """Return the argument that takes the key of a resource, by how its drafts get, change and delete an entity.

    One that takes several (``idOrSlug``) gives way to one that takes the key alone. Empty if there is none.
    """
    keyed = [draft for draft in drafts if draft.key]
    keyed = [draft for draft in keyed if "or" not in words_of(draft.key)[1:-1]] or keyed
    first = {draft.verb: draft.key for draft in reversed(keyed)}
    own = [first[verb] for verb in ("get", "update", "delete") if verb in first]
    return next(iter((*own, *(draft.key for draft in keyed))), "")


def key_field(properties: dict[str, Any], argument: str, noun: tuple[str, ...], said: str = "") -> str:
    """Return the field that holds the key of an entity; empty if none seems to.

    Args:
        properties: The fields of the entity.
        argument: The argument that takes the key.
        noun: What the entity is called.
        said: The description of the argument: one that asks for the name gets no id.

    >>> [key_field({"name": {}}, name, ("board",)) for name in ("board", "boardId", "idBoard", "idOrName")]
    ['name', '', '', 'name']
    """
    by_name = {normalised(name): name for name in reversed(properties)}
    words = words_of(argument)
    last = words[-1] if words else ""
    whole, own = "".join(noun), noun[-1] if noun else ""
    names = [normalised(argument)] if argument else []
    if last in IDENTIFYING:
        names.append(last)
    elif argument and noun_of_argument(argument) and normalised(argument) in (whole, own):
        names += ["name"] if _SAID_NAME.match(said) else []
        names += ["id", "name", "key", "slug", "code"]
    for suffix in ("id", "key", "uuid", "guid", "gid", "sid", "name", "code", "slug", "number"):
        names += [whole + suffix, own + suffix] if own else []
        if suffix == "id":
            names += ["id", "uuid", "guid", "identifier"]
    names += _KEYS
    if last in _PURE_KEYS or (
        words[:1] and words[0] in _PURE_KEYS and "or" not in words
    ):  # what takes an id gets no name
        names = [name for name in names if not name.endswith(("name", "code", "slug", "number"))]
    for name in names:
        if name in by_name and _is_scalar(properties[by_name[name]]):
            return by_name[name]
    return ""


def _is_scalar(schema: Any) -> bool:
    kinds = types(schema) if isinstance(schema, dict) else ()
    return any(kind in ("string", "integer", "number") for kind in kinds) or not kinds


def called_as(properties: Mapping[str, Schema], noun: tuple[str, ...]) -> str:
    """Return the field that says what an entity is, by its very noun or one of its kind; empty for none.

    >>> called_as({"id": {"type": "string"}, "task": {"type": "string"}}, ("todo",))
    'task'
    """
    own = noun[-1] if noun else ""
    names = (name for name, schema in properties.items() if schema == {"type": "string"})
    found = next((name for name in names if name == own or (kind_of(name) and kind_of(name) == kind_of(own))), "")
    return found or (own if own in properties and _may_be_text(properties[own]) else "")


def said_by(properties: Mapping[str, Schema], key: str, noun: tuple[str, ...], drafts: Sequence[Draft] = ()) -> str:
    """Return the field that tells what things are which no result describes and no field names; empty if none does.

    None does if their key is a name, if nobody knows what such things are called, or if calls that make them set other
    fields of them.

    >>> text = {"type": "string"}
    >>> said_by({"id": text}, "id", ("task",)), said_by({"table_name": text}, "table_name", ("table",))
    ('name', '')
    >>> said_by({"id": text}, "id", ("gizmo",)), said_by({"id": text}, "id", ("comment",))
    ('', 'text')
    """
    few = len(properties) < 3
    if any(draft.tool.method for draft in drafts):
        return "name" if few else ""
    last, of = words_of(key)[-1:], noun[-1] if noun else ""
    written = of in _SAID and any(normalised(name) in _TEXTS for name in properties)
    placed = of in _PLACED and any(normalised(name) in _PLACES for name in properties)
    told = not few and any(draft.verb == "create" for draft in drafts)
    if written or placed or told or (last and last[0] in _NAMES) or not label_kind_of(noun):
        return ""
    return _SAID.get(of, "name")


def label_field(properties: dict[str, Any], key: str) -> str:
    """Return the field by which people name an entity; empty if there is none."""
    by_name = {normalised(name): name for name in reversed(properties)}
    for wanted in _LABELS:
        name = by_name.get(wanted)
        if name and name != key and _is_text(properties[name]):
            return name
    own = (name for name in properties if normalised(name).endswith(("name", "title")) and name != key)
    return next((name for name in own if _is_text(properties[name])), "")


def _may_be_text(schema: Any) -> bool:
    return _is_text(schema) or (isinstance(schema, dict) and not types(schema) and not schema.get("properties"))


def _is_text(schema: Any) -> bool:
    return isinstance(schema, dict) and "string" in types(schema) and not schema.get("enum")


def unique_fields(properties: dict[str, Any], key: str, sent: set[str]) -> tuple[str, ...]:
    """Return the fields whose values no two entities share: addresses, user names, those said to be unique."""
    found = []
    for name, schema in properties.items():
        last = (words_of(name) or ("",))[-1]
        if name == key or name not in sent or not isinstance(schema, dict) or "string" not in types(schema):
            continue
        said = str(schema.get("description", ""))
        if normalised(name) in _UNIQUE or (last not in IDENTIFIERS and _SAID_UNIQUE.search(said)):
            found.append(name)
    return tuple(found)


def read_only_fields(properties: dict[str, Any], sent: set[str]) -> tuple[str, ...]:
    """Return the fields that the world sets: those that no request sends, or that are said to be set by the server."""
    return tuple(
        name
        for name, schema in properties.items()
        if name not in sent or (isinstance(schema, dict) and _SAID_SET.search(str(schema.get("description", ""))))
    )


def states_of(properties: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the enums that tell where in its life an entity is."""
    found = []
    for name, schema in properties.items():
        words = words_of(name)
        if not words or not isinstance(schema, dict):
            continue
        values = tuple(value for value in schema.get("enum", ()) if isinstance(value, str))
        if len(values) > 1 and (words[-1] in STATE_NAMES or normalised(name) in STATE_NAMES):
            found.append((name, values))
    return tuple(found)
