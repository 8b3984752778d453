"""Joins the drafts of one API to resources: drafts -> ``Resource`` and ``Operation``.

Drafts of one collection belong together; collections of one noun whose results show the same definition are one
resource. A draft that no other draft confirms, and an operation that would change what no other operation shows, become
opaque.
"""

from collections import Counter, defaultdict

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import IDS, split_key
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.steps.tools.world.base import Claim, Operation, Parent, Resource
from lemnos.steps.tools.world.semantics import entities
from lemnos.steps.tools.world.semantics.below import Address, addresses_of, ends_of, keyed_at, parents_of
from lemnos.steps.tools.world.semantics.claims import Draft
from lemnos.steps.tools.world.semantics.field_names import field_at, filtered_by
from lemnos.steps.tools.world.semantics.paging import (
    CURSORS,
    DIRECTIONS,
    LIMITS,
    OFFSETS,
    PAGES,
    SEARCHES,
    SORTS,
    paging_of,
    plain,
)
from lemnos.steps.tools.world.semantics.paths import example_parent, noun_of_argument, spellings
from lemnos.steps.tools.world.semantics.references import kept_references, named_above, references_of, told_apart
from lemnos.steps.tools.world.semantics.shapes import at, flat_of, items_of, properties_of
from lemnos.steps.tools.world.semantics.states import plain_state, state_after, states_after, undone_by
from lemnos.steps.tools.world.semantics.words import GENERIC_NOUNS
from lemnos.steps.tools.world.values.life import state_field

LEAST_CONFIDENCE = 0.5
"""Confidence below which an operation is opaque."""
_SHOWING = ("get", "list", "search")
_ALONE = 0.75
"""Confidence that a ``create`` needs if nothing else shows its resource."""
_FAMILY = ("get", "list", "create", "update", "delete")
_PROTOCOL = LIMITS | OFFSETS | PAGES | CURSORS | SORTS | DIRECTIONS


class Group(msgspec.Struct):
    """The drafts of one resource."""

    noun: tuple[str, ...]
    drafts: list[Draft]
    name: str = ""
    parent: str = ""


class Names(msgspec.Struct, frozen=True):
    """What the resources of an API are called by."""

    by_noun: dict[tuple[str, ...], str]
    at: dict[Address, str]
    """Where the entities of a resource lie → the resource: two collections may have one noun."""
    virtual: dict[str, Resource]
    """Those that no operation shows, which are found on the way."""


def joined(drafts: list[Draft]) -> list[Group]:
    """Return the resources that drafts are about, in the order in which they first appear."""
    by_collection: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.verb != "opaque" and draft.noun:
            by_collection.setdefault(draft.collection, []).append(draft)
    groups: list[Group] = []
    by_noun: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    for collection, members in by_collection.items():
        noun = members[0].noun
        entity = _entity(members)
        for group in by_noun[noun]:
            other = _entity(group.drafts)
            if entity == other or not entity or not other or collection.startswith("name:"):
                group.drafts += members
                break
        else:
            by_noun[noun].append(group := Group(noun, members))
            groups.append(group)
    for group in groups:
        _settle(group)
    kept = [group for group in groups if any(draft.verb != "opaque" for draft in group.drafts)]
    for group in kept:
        group.drafts = [draft for draft in group.drafts if draft.verb != "opaque"]
    _name(kept)
    return kept


def _entity(members: list[Draft]) -> str:
    named = Counter(
        draft.shape.entity
        for draft in members
        if draft.shape.entity and draft.verb in ("get", "list", "search") and draft.shape.kind in ("list", "one")
    )
    return named.most_common(1)[0][0] if named else ""


