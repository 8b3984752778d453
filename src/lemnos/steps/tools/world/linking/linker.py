"""Links entities: an entity, those above it, those that exist -> the entity, whose fields name some that exist.

A field that names the entity above holds its key, and one that holds that entity shows it; a reference holds the key of
an entity that the world started with, or the one that was sent. What an entity repeats of another agrees with it:
``customerName`` is the name of the customer whose key ``customerId`` holds. An entity refers to others of its own
resource only if they are older.
"""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import phrase_of, split_key
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.renaming import named_by_key, renamed
from lemnos.steps.tools.world.agreement.repeated import repeat, repeated_by
from lemnos.steps.tools.world.base import Reference, Resource
from lemnos.steps.tools.world.linking.embedding import Above, embed, is_shown, places_of
from lemnos.steps.tools.world.linking.own_key import ELSEWHERE, noun_of_reference, tell_own_key
from lemnos.steps.tools.world.linking.target import Target
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.fit import fitted
from lemnos.steps.tools.world.values.scene import is_own_person
from lemnos.steps.tools.world.values.seeds import seed_of
from lemnos.text.json_pointers import unescaped

Find = Callable[[str, str, str], Target | None]
"""Returns the entity of a resource with a key, or with that value of a field if one is named; None if there is none."""


class Linker:
    """Links the entities of one world.

    Args:
        seed: Of the world, with the id of the spec.
        count: Returns how many entities of a resource the world started with.
        target: Returns the entity of a resource at a place in their order.
        arguments: Returns the normalised names of the arguments by which a resource names one above it, each with the
            field of that one whose value it takes; empty for its key.
        above: Returns the linked entity of a resource with a key, of those with which the world started.
        key: Returns the field that holds the key of a resource.
    """

    def __init__(
        self,
        seed: str,
        count: Callable[[str], int],
        target: Callable[[str, int], Target],
        arguments: Callable[[str, str], Mapping[str, str]],
        above: Callable[[str, str], Target | None],
        key: Callable[[str], str],
    ) -> None:
        self._seed = seed
        self._count = count
        self._target = target
        self._arguments = arguments
        self._above = above
        self._key = key
        self._places: dict[str, dict[str, int]] = {}
        self._names: dict[str, dict[str, str]] = {}

    def link(
        self,
        resource: Resource,
        root: dict[str, Any],
        body: dict[str, Any],
        scope: Mapping[str, str],
        index: int,
        sent: frozenset[str] = frozenset(),
        find: Find | None = None,
    ) -> None:
        """Link an entity, in place.

        Args:
            resource: The resource of the entity.
            root: The schema of its entities.
            body: The entity.
            scope: The entities above it.
            index: Place in the order of creation, which decides what is drawn.
            sent: Fields that stay as they are.
            find: Finds what was sent; by default, among the entities with which the world started.
        """
        random = Random(seed_of(self._seed, resource.name, str(index), "links"))
        properties: dict[str, Schema] = root["properties"]
        by_name = self._names.get(resource.name)
        if by_name is None:
            by_name = self._names[resource.name] = {normalised(name): name for name in properties}
        known = set(sent)
        ancestors = self._ancestors(scope, find)
        find = find or self._find
        for parent, key in scope.items():
            for name, by in self._arguments(resource.name, parent).items():
                field = by_name.get(name, "")
                one = (find(parent, key, "") if by else None) or Target(key)
                is_embedded = isinstance(body.get(field), dict | list)
                if field and field not in sent and field != resource.key and not is_embedded:
                    set_field(body, field, one.named(by).key, properties, root)
                    known.add(field)
        keys = {unescaped(reference.field[1:]) for reference in resource.references}
        chosen: dict[tuple[str, tuple[str, ...]], Target] = {
            (above.resource, phrase_of(above.path[0])): ancestors[above.resource]
            for above in places_of(resource.schema, resource.name, tuple(ancestors))
            if len(above.path) == 1
        }
        for reference in resource.references:
            field, *inside = map(unescaped, reference.field.split("/")[1:])
            if field not in body or body[field] is None:
                continue
            place = (reference.resource, noun_of_reference(reference.field))
            if field in known:
                told = find(reference.resource, str(body[field]), reference.by) if not inside else None
                if told is not None:
                    chosen[place] = told
                repeated = self._repeat(field, told, body, properties, root, known, resource.name, reference.resource)
                known |= repeated & keys
                continue
            over = scope.get(reference.resource, "")
            targets = self._targets(reference, resource, index, random, over)
            if over and not is_shown(reference.resource, resource.name):
                targets = [each for each in targets if str(each.key) != over]
            if not targets:
                if reference.resource == resource.name and field not in root.get("required", ()):
                    del body[field]
                continue
            if "*" not in inside and place[1]:
                targets = [self._one(reference, place, targets[0], chosen)]
            if not inside:
                set_field(body, field, targets[0].key, properties, root)
                self._repeat(field, targets[0], body, properties, root, known, resource.name, reference.resource)
                continue
            if inside == ["id"] and isinstance(body[field], dict):
                named = next((body[name] for name in sent if normalised(name) == f"{normalised(field)}id"), None)
                if isinstance(named, str | int):
                    targets = [find(reference.resource, str(named), "") or Target(named)]
                changed: Any = embedded(body[field], targets[0], field)
            else:
                changed = _linked(body[field], inside, targets, [0], field)
            body[field] = self._conforming(changed, body[field], properties.get(field, True), root, field)
        self._show(resource, root, body, ancestors, known)
        if beside := repeated_by(resource.schema):
            repeat(body, beside, properties, root, {*known, resource.key})
        tell_own_key(resource, root, body, sent)

    def _one(
        self,
        reference: Reference,
        place: tuple[str, tuple[str, ...]],
        first: Target,
        chosen: dict[tuple[str, tuple[str, ...]], Target],
    ) -> Target:
        """Return the entity to which a field leads: where two fields name it, both do; to another account, another."""
        resource, noun = place
        if place in chosen:
            one = chosen[place]
            key = one.body.get(reference.by or self._key(resource))
            return Target(key, lambda: one.body, one.scope) if isinstance(key, str | int) else one
        taken = {
            str(each.key)
            for (name, other), each in chosen.items()
            if name == resource and not ELSEWHERE.isdisjoint((*noun, *other))
        }
        if str(first.key) in taken:
            count, at = self._count(resource), self._place_of(resource).get(str(first.key), 0)
            others = (self._target(resource, (at + each) % count) for each in range(1, count))
            first = next((each for each in others if str(each.key) not in taken), first).named(reference.by)
        chosen[place] = first
        return first

    def _ancestors(self, scope: Mapping[str, str], find: Find | None) -> dict[str, Target]:
        """Return the entities above an entity, and those above them, by resource."""
        found: dict[str, Target] = {}
        left = dict(scope)
        while left:
            name, key = left.popitem()
            target = self._above(name, key) if find is None else find(name, key, "")
            found[name] = target or Target(key)
            left |= {each: one for each, one in found[name].scope.items() if each not in found and each not in left}
        return {name: found[name] for name in sorted(found)}

    def _show(
        self,
        resource: Resource,
        root: dict[str, Any],
        body: dict[str, Any],
        ancestors: Mapping[str, Target],
        known: Collection[str],
    ) -> None:
        """Let an entity tell the truth of those above it where it holds them or fields of them, in place."""
        for place in places_of(resource.schema, resource.name, tuple(ancestors)):
            if place.path[0] not in known:
                target = ancestors[place.resource]
                embed(body, place, Above(target.key, self._key(place.resource), target.body), root)
        for name, target in ancestors.items():
            if is_shown(name, resource.name):
                for field, value in told_of("_".join((*words_of(name), "id")), tuple(body), target).items():
                    if field not in known and field != resource.key:
                        set_field(body, field, value, root["properties"], root)

    def _find(self, resource: str, key: str, by: str) -> Target | None:
        if by:
            targets = (self._target(resource, each) for each in range(self._count(resource)))
            return next((each for each in targets if str(each.body.get(by)) == key), None)
        index = self._place_of(resource).get(key)
        return None if index is None else self._target(resource, index)

    def _place_of(self, resource: str) -> dict[str, int]:
        """Return the places of the entities with which the world started, by their keys."""
        if resource not in self._places:
            count = self._count(resource)
            self._places[resource] = {str(self._target(resource, each).key): each for each in range(count)}
        return self._places[resource]

    def _targets(
        self, reference: Reference, resource: Resource, index: int, random: Random, above: str
    ) -> list[Target]:
        """Return the entities to which a reference may lead, the one that is chosen first."""
        count = self._count(reference.resource)
        if reference.resource == resource.name:
            count = min(count, index)
        if not count:
            return []
        first = int(random.random() * count)
        if above:
            first = self._place_of(reference.resource).get(above, first) % count
            first += not is_shown(reference.resource, resource.name)  # another person
        most = _MOST if "*" in reference.field else 1
        found = (self._target(reference.resource, (first + each) % count) for each in range(min(most, count)))
        return [each.named(reference.by) for each in found]

    def _repeat(
        self,
        field: str,
        target: Target | None,
        body: dict[str, Any],
        properties: Mapping[str, Schema],
        root: Schema,
        known: Collection[str],
        own: str,
        reference: str,
    ) -> set[str]:
        """Let fields that tell more of a referred entity agree with it, but for those that are known, in place.

        Returns these fields.
        """
        if target is None:
            return set()
        told = told_of(field, tuple(body), target)
        if is_own_person(tuple(reference.split())) and not is_own_person(tuple(own.split())):
            theirs = {normalised(name): value for name, value in target.body.items()}
            personal = {name: normalised(name) for name in body if normalised(name) in _PERSONAL}
            if all(own_name in theirs for own_name in personal.values()):  # all of one person, or nothing
                told |= {name: theirs[own_name] for name, own_name in personal.items()}
        free = {name: value for name, value in told.items() if name not in known}
        for name, value in free.items():
            set_field(body, name, value, properties, root)
        return set(free)

    def _conforming(self, changed: Any, present: Any, schema: Schema, root: Schema, field: str) -> Any:
        if conforms(changed, schema, root):
            return changed
        try:
            return fitted(changed, schema, root, f"{self._seed}/{field}", field)
        except ImpossibleError:
            return present


