"""Indexes the entities in the results of all tools of one API by what they are and what they refer to."""

import re
from collections import defaultdict

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.edges.names import GENERIC, PEOPLE, ROLES, entity_of, glued, same_resource
from lemnos.steps.tools.edges.operations import Plan
from lemnos.steps.tools.edges.results import Entity, Field, entities_of, scalars
from lemnos.steps.tools.naming.nouns import IDS, KEYS, is_plural, phrase_of, split_key

Words = tuple[str, ...]

_ENVELOPES = frozenset(
    "data result item value content record entry list element object payload response body row hit document collection "
    "embedded page output model entity resource".split()
)
_LEAST_NAMED = 3
"""The number of fields from which an object without a named schema is taken for the entity that has the same fields."""
_LEAST_ALIKE = 5
"""The same where none of them has a named schema."""
_RECORDS = frozenset("operation job task process execution request run".split())
"""Last words of names of schemas of records of calls, which many calls return alike."""
_LEAST_SHORT = 3
"""The fewest letters of a short form of a word, as ``conv`` of ``conversations``."""
_SEVERAL = frozenset("list response collection result page".split())
"""Words in names of schemas of what holds entities."""
_SHARED = 3
"""The number of resources from which a schema that calls return is that of all of them, as a job or an operation."""
TELLS_ID = re.compile(r"\b(?:id|ids|identifier|identifiers|uuid|guid|unique key|arn)\b", re.IGNORECASE)


class Known(msgspec.Struct, frozen=True):
    """An entity with its fields by their words."""

    entity: Entity
    fields: dict[Words, Field]
    collection: str
    """The collection whose list, entity or new entity the result is; empty for others."""
    is_read: bool
    """Whether the tool only reads."""
    rank: int
    """Order among the sources of a key: 0 for lists, 1 for creates, 2 for reads of one, 3 for others."""