def _settle(group: Group) -> None:
    """Decide which drafts of a resource stand."""
    verbs = {draft.verb for draft in group.drafts}
    keyed = any(draft.key for draft in group.drafts if draft.verb in ("get", "update", "replace", "delete"))
    has_list = bool(verbs & {"list", "search"})
    singleton_paths = {draft.collection for draft in group.drafts if draft.verb == "get" and not draft.key}
    singleton_paths &= {
        draft.collection for draft in group.drafts if draft.verb in ("update", "replace") and not draft.key
    }
    changed = {
        draft.tool.path: draft.tool.method
        for draft in group.drafts
        if draft.verb in ("update", "replace", "delete") and draft.key and draft.places.get(draft.key) == "path"
    }
    family = len({"update" if verb == "replace" else verb for verb in verbs} & set(_FAMILY))
    for draft in group.drafts:
        if draft.verb == "get" and draft.key and draft.shape.kind == "list" and draft.tool.path in changed:
            draft.confidence += 0.4
            draft.evidence.append(f"{changed[draft.tool.path]} on its path changes one entity, which its list holds")
        if family >= 3:
            draft.confidence += 0.15
            draft.evidence.append(f"{family} of get, list, create, update, delete share its resource")
        elif family == 2:
            draft.confidence += 0.1
        if draft.verb in ("get", "update", "replace", "delete", "action") and not draft.key:
            alone = draft.collection in singleton_paths and not (has_list or keyed)
            if alone and draft.shape.kind != "list" and draft.verb != "action":
                draft.evidence.append("the resource has one entity, which is read and updated")
                draft.confidence += 0.2
            else:
                draft.verb = "opaque"
        is_list = len(entities.body_arguments(draft)) == 1 and entities.sends_lists_alone(draft)
        if draft.verb == "create" and is_list and not entities.sends_several(draft, group.drafts):
            draft.verb = "opaque"
        if draft.verb == "create" and draft.confidence < 0.7 and not draft.plural and family < 2:
            draft.verb = "opaque"
        if draft.verb in ("list", "search") and draft.shape.kind == "list" and draft.result is not None:
            items = items_of(at(draft.result, draft.shape.pointer, draft.result), draft.result)
            if not properties_of(items, draft.result):
                draft.confidence -= 0.3
        if draft.confidence < LEAST_CONFIDENCE:
            draft.verb = "opaque"
    described = any(draft.result is not None for draft in group.drafts) or any(
        draft.tool.method for draft in group.drafts
    )
    if not described and family < 2:
        for draft in group.drafts:
            draft.verb = "opaque"  # one function, of whose result nothing is known
    if not any(draft.verb in _SHOWING or _is_clear_create(draft) for draft in group.drafts):
        for draft in group.drafts:
            draft.verb = "opaque"


def _is_clear_create(draft: Draft) -> bool:
    """Return whether a draft creates something, though no other operation shows what it creates."""
    return draft.verb == "create" and draft.confidence >= _ALONE


def _name(groups: list[Group]) -> None:
    """Give each resource a name of its own, with the nouns above it where its noun alone is taken."""
    taken: set[str] = set()
    for group in groups:
        noun = tuple(word for word in group.noun if word not in GENERIC_NOUNS) or group.noun
        name = " ".join(noun)
        above = [noun for _, noun in next((draft.parents for draft in group.drafts if draft.parents), [])]
        while name in taken and above:
            name = f"{' '.join(above.pop())} {name}"
        if name in taken:
            static = [words_of(part) for part in group.drafts[0].collection.split("/") if part != "{}"]
            for words in reversed(static[:-1]):
                if name not in taken:
                    break
                name = f"{' '.join(words)} {name}"
        number = 2
        base = name
        while name in taken:
            name, number = f"{base} {number}", number + 1
        taken.add(name)
        group.name = name


def build(groups: list[Group], drafts: list[Draft]) -> tuple[list[Resource], list[Operation]]:
    """Return the resources of an API and one operation for each draft, in their order."""
    names = Names({}, keyed_at((draft, group.name) for group in groups for draft in group.drafts), {})
    for group in groups:
        names.by_noun.setdefault(group.noun, group.name)
    named_by: dict[str, str] = {}
    for draft in drafts:
        for argument, noun in draft.parents:
            named_by.setdefault(_named(noun, names.by_noun), argument)
    resources = []
    operations: dict[str, Operation] = {}
    for group in groups:
        resource = _resource(group, names, named_by.get(group.name, ""))
        resources.append(resource)
        for draft in group.drafts:
            operations[draft.tool.id] = _operation(draft, group, resource, names)
    shown = {resource.name for resource in resources}
    resources += [resource for name, resource in names.virtual.items() if name not in shown]
    known = {each.name: (each, msgspec.json.decode(each.schema)["properties"]) for each in resources}
    resources = [kept_references(resource, known) for resource in resources]
    addresses = addresses_of(drafts, operations)
    whole = [named_above(operations.get(each.tool.id) or _opaque(each, addresses), known) for each in drafts]
    by = {(above.resource, above.by) for each in whole for above in each.parents if above.by}
    by |= {(each.resource, each.by) for resource in resources for each in resource.references if each.by}
    return [told_apart(resource, by) for resource in resources], whole


