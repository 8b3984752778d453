"""Makes the entities of a resource from which worlds draw: ``Resource`` -> ``Pool`` of entities.

A pool is made once for a spec, from the schema of the entity. Where nothing describes its fields, the domain in which
the API works tells what its nouns mean, and so what its entities are called. Cost: some microseconds for each field.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.forms import Forms
from lemnos.steps.tools.world.agreement.singles import lower, singles_of
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.keys import key_of
from lemnos.steps.tools.world.linking.linker import as_type
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.choices import is_about_person
from lemnos.steps.tools.world.values.labels import given_name, kind_of, label_of, meant, person_of_login
from lemnos.steps.tools.world.values.labels.entities import entity_sense, is_written, names_beside
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.outcome import outcome_fields
from lemnos.steps.tools.world.values.scene import DAYS, slug

SIZE = 16
"""Entities in a pool."""
FEWEST = 5
"""Entities of a resource with which a world starts, at least."""
_MOST_KEYS = 4096
"""Keys of a pool that are kept: worlds of one seed give the same ones."""
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
        domains: Domains in which the API works, which tell what its nouns mean; None if its fields tell that.
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
        domains: Sequence[str] | None = None,
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
        self._domains = domains
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
        is_told = self._domains is not None or (not kind_of(self.noun) and bool(kind_of(self._named_as)))
        is_name = is_told and words_of(self.resource.key)[-1:] in (("name",), ("title",))
        name = f"{self.resource.name} {self.resource.key}"
        if is_name and self._named_as:
            name = f"{' '.join(self._named_as)} name"
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
        for number in range(self._size):
            key = self.key(number)
            if key is not None:
                made.setdefault(str(key), key)
        return list(made.values())

    @cached_property
    def _size(self) -> int:
        """Entities in the pool: as many as have names of their own, where the domain tells what they are called."""
        names = NAMES.get(kind_of(self._named_as), ()) if self._domains is not None else ()
        return min(SIZE, max(FEWEST, len(names))) if names else SIZE

    def body(self, number: int) -> dict[str, Any]:
        """Return the ``number``-th entity; its references are not linked yet."""
        if number not in self._bodies:
            body = self.sampled(f"{self._seed}:{number}", self._label(number))
            self._bodies[number] = body = self.named(body, number)
            body[self.resource.key] = self.keys[number]
            self._forms.agree(body, (self.resource.key,))
            if number and self._singles:
                lower(body, self._singles, self.properties, self.schema)
        return dict(self._bodies[number])

    @cached_property
    def outcome(self) -> frozenset[str]:
        """The fields of an entity that tell what became of a call."""
        return outcome_fields(self.properties, self.schema)

    @cached_property
    def _singles(self) -> tuple[str, ...]:
        """The flags that at most one of the entities has."""
        return singles_of(self.properties, self.noun, self.schema)

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self.properties, self.schema)

    def _label(self, number: int) -> str:
        if self._is_login and (told := person_of_login(str(self.keys[number]) if number < len(self.keys) else "")):
            return told
        if self._is_person and kind_of(self.noun) != "person":
            return ""  # the person whom the fields are about has the name
        return (given_name if self._made else label_of)(self._named_as, self._seed, number)

    @cached_property
    def _is_login(self) -> bool:
        """Whether the key of a person is the name to log in by, which is written like the person's own."""
        return kind_of(self.noun) == "person" and normalised(self.resource.key) in ("username", "login", "screenname")

    @cached_property
    def _named_as(self) -> tuple[str, ...]:
        """The noun by which entities are named: none where one of people stands for what a program uses: a client.

        Of several senses of a noun it is that of their fields: a card with a number is no task.
        """
        fields = {normalised(each) for each in self.properties}
        is_program = self._made and self.noun[-1:] in (("client",), ("profile",)) and fields.isdisjoint(_PERSONAL)
        noun = () if is_program else meant(self.noun, fields)
        return noun if self._domains is None else entity_sense(noun, self._domains)

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
            elif name == self.resource.label and self._domains is not None and is_written(self._named_as):
                made = label
            else:
                continue
            if made and conforms(made, schema, self.schema):
                body[name] = made
        if self._domains is None:
            return body
        own = names_beside(body, self._named_as or self.noun, self._domains, f"{self._seed}:{number}", label)
        return body | {name: made for name, made in own if conforms(made, self.properties.get(name, True), self.schema)}

    def _names_another(self, name: str) -> bool:
        """Return whether a name is that of something else: the ``playerName`` of a membership."""
        before = words_of(name)[:-1]
        kind = kind_of(before[-1:])
        return bool(kind) and kind != kind_of(self._named_as) and not {*before} & {*self.noun}

    @cached_property
    def _is_person(self) -> bool:
        return kind_of(self._named_as) == "person" or is_about_person(set(map(normalised, self.properties)), self.noun)