class Index:
    """The entities of one API.

    Args:
        tools: The tools.
        plans: What is known of each.
    """

    def __init__(self, tools: list[Tool], plans: list[Plan]) -> None:
        self.items: dict[Words, list[str]] = defaultdict(list)
        """Resource → the collections below which parameters name one."""
        self.standing: dict[Words, set[Words]] = defaultdict(set)
        """The words of the name of a parameter in paths → the resources of the collections below which it stands."""
        self.places: dict[Words, set[str]] = defaultdict(set)
        """The words of the name of a parameter in paths → the collections below which it stands."""
        for plan in plans:
            for name, below in plan.path.below.items() if plan.path is not None else ():
                self.standing[phrase_of(name)].add(below.resource)
                self.places[phrase_of(name)].add(below.collection)
                if below.resource and below.collection not in self.items[below.resource]:
                    self.items[below.resource].append(below.collection)
        self._written: dict[str, Words] = {"".join(words): words for words in self.items}
        self.collections = {each: words for words, several in self.items.items() for each in several}
        self.by_collection: dict[str, list[Known]] = defaultdict(list)
        self.by_definition: dict[str, list[Known]] = defaultdict(list)
        """Name of a schema, as written → its entities."""
        self.by_schema: dict[Words, list[Known]] = defaultdict(list)
        self.by_holder: dict[Words, list[Known]] = defaultdict(list)
        self.foreign: dict[tuple[Words, str], list[tuple[Known, Field]]] = defaultdict(list)
        self.roles: dict[tuple[Words, str], list[tuple[Known, Field]]] = defaultdict(list)
        """The same of fields that name the resource after a role: ``primary_contact_id``, ``owner_id``."""
        self.named: dict[Words, list[tuple[Known, Field]]] = defaultdict(list)
        """The words of the name of a field → the fields with this name."""
        self.schemas: dict[str, set[str]] = defaultdict(set)
        """Collection → the names of the schemas of its entities."""
        self.by_tool: dict[int, list[Entity]] = {}
        self.owners: dict[str, set[Words]] = defaultdict(set)
        """Name of a schema → the resources of the collections whose entities have it."""
        self._schema_names: dict[str, Words] = {}
        results = [entities_of(tool, at) if tool.result or tool.examples else [] for at, tool in enumerate(tools)]
        alike = _named_alike(results)
        for position, (tool, plan) in enumerate(zip(tools, plans, strict=True)):
            entities = self.by_tool[position] = [_with_schema(entity, alike) for entity in results[position]]
            if entities and not plan.is_deleting:
                self._add(tool, plan, entities)
        for collection, several in self.by_collection.items():
            several[:] = [known for known in several if self._is_of(known, self.collections[collection])]
        for group in (self.by_collection, self.by_definition, self.by_schema, self.by_holder):
            for each in group.values():
                each.sort(key=lambda known: (known.rank, known.entity.depth, known.entity.tool))
        for pairs in (*self.foreign.values(), *self.roles.values(), *self.named.values()):
            pairs.sort(key=lambda pair: (pair[0].rank, pair[0].entity.depth, pair[0].entity.tool))

    def _add(self, tool: Tool, plan: Plan, entities: list[Entity]) -> None:
        collection, resource = self._place(plan)
        main = (
            _main(
                entities,
                resource,
                is_list=plan.is_listing,
                is_item=bool(plan.path and plan.path.last),
                is_new=plan.is_creating and tool.method == "POST",
            )
            if collection
            else None
        )
        rank = 0 if plan.is_listing else 1 if plan.is_creating else 2 if tool.method == "GET" else 3
        for entity in entities:
            is_main = entity is main
            named = self._entity(entity.schema)
            if is_main and entity.is_alike and named and not (same_resource(named, resource) or named[-1] in _RECORDS):
                entity, named = msgspec.structs.replace(entity, schema=""), ()
            held = phrase_of(entity.holder)
            held = () if len(held) == 1 and held[0] in GENERIC | _ENVELOPES else self.canonical(held)
            known = Known(entity, {}, collection if is_main else "", tool.method == "GET", rank)
            for field in scalars(entity):
                words = phrase_of(field.name)
                known.fields.setdefault(words, field)
                self.named[words].append((known, field))
                self._refer(known, field)
            if is_main:
                self.by_collection[collection].append(known)
                if entity.schema:
                    self.schemas[collection].add(entity.schema)
                    self.owners[entity.schema].add(resource)
            if entity.schema:
                self.by_definition[entity.schema].append(known)
            if named:
                self.by_schema[named].append(known)
            if held and held != named and not is_main:
                self.by_holder[held].append(known)

    def _is_of(self, known: Known, resource: Words) -> bool:
        """Return whether what a call on a collection returns is an entity of it, and no record of the call itself."""
        schema = known.entity.schema
        named = self._entity(schema)
        if not named or same_resource(named, resource) or _is_only_id(known):
            return True
        return named not in self.items and (known.is_read or len(self.owners[schema]) < _SHARED)

    def canonical(self, resource: Words) -> Words:
        """Return a resource as the paths write it, in one word or in several."""
        if resource in self.items:
            return resource
        return self._written.get("".join(resource), resource)

    def shortens(self, name: str, short: str) -> bool:
        """Return whether a word in the name of a parameter shortens one of each collection below which it stands."""
        return len(short) >= _LEAST_SHORT and all(
            any(word != short and word.startswith(short) for segment in each.split("/") for word in phrase_of(segment))
            for each in self.places[phrase_of(name)]
        )

    def without_role(self, resource: Words) -> Words:
        """Return the known resource in a name without the role before it, ``user`` for a role alone; empty if none."""
        plain = resource
        while plain and plain not in self.items and plain[0] in ROLES:
            plain = plain[1:]
        if plain not in self.items and len(plain) == 1 and plain[0] in PEOPLE and ("user",) in self.items:
            plain = ("user",)
        return plain if plain in self.items else ()

    def _entity(self, schema: str) -> Words:
        if schema not in self._schema_names:
            words = self.canonical(entity_of(schema)) if schema and schema[0] != "{" else ()
            is_generic = len(words) == 1 and words[0] in GENERIC and words not in self.items
            self._schema_names[schema] = () if is_generic else words
        return self._schema_names[schema]

    def _place(self, plan: Plan) -> tuple[str, Words]:
        """Return the collection to which the result of a tool belongs, and its resource."""
        path = plan.path
        if path is None:
            return "", ()
        if path.last:
            below = path.below.get(path.last)
            is_known = below is not None and not path.verb and below.collection in self.collections
            return (below.collection, below.resource) if is_known and below is not None else ("", ())
        return (path.template, self.collections[path.template]) if path.template in self.collections else ("", ())

    def _refer(self, known: Known, field: Field) -> None:
        resource, key = split_key(field.name)
        if not key and field.name.islower():
            glued_resource, glued_key = glued(field.name)
            glued_resource = self.canonical(glued_resource)
            if glued_key and glued_resource in self.items:
                resource, key = glued_resource, glued_key
        if not resource:
            return
        resource = self.canonical(resource)
        if key:
            self.foreign[resource, key].append((known, field))
            plain = self.without_role(resource)
            if resource == ("parent",):
                plain = self.collections.get(known.collection, ())
            if plain and plain != resource and key in IDS:
                self.roles[plain, key].append((known, field))
        elif "string" in field.types and TELLS_ID.search(field.text[:120]) and resource in self.items:
            self.foreign[resource, "id"].append((known, field))