_MOST = 6
"""Entities to which one list may refer."""


def as_type(key: str | int, schema: Schema, root: Schema) -> Any:
    """Return a key in the type that a schema asks for: text, or a whole number."""
    kinds = types(flat_of(schema, root))
    if "string" in kinds or not kinds:
        return str(key)
    return int(key) if "integer" in kinds and isinstance(key, str) and key.isdecimal() else key


def set_field(body: dict[str, Any], field: str, value: Any, properties: Mapping[str, Schema], root: Schema) -> None:
    """Set a field of an entity in the type that its schema asks for, in place; nothing if no such value conforms."""
    schema = properties.get(field, True)
    made = as_type(value, schema, root) if isinstance(value, str | int) and not isinstance(value, bool) else value
    if conforms(made, schema, root):
        body[field] = made


@lru_cache(maxsize=8192)
def telling(field: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the fields that tell more of the entity that ``field`` names, each after the normalised name of what."""
    words, suffix = words_of(field), split_key(field)[1]
    noun = (words[1:] if words[0] == "id" and suffix != words[-1] else words[:-1]) if suffix else words
    size = len(noun)
    others = [(name, words_of(name)) for name in names if name != field]
    return tuple(("".join(its[size:]), name) for name, its in others if size and len(its) > size and its[:size] == noun)


def told_of(field: str, names: tuple[str, ...], target: Target) -> dict[str, Any]:
    """Return what other fields say of the entity that ``field`` names: ``customerName`` beside ``customerId``."""
    fields = telling(field, names)
    body = target.body if fields else {}
    own = {normalised(each): value for each, value in body.items() if isinstance(value, str | int | float)}
    found = (
        (name, next((own[each] for each in _SAME.get(rest, (rest,)) if each in own), None)) for rest, name in fields
    )
    return {name: value for name, value in found if value is not None}


_PERSONAL = frozenset("email firstname lastname fullname phone phonenumber".split())
"""Normalised names of fields that an entity about one person repeats of that person."""
_SAME = {"name": ("name", "fullname", "displayname", "title", "label"), "title": ("title", "name")}


def is_around(name: str, part: str) -> bool:
    """Return whether an object is the entity whose key it holds: ``organization`` around ``organizationId``."""
    noun, suffix = split_key(part)
    return bool(suffix and noun) and phrase_of(name)[-len(noun) :] == noun


def told_beside(part: str, value: Mapping[str, Any], target: Target, around: str) -> dict[str, Any]:
    """Return what an object says of the entity whose key it holds.

    Args:
        part: The field that holds the key.
        value: The object.
        target: The entity.
        around: Name of the object, which may be the entity.
    """
    told = told_of(part, tuple(value), target)
    if is_around(around, part):
        told |= {
            name: target.body[name] for name in value if isinstance(target.body.get(name), str | int | float | dict)
        }
    return told


def embedded(value: dict[str, Any], target: Target, called: str) -> dict[str, Any]:
    """Return an embedded entity with the key, the fields and the name of the entity that it stands for.

    Args:
        value: The object.
        target: The entity.
        called: Name of the field that holds the object.
    """
    own = {name: target.body[name] for name in value if isinstance(target.body.get(name), str | int | float | dict)}
    own |= named_by_key(value, own, target.key, called)
    return renamed(value, {**value, **own, "id": target.key})


def _linked(value: Any, pointer: list[str], targets: list[Target], used: list[int], around: str) -> Any:
    """Return a value with a key at each place to which a pointer leads, in the type of what is there.

    Args:
        value: A list, an object, or what a key replaces.
        pointer: Parts of a JSON pointer, ``*`` for the items of a list.
        targets: The entities, in the order in which they are used.
        used: How many were used, as its only item.
        around: Name of what holds the value.
    """
    if not pointer:
        key = targets[used[0] % len(targets)].key
        used[0] += 1
        if isinstance(value, str):
            return str(key)
        return int(key) if str(key).isdecimal() else key
    part, *rest = pointer
    if part == "*":
        if not isinstance(value, list):
            return value
        return [_linked(each, rest, targets, used, around) for each in (value if rest else value[: len(targets)])]
    if not isinstance(value, dict) or part not in value:
        return value
    target = targets[used[0] % len(targets)]
    if rest:
        return {**value, part: _linked(value[part], rest, targets, used, part)}
    if part == "id":
        used[0] += 1
        return embedded(value, target, around)
    told = told_beside(part, value, target, around)
    return renamed(value, {**value, **told, part: _linked(value[part], rest, targets, used, part)})
