"""Defines a world: what operations mean (``Operation``, ``Resource``, ``WorldSpec``), and a place to act in
(``World``).

A ``WorldSpec`` is made from the tools of one API by rule, once; it is plain data. A ``World`` is a spec with a seed
and a state: calls change the state, and the same seed and calls give the same bytes on any machine.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from lemnos.records import Record

Verb = Literal["create", "get", "list", "search", "update", "replace", "delete", "action", "opaque"]
"""What an operation does to a resource. ``update`` changes the fields that are given, ``replace`` all of them.
``action`` changes the state of one entity in a way that its name says (cancel, archive). ``opaque`` operations answer
by schema, from a seeded function of their arguments, and change nothing but which keys are given out (``issued``); what
they lie below must exist."""


class Claim(msgspec.Struct, frozen=True):
    """What an operation is taken for, and why."""

    verb: Verb
    resource: str
    """Name of the resource in the spec; empty for ``opaque``."""
    evidence: tuple[str, ...]
    """What speaks for it, in words that a person can check: ``GET on /pets/{petId}``, ``result is one Pet``."""
    confidence: float
    """Between 0 and 1. Below ``spec.LEAST_CONFIDENCE`` the operation is opaque."""


class Parent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An argument that names an entity under which the resource lies."""

    argument: str
    resource: str
    by: str = ""
    """Field of that entity whose value the argument takes: ``slug`` for ``account_slug``; empty for its key."""


class Paging(msgspec.Struct, frozen=True):
    """How a list is cut into pages; names of arguments and of fields of the result, empty where there are none."""

    limit: str = ""
    offset: str = ""
    page: str = ""
    cursor: str = ""
    next_field: str = ""
    """JSON pointer of the next cursor, page or address in the result."""
    total_field: str = ""


class Operation(msgspec.Struct, frozen=True):
    """One tool with its meaning."""

    tool: str
    """Id of the ``Tool``."""
    name: str
    claim: Claim
    key: str = ""
    """The argument that identifies the entity; empty if the operation takes none."""
    parents: tuple[Parent, ...] = ()
    """Outermost first."""
    filters: tuple[tuple[str, str], ...] = ()
    """(argument, field): a list keeps the entities whose field equals, or contains for text, the argument."""
    fields: tuple[tuple[str, str], ...] = ()
    """(argument, field): what the arguments set in the entity; a JSON pointer (``/owner/name``) for what lies deeper,
    empty for the whole entity."""
    items: str = ""
    """JSON pointer of the list in the result of ``list`` and ``search``; of the entity in that of the others."""
    paging: Paging | None = None
    transition: tuple[str, str] = ("", "")
    """(field, value) that an ``action`` sets."""

    @property
    def stateless(self) -> bool:
        """Whether it answers without regard to the state."""
        return self.claim.verb == "opaque"


class Reference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field that holds the key of an entity of another resource, or what else identifies it."""

    field: str
    """JSON pointer in the entity, ``*`` for the items of a list: ``/owner/id``, ``/tagIds/*``."""
    resource: str
    by: str = ""
    """Field of the other entity whose value it holds; empty for its key."""


class Resource(msgspec.Struct, frozen=True):
    """A kind of entity."""

    name: str
    """Singular, as people say it: ``pet``, ``purchase order``."""
    schema: str
    """JSON text of the JSON Schema of an entity: all that results show and requests set."""
    key: str
    """Field that identifies an entity."""
    label: str = ""
    """Field by which people name one: ``name``, ``title``, ``email``; empty if there is none."""
    parent: str = ""
    """Resource under which it lies; empty for none."""
    references: tuple[Reference, ...] = ()
    unique: tuple[str, ...] = ()
    """Fields whose values no two entities share, beside the key."""
    read_only: tuple[str, ...] = ()
    """Fields that the world sets: keys, times, addresses, counts."""
    states: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(field, values) of an enum that tells where in its life an entity is, in the order of that life."""
    inferred: bool = False
    """Whether the schema is inferred from requests, because no result is described."""


class WorldSpec(Record, frozen=True, kw_only=True):
    """What is needed to act in an API: plain data."""

    id: str
    """Hash of all that follows."""
    provider: str
    api: str
    version: str
    resources: tuple[Resource, ...]
    operations: tuple[Operation, ...]
    tools: tuple[str, ...]
    """Ids of the tools, in the order of the operations."""


class Observation(msgspec.Struct, frozen=True):
    """What a call returns."""

    status: int
    """HTTP status, also for tools that are no HTTP operations: 200 or above for success, 400 or above for failure."""
    body: Any
    """JSON value; None for no content."""
    headers: Mapping[str, str] = {}
    """Headers that matter: ``Location``, ``Retry-After``."""

    @property
    def failed(self) -> bool:
        """Whether the call changed nothing and says why."""
        return self.status >= 400


class World(Protocol):
    """A place to act in: ours, or anyone's behind an adapter (``external``)."""

    @property
    def id(self) -> str:
        """Hash of the spec, the seed and the version of the code: the same id and calls give the same observations."""
        ...

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """Call a tool by the name under which it is offered. Never raises for what a caller may do wrong."""
        ...

    def state(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return all entities by resource, each in the order of creation; for ladders and tasks, never for players."""
        ...

    def state_hash(self) -> str:
        """Return a hash of the state."""
        ...

    def snapshot(self) -> bytes:
        """Return the state as bytes that ``restore`` takes, in this process or another."""
        ...

    def restore(self, snapshot: bytes) -> None:
        """Return to a state."""
        ...