def _is_only_id(known: Known) -> bool:
    """Return whether all that a call that creates returns is an id, whatever its schema is called."""
    fields = known.entity.fields
    return known.rank == 1 and len(fields) == 1 and split_key(fields[0].name) == ((), "id")


def _fields_of(entity: Entity) -> tuple[str, ...]:
    return tuple(sorted(field.name for field in entity.fields))


def _named_alike(results: list[list[Entity]]) -> dict[tuple[str, ...], str]:
    """Return the names of schemas by the fields of their entities, where these tell the schema."""
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entities in results:
        for entity in entities:
            if entity.schema:
                names[_fields_of(entity)].add(entity.schema)
    return {fields: min(several) for fields, several in names.items() if len(several) == 1}


def _with_schema(entity: Entity, alike: dict[tuple[str, ...], str]) -> Entity:
    """Return an entity with the schema that its fields tell, or with these as the name of one, unless they are few."""
    fields = () if entity.schema else _fields_of(entity)
    name = alike.get(fields, "") if len(fields) >= _LEAST_NAMED else ""
    if not name and len(fields) >= _LEAST_ALIKE:
        name = "{" + ",".join(fields)
    return msgspec.structs.replace(entity, schema=name, is_alike=True) if name else entity


def _main(entities: list[Entity], resource: Words, *, is_list: bool, is_item: bool, is_new: bool) -> Entity | None:
    """Return the entity that a result is about: the outermost one that is no envelope."""
    first = entities[0]
    if first.depth or first.in_list:
        return first if first.depth == 0 else None
    if len(entities) == 1 and [field.name for field in first.fields] == [""]:
        is_number = is_new and first.fields[0].types == {"integer"}
        return first if is_number or TELLS_ID.search(first.fields[0].text) else None
    inner = [each for each in entities if each.depth in (1, 2)]
    if is_list:
        lists = [each for each in inner if each.pointer.endswith("/*") and each.pointer.count("/*") == 1]
        for entity in lists:
            held = phrase_of(entity.holder)
            if held == resource or (len(held) == 1 and held[0] in _ENVELOPES):
                return entity
        near = [each for each in lists if each.depth == 1]
        if len(near) == 1:
            return near[0]
        if near:
            return first if _keyed(first, resource) and not is_plural(first.schema) else None
    if _keyed(first, resource) and not _is_envelope(first, inner, resource):
        return first
    for entity in inner:
        if entity.depth == 1 and phrase_of(entity.holder)[-1:] == resource[-1:] and not (is_item and entity.in_list):
            return entity
    for entity in inner:
        words = phrase_of(entity.holder)
        if len(words) == 1 and words[0] in _ENVELOPES and not (is_item and entity.in_list):
            return entity
    return first


def _is_envelope(first: Entity, inner: list[Entity], resource: Words) -> bool:
    """Return whether an object with an id only holds the entities of a resource, so that the id is its own.

    It is called as several of them (``Pets``, ``PetList``) or not as one of them, and one that it holds has the key.
    """
    if first.schema and first.schema[0] != "{":
        is_one = same_resource(entity_of(first.schema), resource) and not is_plural(first.schema)
        if is_one and not _SEVERAL & set(phrase_of(first.schema)):
            return False
    if any(split_key(field.name)[0][-1:] == resource[-1:] for field in first.fields if split_key(field.name)[1] in IDS):
        return False
    return any(
        each.depth == 1
        and phrase_of(each.holder) == resource
        and each.schema != first.schema
        and any(split_key(field.name) == (resource, key) for field in each.fields for key in IDS)
        for each in inner
    )


def _keyed(entity: Entity, resource: Words) -> bool:
    """Return whether an object has a key of its own."""
    for field in entity.fields:
        owner, key = split_key(field.name)
        if key in IDS and (not owner or owner[-1:] == resource[-1:]):
            return True
        if key in KEYS and not owner and key != "number":
            return True
    return False