def _opaque(draft: Draft, addresses: dict[Address, str]) -> Operation:
    claim = Claim("opaque", "", ("nothing speaks for a meaning",), 1.0)
    return Operation(draft.tool.id, draft.tool.name, claim, parents=parents_of(draft, addresses))


def _named(noun: tuple[str, ...], names: dict[tuple[str, ...], str]) -> str:
    """Return the resource that a noun names: by all of its words, or by its last word, as ``source project``."""
    return names.get(noun) or ("" if noun[-1:] and noun[-1] in GENERIC_NOUNS else names.get(noun[-1:], ""))


def _parent_name(argument: str, noun: tuple[str, ...], draft: Draft, names: Names) -> str:
    """Return the resource that an argument above names: by the address at which it stands, else by its noun.

    One that no operation shows is inferred from its key.
    """
    name = names.at.get(ends_of(draft).get(argument, ()), "") or _named(noun, names.by_noun)
    if name:
        return name
    name = " ".join(noun)
    if name not in names.virtual:
        schema = entities.trimmed(draft.properties.get(argument, True), draft.parameters, 1)
        schema = schema if isinstance(schema, dict) else {}
        example = example_parent(draft.tool.name) if argument in ("parent", "name") else ""
        if example and "pattern" not in schema and "examples" not in schema:
            schema = {**schema, "examples": [example]}
        whole = {"type": "object", "properties": {argument: schema}}
        names.virtual[name] = Resource(
            name=name, schema=msgspec.json.encode(whole).decode(), key=argument, read_only=(argument,), inferred=True
        )
    return name


def _resource(group: Group, names: Names, named_by: str) -> Resource:
    """Return the resource of a group; ``named_by`` is an argument that names one of its entities as a parent."""
    schema, inferred = entities.entity_schema(group.drafts)
    properties = schema["properties"]
    argument = entities.key_argument(group.drafts)
    by = argument or ("name" if named_by == "parent" else named_by)
    holder = next((draft for draft in group.drafts if draft.key and draft.key == argument), None)
    taken = flat_of(holder.properties[argument], holder.parameters) if holder and argument else {}
    key = entities.key_field(properties, by, group.noun, str(taken.get("description", "")))
    if not key:
        key = argument or "id"
        given: Schema = {"type": "string"}
        if holder and argument:
            given = entities.trimmed(holder.properties[argument], holder.parameters, 1)
        others = {name: each for name, each in properties.items() if name != key}  # what holds the entity is no key
        schema["properties"] = properties = {key: given, **others}
    called = entities.called_as(properties, group.noun) if inferred else ""
    unnamed = inferred and not (called or entities.label_field(properties, key))
    if unnamed and (name := entities.said_by(properties, key, group.noun, group.drafts)):
        properties.setdefault(name, {"type": "string"})
    sent: set[str] = set()
    spelled = {normalised(name): name for name in reversed(properties)}
    for draft in group.drafts:
        if draft.verb in ("create", "update", "replace"):
            sent |= {spelled.get(normalised(name), name) for name in entities.sent_fields(draft)}
    parents = [
        (argument, _parent_name(argument, noun, draft, names))
        for draft in group.drafts
        for argument, noun in draft.parents
    ]
    parent = next((name for _, name in reversed(parents) if name != group.name), "")
    label = entities.label_field(properties, key) or called
    return Resource(
        name=group.name,
        schema=msgspec.json.encode(schema).decode(),
        key=key,
        label=label,
        parent=parent,
        references=references_of(properties, key, group.name, names.by_noun),
        unique=entities.unique_fields(properties, key, sent),
        read_only=entities.read_only_fields(properties, sent),
        states=entities.states_of(properties),
        inferred=inferred,
    )


def _operation(draft: Draft, group: Group, resource: Resource, names: Names) -> Operation:
    properties = msgspec.json.decode(resource.schema)["properties"]
    parents = tuple(
        Parent(argument, name)
        for argument, noun in draft.parents
        if (name := _parent_name(argument, noun, draft, names)) != group.name
    )
    claim = Claim(draft.verb, group.name, tuple(draft.evidence), round(max(0.0, min(1.0, draft.confidence)), 2))
    is_list = draft.verb in ("list", "search")
    shown = ("list",) if is_list else ("one", "list") if draft.verb == "get" else ("one",)
    items = draft.shape.pointer if draft.shape.kind in shown else ""
    return Operation(
        tool=draft.tool.id,
        name=draft.tool.name,
        claim=claim,
        key=draft.key,
        parents=parents,
        filters=_filters(draft, properties, resource) if is_list else (),
        fields=_fields(draft, properties, resource) if draft.verb in ("create", "update", "replace") else (),
        items=items,
        paging=paging_of(draft.properties, draft.parameters, draft.result, items) if is_list else None,
        transition=_transition(draft, properties, resource) if draft.verb == "action" else ("", ""),
    )


