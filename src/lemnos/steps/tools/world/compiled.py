"""Prepares a spec and its tools for acting: schemas decoded, validators built, once for all worlds of the spec.

Everything is made when it is first needed and kept, because most worlds touch few of the operations of their API.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import phrase_of, singular
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.agreement.parts import Parts
from lemnos.steps.tools.world.base import Operation, Resource, WorldSpec
from lemnos.steps.tools.world.linking.holding import Below
from lemnos.steps.tools.world.population import Pool, Population
from lemnos.steps.tools.world.results.envelope import Envelope
from lemnos.steps.tools.world.results.kept import Kept
from lemnos.steps.tools.world.results.placement import Placement
from lemnos.steps.tools.world.results.several import several_of
from lemnos.steps.tools.world.semantics.generations import days_of, generations
from lemnos.steps.tools.world.semantics.issued import issuers_of
from lemnos.steps.tools.world.semantics.paths import segments_of
from lemnos.steps.tools.world.semantics.references import NAMES
from lemnos.steps.tools.world.semantics.shapes import at, flat_of, properties_of
from lemnos.steps.tools.world.semantics.words import noun_words, verb_of, without_articles
from lemnos.steps.tools.world.showing.alone import AloneEntities
from lemnos.steps.tools.world.showing.computed import Computed
from lemnos.steps.tools.world.values import formats
from lemnos.steps.tools.world.values.labels.domains import domains_of_api
from lemnos.steps.tools.world.values.life import Life
from lemnos.steps.tools.world.values.scene import DAYS

_MOST_POPULATIONS = 16
"""Seeds whose entities are kept, for the worlds made next."""
_MAKING = frozenset(("create", "update", "replace"))
"""Verbs of what people make, or give another name."""


class Schemas:
    """A schema with a validator for it."""

    def __init__(self, text: str) -> None:
        self.schema: Any = msgspec.json.decode(text)

    @cached_property
    def _validator(self) -> Any:
        import jsonschema_rs

        try:
            return jsonschema_rs.Draft202012Validator(self.schema)
        except (ValueError, jsonschema_rs.ValidationError):  # a pattern that its engine does not know
            return None

    @cached_property
    def _strict(self) -> Any:
        return formats.validator_of(self.schema)

    def in_format(self, value: Any) -> bool:
        """Return whether a value conforms to the schema, with the formats of texts; false if that is not known."""
        try:
            return self._strict is not None and bool(self._strict.is_valid(value))
        except (ValueError, OverflowError):
            return False

    @cached_property
    def _sent(self) -> Any:
        return formats.validator_of(formats.without_contradicted(self.schema))

    def accepts(self, value: Any) -> bool:
        """Return whether a value conforms to the schema and nothing is wrong with its formats, in one pass.

        False may mean that this is not known: ``allows`` and ``wrong_format`` say more.
        """
        try:
            return self._sent is not None and bool(self._sent.is_valid(value))
        except (ValueError, OverflowError):
            return False

    def wrong_format(self, value: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return the argument whose text is not in its format, and what is wrong; None if there is none.

        Formats that the examples of the description itself do not have are not asked for.
        """
        try:
            if self._sent is None or self._sent.is_valid(value):
                return None
            return formats.first_wrong(self._sent, value)
        except (ValueError, OverflowError):
            return None

    def allows(self, value: Any) -> bool:
        """Return whether a value conforms to the schema, whatever the formats of texts."""
        if self._validator is None:
            return conforms(value, self.schema, self.schema)
        try:
            return bool(self._validator.is_valid(value))
        except (ValueError, OverflowError):  # a number or a text that its engine cannot hold
            return conforms(value, self.schema, self.schema)


