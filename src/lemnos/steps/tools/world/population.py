"""Makes the entities with which worlds start: ``Resource`` -> ``Pool`` of entities; pools, seed -> linked entities.

A pool is made once for a spec, from the schema of the entity. A world draws some of its entities by its seed and links
them: those below an entity belong to it, and fields that name another entity name one that exists.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.forms import Forms
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.keys import key_of
from lemnos.steps.tools.world.linking.linker import Find, Linker, Target, as_type
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.state import Row, Stored, stored
from lemnos.steps.tools.world.values.choices import is_about_person
from lemnos.steps.tools.world.values.labels import given_name, kind_of, label_of, meant
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.scene import DAYS, slug
from lemnos.steps.tools.world.values.seeds import seed_of

SIZE = 16
"""Entities in a pool."""
_MOST_KEYS = 4096
"""Keys of a pool that are kept: worlds of one seed give the same ones."""
_FEWEST, _MOST = 5, 9
"""Entities of a resource with which a world starts."""
_PERSONAL = frozenset("email emailaddress firstname lastname phone phonenumber birthday address".split())
"""Fields that only people have."""
_NAMED = frozenset("name title displayname friendlyname label".split())


class Pool:
    """The entities of a resource from which worlds draw.

    Args:
        seed: Id of the spec.
        resource: The resource.
        arguments: Each argument that takes its key, with the schema of the arguments around it.
        made: Whether people make such entities, and so name them.
        spoken: Whether keys stand in no address, so that those which are names are written as names are.
        days: The first and the last day on which they may have been created; see ``Draw``.
    """

    def __init__(
        self,
        seed: str,
        resource: Resource,
        arguments: Sequence[tuple[str, Schema]],
        *,
        made: bool = False,
        spoken: bool = False,
        days: tuple[int, int] = (0, DAYS),
    ) -> None:
        self._seed = f"{seed}:{resource.name}"
        self.resource = resource
        self.schema: dict[str, Any] = msgspec.json.decode(resource.schema)
        self.properties: dict[str, Any] = self.schema["properties"]
        self.noun = tuple(word for word in resource.name.split() if not word.isdecimal())
        self._arguments = arguments
        self._made = made
        self._spoken = spoken
        self._days = days
        self._bodies: dict[int, dict[str, Any]] = {}
        self._made_keys: dict[tuple[int, str], str | int | None] = {}

    @cached_property
    def _key_schemas(self) -> list[tuple[Schema, Schema]]:
        own: list[tuple[Schema, Schema]] = []
        for argument, root in self._arguments[:8]:
            properties = flat_of(root, root).get("properties", {})
            if argument in properties:
                own.append((properties[argument], root))
        return own

    @cached_property
    def _key_schema(self) -> dict[str, Any]:
        """The schema from which keys are made: that of the field, or that of an argument where it says more."""
        own = self.properties.get(self.resource.key, {})
        own = own if isinstance(own, dict) else {}
        flats = [flat_of(schema, root) for schema, root in self._key_schemas]
        for flat in flats:
            if "string" in types(own) and {"integer", "number"} & {*types(flat)} and "string" not in types(flat):
                return {name: value for name, value in flat.items() if name != "groups"}
        for flat in flats:
            if (
                "pattern" in flat or "enum" in flat or "maxLength" in flat or flat.get("format") in ("uuid", "guid")
            ) and (not types(own) or set(types(flat)) & set(types(own))):
                given = {"examples": own["examples"]} if "examples" in own and "examples" not in flat else {}
                return {name: value for name, value in {**own, **flat, **given}.items() if name != "groups"}
        if not types(own) and flats:
            return {name: value for name, value in {**own, **flats[0]}.items() if name != "groups"}
        return own

    def key(self, number: int, seed: str = "") -> str | int | None:
        """Return the ``number``-th key; None if there are no more.

        Args:
            number: Which key; those below ``SIZE`` belong to the pool.
            seed: Of the world, for keys of entities that calls create.
        """
        known = (number, seed)
        if known not in self._made_keys:
            if len(self._made_keys) >= _MOST_KEYS:
                self._made_keys.clear()
            self._made_keys[known] = self._make_key(number, seed)
        return self._made_keys[known]

    def _make_key(self, number: int, seed: str) -> str | int | None:
        name = f"{self.resource.name} {self.resource.key}"
        for shift in (0, 1000, 2000):
            made = key_of(self._key_schema, name, self._seed + seed, number + shift, spoken=self._spoken)
            if made is None:
                return None
            made = self._as_field(made)
            if all(conforms(as_type(made, schema, root), schema, root) for schema, root in self._key_schemas):
                return made
        return made

    def _as_field(self, key: str | int) -> str | int:
        """Return a key in the type of the field that holds it."""
        made = as_type(key, self.properties.get(self.resource.key, True), self.schema)
        return made if isinstance(made, str | int) else key

    @cached_property
    def keys(self) -> list[str | int]:
        """The keys of the pool, which are distinct."""
        made: dict[str, str | int] = {}
        for number in range(SIZE):
            key = self.key(number)
            if key is not None:
                made.setdefault(str(key), key)
        return list(made.values())

    def body(self, number: int) -> dict[str, Any]:
        """Return the ``number``-th entity; its references are not linked yet."""
        if number not in self._bodies:
            body = self.sampled(f"{self._seed}:{number}", self._label(number))
            self._bodies[number] = body = self.named(body, number)
            body[self.resource.key] = self.keys[number]
            self._forms.agree(body, (self.resource.key,))
        return dict(self._bodies[number])

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self.properties, self.schema)

    def _label(self, number: int) -> str:
        if self._is_person and kind_of(self.noun) != "person":
            return ""  # the person whom the fields are about has the name
        return (given_name if self._made else label_of)(self._named_as, self._seed, number)

    @cached_property
    def _named_as(self) -> tuple[str, ...]:
        """The noun by which entities are named: none where one of people stands for what a program uses: a client.

        Of several senses of a noun it is that of their fields: a card with a number is no task.
        """
        fields = {normalised(each) for each in self.properties}
        is_program = self._made and self.noun[-1:] in (("client",), ("profile",)) and fields.isdisjoint(_PERSONAL)
        return () if is_program else meant(self.noun, fields)

    def sampled(self, seed: str, label: str = "", now: datetime | None = None) -> dict[str, Any]:
        """Return an entity of its own, with all that the schema shows; its name is made up if it is not given.

        Args:
            seed: Decides all that is made up.
            label: Its name.
            now: The present, if it has just been made.
        """
        owner, schema, days = self._named_as or self.noun, self.schema, self._days
        try:
            made = sample(schema, schema, seed, self.resource.name, owner=owner, label=label, now=now, days=days)
        except ImpossibleError:
            made = self._by_field(seed, now)
        return made if isinstance(made, dict) else {}

    def _by_field(self, seed: str, now: datetime | None) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for name, schema in self.properties.items():
            try:
                body[name] = sample(schema, self.schema, f"{seed}/{name}", name, least=True, now=now)
            except ImpossibleError:
                continue
        return body

    def named(self, body: dict[str, Any], number: int) -> dict[str, Any]:
        """Return an entity with a name of its own, and values of its own in fields that must be unique."""
        label = self._label(number)
        for name in dict.fromkeys((self.resource.label, *self.resource.unique)):
            schema = self.properties.get(name)
            if not name or not isinstance(schema, dict) or schema.get("enum") or schema.get("pattern"):
                continue
            if normalised(name) == "filename":
                continue
            present, last = str(body.get(name, "")), (words_of(name) or ("",))[-1]
            if "@" in present:
                local, _, host = present.partition("@")
                made = (
                    f"{local}{number or ''}@{host}" if name in self.resource.unique and not self._is_person else present
                )
            elif normalised(name) in _NAMED or last in ("name", "title", "label"):
                is_other = self._names_another(name) and name not in self.resource.unique
                made = present if self._is_person or is_other else label
            elif name in self.resource.unique:
                made = (
                    slug(label or present)
                    if last in ("slug", "handle", "alias")
                    else f"{present or slug(label)}{number or ''}"
                )
            else:
                continue
            if made and conforms(made, schema, self.schema):
                body[name] = made
        return body

    def _names_another(self, name: str) -> bool:
        """Return whether a name is that of something else: the ``playerName`` of a membership."""
        before = words_of(name)[:-1]
        kind = kind_of(before[-1:])
        return bool(kind) and kind != kind_of(self._named_as) and not {*before} & {*self.noun}

    @cached_property
    def _is_person(self) -> bool:
        return kind_of(self._named_as) == "person" or is_about_person(set(map(normalised, self.properties)), self.noun)


def _agree(scope: dict[str, str], other: dict[str, str]) -> bool:
    """Return whether two scopes name the same entity of each resource that both name."""
    return all(other.get(name, key) == key for name, key in scope.items())


class Population:
    """The entities with which one world starts.

    Args:
        seed: Of the world, with the id of the spec.
        pool: Returns the pool of a resource.
        above: Returns the resources above a resource.
        arguments: Returns the arguments by which a resource names one above it: see ``Linker``.
        single: Returns whether a resource has one entity for each scope.
    """

    def __init__(
        self,
        seed: str,
        pool: Callable[[str], Pool],
        above: Callable[[str], list[str]],
        arguments: Callable[[str, str], Mapping[str, str]],
        single: Callable[[str], bool],
    ) -> None:
        self._seed = seed
        self._pool = pool
        self._above = above
        self._linker = Linker(
            seed, lambda name: len(self.drawn(name)), self._target, arguments, self._row, self._key_field
        )
        self._single = single
        self._drawn: dict[str, list[int]] = {}
        self._scopes: dict[tuple[str, int], dict[str, str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._stored: dict[str, Sequence[Stored]] = {}

    def drawn(self, resource: str) -> list[int]:
        """Return the numbers of the entities of the pool that this world starts with."""
        if resource not in self._drawn:
            random = Random(seed_of(self._seed, resource))
            size = len(self._pool(resource).keys)
            above = self._above(resource)
            if self._single(resource):
                least = most = len(self.drawn(above[-1])) if above else 1
            else:
                least, most = (_FEWEST + 2, _MOST + 4) if above else (_FEWEST, _MOST)
            count = min(size, least + int(random.random() * (most - least + 1)))
            numbers = list(range(size))
            for index in range(count):  # shuffled as far as needed; Random.sample may change between versions
                other = index + int(random.random() * (size - index))
                numbers[index], numbers[other] = numbers[other], numbers[index]
            self._drawn[resource] = numbers[:count]
        return self._drawn[resource]

    def scope(self, resource: str, index: int, depth: int = 0) -> dict[str, str]:
        """Return the entities above the ``index``-th entity of a resource: resource → key."""
        place = (resource, index)
        if place not in self._scopes:
            scope: dict[str, str] = {}
            random = Random(seed_of(self._seed, resource, str(index), "scope"))
            for parent in reversed(self._above(resource)):
                drawn = self.drawn(parent)
                if parent in scope or not drawn or depth > 6:
                    continue
                places: Sequence[int] = range(len(drawn))
                if scope:  # two entities above an entity lie below the same ones themselves
                    places = [each for each in places if _agree(self.scope(parent, each, depth + 1), scope)]
                if not places:
                    continue
                few = min(len(places), 4)
                drew = index % len(places) if self._single(resource) else int(random.random() * random.random() * few)
                chosen = places[drew]
                scope = {**self.scope(parent, chosen, depth + 1), **scope, parent: str(self.key(parent, chosen))}
            self._scopes[place] = scope
        return self._scopes[place]

    def started(self, resource: str) -> int:
        """Return with how many entities of a resource the world started."""
        return len(self.drawn(resource))

    def nested(self, resource: str, key: str | int, scope: dict[str, str]) -> str | int:
        """Return a key in the form of its resource name, if keys of the resource are such: below that of its parent.

        ``projects/shop/topics/orders`` belongs to ``projects/shop``; without a parent, a key stays as it is.
        """
        above = next((scope[name] for name in reversed(self._above(resource)) if "/" in scope.get(name, "")), "")
        if not above or not isinstance(key, str) or key.startswith(("http:", "https:", "/")):
            return key
        *_, collection, last = ("", *key.split("/"))
        if not collection or singular(collection.lower()) == collection.lower():
            if normalised(self._pool(resource).resource.key) != "name":
                return key
            first, *rest = resource.split()
            sibling = str(next(iter(self._pool(resource).keys), "")).split("/")
            collection = sibling[-2] if len(sibling) > 1 else f"{first}{''.join(map(str.capitalize, rest))}s"
        return f"{above}/{collection}/{last}"

    def key(self, resource: str, index: int) -> str | int:
        """Return the key of the ``index``-th entity of a resource."""
        key = self._pool(resource).keys[self.drawn(resource)[index]]
        above = self._above(resource)
        return self.nested(resource, key, self.scope(resource, index)) if above and isinstance(key, str) else key

    def rows(self, resource: str) -> list[Row]:
        """Return the entities of a resource, which are kept; callers leave them as they are."""
        if resource not in self._rows:
            self._rows[resource] = self._made(resource)
        return self._rows[resource]

    def stored(self, resource: str) -> Sequence[Stored]:
        """Return the entities of a resource as stores keep them: written once for all worlds of the seed."""
        if resource not in self._stored:
            self._stored[resource] = tuple(map(stored, self.rows(resource)))
        return self._stored[resource]

    def _made(self, resource: str) -> list[Row]:
        pool = self._pool(resource)
        rows = []
        for index, number in enumerate(self.drawn(resource)):
            body = pool.body(number)
            scope = {name: key for name, key in self.scope(resource, index).items() if name in self._above(resource)}
            self.link(resource, body, scope, index)
            key = self.key(resource, index)
            body[pool.resource.key] = key
            rows.append(Row(index + 1, str(key), scope, body))
        return rows

    def link(
        self,
        resource: str,
        body: dict[str, Any],
        scope: dict[str, str],
        index: int,
        sent: frozenset[str] = frozenset(),
        find: Find | None = None,
    ) -> None:
        """Make the fields of an entity that name other entities name some that exist, in place: see ``Linker.link``."""
        pool = self._pool(resource)
        self._linker.link(pool.resource, pool.schema, body, scope, index, sent, find)

    def _target(self, resource: str, index: int) -> Target:
        return Target(self.key(resource, index), lambda: self._pool(resource).body(self.drawn(resource)[index]))

    def _row(self, resource: str, key: str) -> Target | None:
        """Return the linked entity of a resource with a key."""
        row = next((each for each in self.rows(resource) if each.key == key), None)
        return None if row is None else Target(row.body[self._key_field(resource)], lambda: row.body, row.scope)

    def _key_field(self, resource: str) -> str:
        return self._pool(resource).resource.key