def _filters(draft: Draft, properties: dict[str, object], resource: Resource) -> tuple[tuple[str, str], ...]:
    by_name = {normalised(name): name for name in reversed(properties)}
    taken = {argument for argument, _ in draft.parents}
    found = []
    for name, schema in draft.properties.items():
        own = plain(name)
        kinds = types(flat_of(schema, draft.parameters))
        if name in taken or "object" in kinds:
            continue
        if own in SEARCHES and own not in by_name:
            found.append((name, ""))
        elif own in _PROTOCOL:
            continue
        elif own in by_name:
            found.append((name, by_name[own]))
        elif own.endswith("s") and own[:-1] in by_name:
            found.append((name, by_name[own[:-1]]))
        else:
            if field := filtered_by(name, spellings(draft.noun), properties):
                found.append((name, field))
                continue
            noun = noun_of_argument(name)
            for reference in resource.references:
                if noun and "".join(noun) == normalised(reference.resource):
                    found.append((name, reference.field))
                    break
    return tuple(found)


def _fields(draft: Draft, properties: dict[str, object], resource: Resource) -> tuple[tuple[str, str], ...]:
    chosen = _chosen_key(draft, properties, resource)
    if wrapper := entities.wrapper_of(draft):
        return ((wrapper, ""), *chosen)
    by_name = {normalised(name): name for name in reversed(properties)}
    fields = tuple(
        (name, field_at(draft.wires.get(name, name), path, properties, by_name))
        for name, path in entities.sent_paths(draft).items()
    )
    return (*fields, *(each for each in chosen if each[0] not in dict(fields)))


def _chosen_key(draft: Draft, properties: dict[str, object], resource: Resource) -> tuple[tuple[str, str], ...]:
    """Return the argument by which a creation chooses the key: ``topicId`` beside a topic, or the end of its path."""
    if draft.verb != "create":
        return ()
    above = {name for name, noun in draft.parents if noun[-1:] != draft.noun[-1:]}
    end = next((name for name in draft.properties if draft.tool.path.endswith(f"/{{{name}}}")), "")
    noun, suffix = split_key(end)
    chosen = end if suffix in IDS and end not in above and noun[-1:] in ((), draft.noun[-1:]) else ""
    if not chosen:
        known = {normalised(name) for name in properties}
        suffixes = ("id",) if split_key(resource.key)[1] in IDS else ("id", "name")
        keys = ((name, split_key(name)) for name in draft.properties if normalised(name) not in known)
        chosen = next((name for name, key in keys if key[1] in suffixes and key[0][-1:] == draft.noun[-1:]), "")
    return ((chosen, resource.key),) if chosen else ()


_OF_FLAGS = ("", "is", "has", "user", "userhas", "viewer", "viewerhas", "me", "isme", "byme")
"""What may stand before the state that a flag tells of: ``user_liked``."""


def _transition(draft: Draft, properties: dict[str, dict[str, object]], resource: Resource) -> tuple[str, str]:
    """Return the field and the JSON text of the value that an action sets; empty if no field shows what it does."""
    wanted = states_after(draft.action)
    for field, values in resource.states:
        if state := state_after(draft.action, values):
            return field, state
        stem = draft.action.rstrip("e")
        for own, value in {plain_state(value): value for value in values}.items():
            if own.startswith(stem) and own != draft.action and len(stem) > 3:
                return field, value
    booleans = {
        normalised(name): name
        for name, schema in properties.items()
        if isinstance(schema, dict) and ("boolean" in types(schema) or schema.get("enum") in ([0, 1], [1, 0]))
    }
    negated = undone_by(draft.action)
    for verb, value in ((draft.action, "true"), (negated, "false")):
        for state in (verb, *states_after(verb)) if verb else ():
            for before in _OF_FLAGS:
                if (name := f"{before}{normalised(state)}") in booleans:
                    return booleans[name], value
    state = state_field(properties, {})
    if wanted and state and state not in dict(resource.states) and "enum" not in properties[state]:
        return state, wanted[0]
    return "", ""