class CompiledOperation:
    """An operation with its tool and their schemas."""

    def __init__(self, operation: Operation, tool: Tool, resource: Resource | None, api: "CompiledSpec") -> None:
        self.operation = operation
        self.tool = tool
        self.resource = resource
        self.api = api
        self.host = urlsplit(tool.server).hostname or ""

    @cached_property
    def parameters(self) -> Schemas:
        """The schema of the arguments."""
        return Schemas(self.tool.parameters)

    @cached_property
    def result(self) -> Schemas | None:
        """The schema of the result, which a redirection may have too; None if it is not described."""
        own = (each.body for each in self.tool.responses if each.code == str(self.status) and each.body)
        text = self.tool.result or next(own, "")
        return Schemas(text) if text else None

    @property
    def is_made_up(self) -> bool:
        """Whether what it returns follows from no description and no state: the world makes it up."""
        return self.operation.stateless and self.result is None and not self.tool.method

    @cached_property
    def placement(self) -> Placement:
        """Where the result holds its entity or its list; that of any value if the result is not described."""
        return Placement(self.result.schema if self.result is not None else True, self.operation.items)

    @cached_property
    def envelope(self) -> Envelope:
        """What surrounds the entity or the list in the result."""
        root = self.result.schema if self.result is not None else True
        paging = self.operation.paging
        follows = paging is not None and bool(paging.next_field)
        return Envelope(root, self.placement.path, f"{self.api.spec.id}:{self.tool.id}", self.noun, follows)

    def path_of(self, arguments: Mapping[str, Any]) -> str:
        """Return the path of a call, with its arguments in place of the parameters."""
        path = self.tool.path.partition("#")[0]
        for place in self.tool.places:
            if place.place == "path" and place.name in arguments:
                path = path.replace("{" + (place.wire_name or place.name) + "}", str(arguments[place.name]))
        return path

    def address(self, key: str, scope: Mapping[str, str]) -> str:
        """Return the address of an entity; empty if its key and its scope do not tell all of it."""
        known = {self.operation.key: key}
        parents = [each for each in self.operation.parents if each.resource in scope and not each.by]
        known |= {each.argument: scope[each.resource] for each in parents}
        path = self.path_of(known)
        return "" if "{" in path else f"{self.tool.server.rstrip('/')}{path}"

    @cached_property
    def noun(self) -> tuple[str, ...]:
        """Words of what the result is about: the resource, or what the path or the name of the tool says."""
        if self.resource is not None:
            return tuple(self.resource.name.split())
        literal = [part for part in segments_of(self.tool.path) if "{" not in part and verb_of(part.lower()) is None]
        if literal and self.tool.method:
            return noun_words(literal[-1])
        words = words_of(self.tool.name)
        words = without_articles(words[1:] if words and verb_of(words[0]) else words)
        return (*words[:-1], singular(words[-1])) if words else ()

    @cached_property
    def status(self) -> int:
        """The status of a call that succeeds: the first of success, or else of redirection; 0 if none is named."""
        codes = [each.code for each in self.tool.responses if each.code.isascii() and each.code.isdecimal()]
        if self.tool.responses and self.tool.responses[0].code in codes and codes[0].startswith("2"):
            return int(codes[0])
        if any(not each.code.startswith("3") for each in self.tool.responses):
            return 0
        return int(codes[0]) if codes else 0

    @cached_property
    def shows_entity(self) -> bool:
        """Whether the result shows the entity, rather than a receipt."""
        if self.result is None or self.resource is None:
            return False
        root = self.result.schema
        schema = at(root, self.operation.items, root)
        own = properties_of(schema, root)
        if self.operation.claim.verb == "get":
            return bool(own) or "object" in types(flat_of(schema, root))
        known = msgspec.json.decode(self.resource.schema)["properties"]
        shared = len([name for name in own if name in known])
        return self.resource.key in own or (shared >= 2 and 2 * shared >= len(own))

    @cached_property
    def several(self) -> str:
        """The argument that holds several new entities, which the result shows by the same name; empty if none does."""
        return several_of(self.operation, self.resource, self.result.schema) if self.result is not None else ""

    @cached_property
    def hides_key(self) -> bool:
        """Whether the result shows of the entity other fields than its key, such as one that holds all the rest."""
        if self.result is None or self.resource is None:
            return False
        root = self.result.schema
        own = properties_of(at(root, self.operation.items, root), root)
        return bool(own) and normalised(self.resource.key) not in set(map(normalised, own))

    @cached_property
    def other_keys(self) -> tuple[str, ...]:
        """The fields beside the key of the resource that the key argument may name: ``userName``, ``idOrAlias``."""
        if self.resource is None or not self.operation.key:
            return ()
        words = words_of(self.operation.key)
        parts = " ".join(words).split(" or ") if "or" in words[1:-1] else [" ".join(words)]
        spelled = {"".join(part.split()) for part in parts} | {part.split()[-1] for part in parts}
        if len(parts) == 1 and normalised(self.resource.key) in spelled:
            return ()  # the key itself
        return tuple(
            name
            for name in msgspec.json.decode(self.resource.schema)["properties"]
            if name != self.resource.key and normalised(name) in spelled and normalised(name) in NAMES
        )

    @cached_property
    def creates_if_missing(self) -> bool:
        """Whether a ``replace`` of an unknown entity creates it: nothing else does, or its name says so."""
        if self.operation.claim.verb != "replace":
            return False
        said = not {"create", "upsert", "save"}.isdisjoint(words_of(self.operation.name))
        return said or self.operation.claim.resource not in self.api.created


