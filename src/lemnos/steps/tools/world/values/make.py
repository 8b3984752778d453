"""Makes values: schema, seed, name -> a plausible value that conforms to the schema.

A schema is read once: each of its parts becomes a maker, a function of a scene, when a value first needs it. A value
then costs about a microsecond for each of its parts. Objects show all their properties at the top and fewer further
down; those that only failures and ends have (``error``, ``deletedAt``) are left out. Circular references end as early
as they can.
"""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.pattern import matching_text
from lemnos.steps.tools.schemas.flatten import (
    Flat,
    ImpossibleError,
    as_schema,
    flatten,
    property_schema,
    types,
    with_branch,
)
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.parts import Parts
from lemnos.steps.tools.world.values.choices import (
    KINDS,
    boolean_of,
    by_noun,
    has_parts,
    is_about_person,
    is_nullable,
    is_usual,
    likely_values,
    parts_of_countries,
    tells_state,
    untyped,
)
from lemnos.steps.tools.world.values.facts.persons import personal
from lemnos.steps.tools.world.values.facts.places import local
from lemnos.steps.tools.world.values.filler import Filling, made_of
from lemnos.steps.tools.world.values.life import life_of
from lemnos.steps.tools.world.values.lists import DEEPEST, LONGEST, MOST_PARTS, Maker, list_maker
from lemnos.steps.tools.world.values.moments import instant, is_moment, moment_of
from lemnos.steps.tools.world.values.numbers import amount_of
from lemnos.steps.tools.world.values.outcome import outcome_fields, succeeded
from lemnos.steps.tools.world.values.scene import DAYS, Draw, Scene, noun_within
from lemnos.steps.tools.world.values.search import Search
from lemnos.steps.tools.world.values.seeds import pick, seed_of
from lemnos.steps.tools.world.values.texts import text_of

_OPTIONAL = (60, 16, 6)
"""Greatest number of optional properties of an object, by depth; none further down."""
_BRANCHES = 8
_MOST_KEPT = 4096
"""Makers kept for one root."""
_ROOTS = 256
_NOTHING: Any = object()
"""In place of a value that is left out."""
_KEYS = ("primary", "secondary", "source", "team", "tier", "region", "owner", "note")