class CompiledSpec:
    """A spec with its tools, ready for worlds.

    Args:
        spec: What the operations mean.
        tools: The tools of the spec, in any order; others are ignored.

    Raises:
        ValueError: A tool of the spec is missing.
    """

    def __init__(self, spec: WorldSpec, tools: Sequence[Tool]) -> None:
        by_id = {tool.id: tool for tool in tools}
        if missing := [name for name in spec.tools if name not in by_id]:
            raise ValueError(f"{len(missing)} tools of the world {spec.id} are missing, the first is {missing[0]}")
        self.spec = spec
        self.resources = {resource.name: resource for resource in spec.resources}
        self.operations = {
            operation.name: CompiledOperation(
                operation, by_id[operation.tool], self.resources.get(operation.claim.resource), self
            )
            for operation in spec.operations
        }
        self.created = {operation.claim.resource for operation in spec.operations if operation.claim.verb == "create"}
        self._above: dict[str, dict[str, None]] = {}
        self.parent_arguments: dict[tuple[str, str], dict[str, str]] = {}
        """(resource, resource above) → normalised names of the arguments that name the one above, and by which field:
        empty for its key."""
        for operation in spec.operations:
            if operation.stateless:
                continue  # it says what must exist, but has no entities that would lie there
            above = self._above.setdefault(operation.claim.resource, {})
            for parent in operation.parents:
                if not self._lies_below(parent.resource, operation.claim.resource):
                    above[parent.resource] = None
                named = self.parent_arguments.setdefault((operation.claim.resource, parent.resource), {})
                if parent.by not in named.values():
                    named.setdefault(normalised(parent.argument), parent.by)
        self._ages: dict[str, int] = {}
        self._ordered: dict[str, list[str]] = {}
        self._pools: dict[str, Pool] = {}
        self._populations: dict[str, Population] = {}
        self.kept = Kept()
        self.alone = AloneEntities()
        self._singletons: dict[str, bool] = {}
        self._computed: dict[str, Computed] = {}
        self._lives: dict[str, Life] = {}
        self._parts: dict[str, Parts] = {}

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """Domains in which the API works, the likeliest first; none for tools at addresses, whose results say more."""
        tools = [each.tool for each in self.operations.values()]
        return () if any(tool.method for tool in tools) else domains_of_api(tools)

    @cached_property
    def called(self) -> dict[tuple[str, ...], str]:
        """Words of the name of a resource → the resource, the first of several."""
        return {phrase_of(each): each for each in reversed(self.resources)}

    @cached_property
    def issuers(self) -> dict[str, str]:
        """Name of an opaque operation that makes what no operation shows → the resource: see ``issued``."""
        return issuers_of(self.spec, {name: each.tool for name, each in self.operations.items()})

    def _lies_below(self, resource: str, other: str) -> bool:
        """Return whether a resource is ``other`` or lies below it, by what is known so far."""
        return resource == other or any(self._lies_below(each, other) for each in self._above.get(resource, ()))

    def above(self, resource: str) -> list[str]:
        """Return the resources above a resource, outermost first, without the resource itself."""
        if resource not in self._ordered:
            names = [name for name in self._above.get(resource, ()) if name != resource and name in self.resources]
            names.sort(key=lambda name: sum(self._lies_below(name, other) for other in names))
            self._ordered[resource] = names
        return self._ordered[resource]

    def pool(self, resource: str) -> Pool:
        """Return the entities from which worlds draw those that they start with."""
        if resource not in self._pools:
            arguments = []
            for compiled in self.operations.values():
                own = [compiled.operation.key] if compiled.operation.claim.resource == resource else []
                above = [parent for parent in compiled.operation.parents if parent.resource == resource]
                own += [parent.argument for parent in above if not parent.by]
                arguments += [(argument, compiled.parameters.schema) for argument in own if argument]
            its = [each for each in self.operations.values() if each.operation.claim.resource == resource]
            made = any(each.operation.claim.verb in _MAKING for each in its)
            spoken = not any(each.tool.method for each in its)
            self._ages = self._ages or generations(self.resources, self.above)
            days = days_of(self._ages[resource], self._ages.values(), DAYS)
            own_resource = self.resources[resource]
            domains = self.domains if spoken else None
            self._pools[resource] = Pool(
                self.spec.id, own_resource, arguments, made=made, spoken=spoken, days=days, domains=domains
            )
        return self._pools[resource]

    def life(self, resource: str) -> Life:
        """Return what the fields of a resource tell of where in its life an entity is."""
        if resource not in self._lives:
            pool = self.pool(resource)
            self._lives[resource] = Life(pool.properties, frozenset(pool.schema.get("required", ())), pool.schema)
        return self._lives[resource]

    def parts(self, resource: str) -> Parts:
        """Return the fields of a resource that are parts of others."""
        if resource not in self._parts:
            self._parts[resource] = Parts(self.pool(resource).properties, self.pool(resource).schema)
        return self._parts[resource]

    def computed(self, resource: str) -> "Computed":
        """Return the computed fields of a resource."""
        if resource not in self._computed:
            below = [
                Below(self.resources[name], self.pool(name).properties, self.is_singleton(name))
                for name in self.resources
                if resource in self.above(name)
            ]
            self._computed[resource] = Computed(self.resources[resource], below, self._address_of(resource))
        return self._computed[resource]

    def _address_of(self, resource: str) -> Callable[[str, Mapping[str, str]], str] | None:
        """Return what tells the address of an entity by its key and its scope; None if no operation gets one."""
        for each in self.operations.values():
            if (each.operation.claim.verb, each.operation.claim.resource) != ("get", resource):
                continue
            if each.tool.method and each.operation.key:
                return each.address
        return None

    def population(self, seed: str) -> Population:
        """Return the entities with which worlds of a seed start; those of the last seeds are kept."""
        found = self._populations.pop(seed, None) or Population(
            f"{self.spec.id}:{seed}",
            self.pool,
            self.above,
            lambda resource, parent: self.parent_arguments.get((resource, parent), {}),
            self.is_singleton,
        )
        self._populations[seed] = found
        if len(self._populations) > _MOST_POPULATIONS:
            del self._populations[next(iter(self._populations))]
        return found

    def is_singleton(self, resource: str) -> bool:
        """Return whether a resource has one entity for each scope, which no argument identifies."""
        if resource not in self._singletons:
            own = [each.operation for each in self.operations.values() if each.operation.claim.resource == resource]
            self._singletons[resource] = bool(own) and all(
                each.claim.verb in ("get", "update", "replace") and not each.key for each in own
            )
        return self._singletons[resource]