class Values:
    """Makes values for the schemas within one root.

    Args:
        root: The schema within which references are resolved.
    """

    def __init__(self, root: Schema) -> None:
        self.root = root
        self._makers: dict[tuple[int, str, tuple[str, ...]], tuple[Schema, Maker]] = {}
        self._told: dict[tuple[int, Callable[..., bool]], tuple[Schema, bool]] = {}
        self._search = Search(root)

    def make(
        self,
        schema: Schema,
        name: str,
        seed: str,
        *,
        owner: tuple[str, ...] = (),
        label: str = "",
        host: str = "",
        least: bool = False,
        now: datetime | None = None,
        days: tuple[int, int] = (0, DAYS),
    ) -> Any:
        """Return a value that conforms to ``schema``.

        Args:
            schema: What the value must conform to.
            name: Name of the value.
            seed: Any text; the same text gives the same value.
            owner: Words of what the value is, or of the object that has it.
            label: Name of the entity; made up if it is empty.
            host: Host of the API.
            least: Whether optional properties are left out.
            now: The present, for what has just been made.
            days: The first and the last day on which it may have been created; see ``Draw``.

        Raises:
            ImpossibleError: No value of a reasonable size was found.
        """
        number = seed_of(seed)
        in_states = self._tells(tells_state, schema)
        for attempt, (is_least, careful) in enumerate(((least, False), (True, False), (False, False), (least, True))):
            draw = Draw(
                number + attempt, host, least=is_least, careful=careful, in_states=in_states, now=now, days=days
            )
            try:
                value = self._maker(schema, name, owner)(Scene(draw, owner, label), 0)
            except (ImpossibleError, RecursionError, OverflowError):
                continue
            if conforms(value, schema, self.root):
                return value
        examples = schema.get("examples") if isinstance(schema, dict) else None
        for value in examples if isinstance(examples, list) else ():
            if conforms(value, schema, self.root):
                return value
        try:
            return self._search.value(schema, number)
        except ImpossibleError:
            raise ImpossibleError(f"no value of {name} was found that conforms to its schema") from None

    def _maker(self, schema: Schema, name: str, owner: tuple[str, ...], *, personal: bool = False) -> Maker:
        place = (id(schema), f"{name}!" if personal else name, owner)
        kept = self._makers.get(place)
        if kept is not None:
            return kept[1]
        flat = {} if schema is True else flatten(schema, self.root)
        maker = self._of_flat(schema, flat, name, owner, personal=personal)
        if len(self._makers) >= _MOST_KEPT:
            self._makers.clear()
            self._told.clear()
        self._makers[place] = (schema, maker)  # the schema is kept, so that its id is not given again
        return maker

    def _of_flat(
        self, schema: Schema, flat: Flat, name: str, owner: tuple[str, ...], *, personal: bool = False
    ) -> Maker:
        if "const" in flat:
            const = flat["const"]
            return lambda _scene, _depth: const
        if "enum" in flat:
            return self._listed(schema, flat, name, owner)
        if flat.get("groups"):
            return self._branches(flat, name, owner)
        kinds = types(flat)
        kind = next((each for each in kinds if each != "null"), kinds[0] if kinds else "")
        match kind:
            case "object":
                return self._object(flat, name, owner, nullable="null" in kinds)
            case "array":
                return list_maker(flat, name, owner, self._maker, self.root)
            case "boolean":
                return boolean_of(flat, name)
            case "integer" | "number":
                amount = amount_of(name, flat, owner)
                return lambda scene, _depth: amount(scene)
            case "null":
                return lambda _scene, _depth: None
            case "string":
                return made_of(text_of(name, flat, owner, about_person=personal))
            case _:
                return untyped(flat, name, owner, about_person=personal)

    def _listed(self, schema: Schema, flat: Flat, name: str, owner: tuple[str, ...]) -> Maker:
        allowed = [each for each in flat["enum"] if conforms(each, schema, self.root)]
        if "integer" in types(flat) and "number" not in types(flat):
            allowed = [int(each) if isinstance(each, float) else each for each in allowed]  # 2.0 is none to draft 4
        if not allowed:
            raise ImpossibleError("no value of the enum conforms to the schema")
        if (of_place := local(words_of(name), owner, likely_values(allowed, None))) is not None:
            return lambda scene, _depth: of_place(scene)
        if (of_person := personal(words_of(name), allowed)) is not None:
            return lambda scene, _depth: of_person(scene)
        likely = by_noun(likely_values(allowed, flat.get("default")), is_kind=words_of(name)[-1:] in KINDS)
        return lambda scene, _depth: pick(scene.random, likely(scene.noun))

    def _branches(self, flat: Flat, name: str, owner: tuple[str, ...]) -> Maker:
        branches = flat["groups"][0]
        solid = [each for each in branches if not (isinstance(each, dict) and each.get("type") == "null")]
        is_nullable = len(solid) < len(branches)
        merged: dict[int, tuple[Schema, Maker] | None] = {}
        whole = as_schema(flat)
        if len(solid) == 1 and is_nullable:
            only = with_branch(flat, 0, solid[0], self.root)
            if isinstance(maker := self._of_flat(as_schema(only), only, name, owner), Filling):
                return maker

        def made(scene: Scene, depth: int) -> Any:
            if is_nullable and (depth > len(_OPTIONAL) or scene.draw.parts > MOST_PARTS):
                return None
            start = int(scene.random.random() * min(len(solid), _BRANCHES)) if solid else 0
            for index in [*range(start, len(solid)), *range(start)][:_BRANCHES]:
                if index not in merged:
                    try:
                        one = with_branch(flat, 0, solid[index], self.root)
                        merged[index] = (one, self._of_flat(as_schema(one), one, name, owner))
                    except ImpossibleError:
                        merged[index] = None
                ready = merged[index]
                if ready is None:
                    continue
                before = scene.draw.parts
                try:
                    value = ready[1](scene, depth + (depth > 2))
                except ImpossibleError:
                    scene.draw.parts = before
                    continue
                if conforms(value, whole, self.root):
                    return value
            if is_nullable:
                return None
            raise ImpossibleError(f"no value of {name} conforms to any branch of anyOf or oneOf")

        return made

    def _object(self, flat: Flat, name: str, owner: tuple[str, ...], *, nullable: bool) -> Maker:
        properties: dict[str, Schema] = flat.get("properties", {})
        required = dict.fromkeys(flat.get("required", ()))
        names = [*properties, *(each for each in required if each not in properties)]
        personal = is_about_person({normalised(each) for each in names}, owner)
        called = parts_of_countries(names)
        fields = {each: property_schema(flat, each) for each in names if each in required or is_usual(each, properties)}
        never = {each for each in required if not is_usual(each, properties) and is_nullable(fields[each], self.root)}
        life, told = life_of(properties, frozenset(required), self.root), outcome_fields(properties, self.root)
        parts = Parts(properties, self.root, is_date=is_moment(name))
        ordered = [each for each in fields if each in required or fields[each] is not False]
        least, most = flat.get("minProperties", 0), flat.get("maxProperties", math.inf)
        dependent: dict[str, list[str]] = flat.get("dependentRequired", {})
        has_map = not properties and (isinstance(flat.get("additionalProperties"), dict) or "patternProperties" in flat)

        def again(each: str, scene: Scene, depth: int) -> Any:
            said, needed = called.get(each, each), each in required
            return self._property(fields.get(each, True), said, owner, scene, depth, personal=personal, needed=needed)

        def shown(scene: Scene, depth: int) -> Any:
            draw = scene.draw
            draw.parts += 1
            if depth > DEEPEST or draw.parts > 12 * MOST_PARTS:
                raise ImpossibleError("the schema refers to itself without end")
            if nullable and depth > len(_OPTIONAL) and draw.parts > MOST_PARTS:
                return None
            room = 0 if draw.least or draw.parts > MOST_PARTS or depth >= len(_OPTIONAL) else _OPTIONAL[depth]
            chosen = [each for each in ordered if each in required]
            room = min(max(room, least - len(chosen)), most - len(chosen))
            if room > 0:
                extra = [each for each in ordered if each not in required][: int(room)]
                wanted = {*chosen, *extra}
                wanted |= {each for one in extra for each in dependent.get(one, ())}
                chosen = [each for each in names if each in wanted]
            value: dict[str, Any] = {}
            for each in chosen:
                before = draw.parts
                try:
                    made = None if each in never else again(each, scene, depth)
                    if made is not _NOTHING:
                        value[each] = made
                except ImpossibleError:
                    if each in required:
                        raise
                    draw.parts = before
            if has_map and (least or not (draw.least or depth >= len(_OPTIONAL))):
                self._fill(flat, value, scene, depth, max(least, 0 if draw.least else 2))
            dated = lambda each: instant(moment_of(each or name)(scene))  # noqa: E731
            parts.draw(value, dated, lambda each: again(each, scene, depth))
            if life is not None:
                life.draw(value)
            return succeeded(value, properties, self.root, told) if told else value

        return shown

    def _property(
        self,
        schema: Schema,
        name: str,
        owner: tuple[str, ...],
        scene: Scene,
        depth: int,
        *,
        personal: bool,
        needed: bool,
    ) -> Any:
        """Return the value of a property; ``_NOTHING`` if nothing is known of it and it is not needed."""
        scene.draw.parts += 1
        if self._tells(has_parts, schema):
            noun = noun_within(name, owner)
            maker, inner = self._maker(schema, name, noun), scene.inner(noun)
        else:
            maker, inner = self._maker(schema, name, owner, personal=personal), scene
            if not needed and isinstance(maker, Filling):
                return _NOTHING
        if needed and scene.draw.careful:
            return self._search.unless(lambda: maker(inner, depth + 1), schema, scene.random)
        return maker(inner, depth + 1)

    def _tells(self, what: Callable[..., bool], schema: Schema) -> bool:
        place = (id(schema), what)
        if place not in self._told:
            self._told[place] = (schema, what(schema, self.root))
        return self._told[place][1]

    def _fill(self, flat: Flat, value: dict[str, Any], scene: Scene, depth: int, count: int) -> None:
        """Add entries to an object with free names of properties."""
        patterns = flat.get("patternProperties", {})
        names = flat.get("propertyNames")
        for index in range(min(count, LONGEST)):
            key: str | None = _KEYS[index] if index < len(_KEYS) else f"entry{index}"
            if patterns:
                key = matching_text(next(iter(patterns)), scene.random)
            elif isinstance(names, dict):
                key = str(self._maker(names, "key", ())(scene, depth + 1))
            if key is not None and key not in value:
                each, few = property_schema(flat, key), len(value) < flat.get("minProperties", 0)
                made = self._property(each, key, scene.noun, scene, depth, personal=False, needed=few)
                if made is not _NOTHING:
                    value[key] = made


_KEPT: dict[int, tuple[Schema, Values]] = {}


def values_of(root: Schema) -> Values:
    """Return what makes values for schemas within ``root``, which must not change; the last ones are kept."""
    kept = _KEPT.get(id(root))
    if kept is None:
        if len(_KEPT) >= _ROOTS:
            del _KEPT[next(iter(_KEPT))]
        kept = _KEPT[id(root)] = (root, Values(root))  # the root is kept, so that its id is not given again
    return kept[1]


def sample(
    schema: Schema,
    root: Schema,
    seed: str,
    name: str,
    *,
    owner: tuple[str, ...] = (),
    label: str = "",
    host: str = "",
    least: bool = False,
    now: datetime | None = None,
    days: tuple[int, int] = (0, DAYS),
) -> Any:
    """Return a value that conforms to ``schema``; see ``Values.make``."""
    maker = values_of(root)
    return maker.make(schema, name, seed, owner=owner, label=label, host=host, least=least, now=now, days=days)
