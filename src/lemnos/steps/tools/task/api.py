"""Prepares an API for tasks: its tools -> operations with nouns, arguments and what feeds them.

An argument is *fed* where the edges of the API say that a list or a search returns the value: the user names the entity
and the assistant looks it up. All else must be said by the user. Cost: once for each API, some milliseconds a tool.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from lemnos.records import Tool
from lemnos.steps.tools.edges import EdgeFinder
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import reads_as_noun
from lemnos.steps.tools.naming.spelling import Spelling
from lemnos.steps.tools.naming.things import is_numbered, is_where, kind_of
from lemnos.steps.tools.task.listings import Feed, feed_of, identifies, takes_other
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.phrases import Phrases, is_nameable, is_selection, is_speakable, wish_of
from lemnos.steps.tools.task.statements import noun_agreed, noun_said
from lemnos.steps.tools.world.base import Observation, WorldSpec
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.values.labels import kind_of as names_of

_LEAST_CONFIDENCE = 0.5
_NUMBERED = re.compile(r"[0-9a-f]{16}")
"""In names that no person has given."""
_LABELS = frozenset("name title label displayname friendlyname".split())
"""Names of fields that hold the name which people have given."""
_HOUSES = frozenset("organization organisation account company tenant".split())
"""Nouns of that to which all people of an API belong."""
_FEWEST_SCOPED = 5
_SCOPED_SHARE = 0.3
"""Share of the tools of an API that have something above them, from which on it is the scope of a conversation."""


class Api:
    """The tools of one API, ready for tasks.

    Args:
        spec: What the operations mean.
        tools: The tools of the API.
    """

    def __init__(self, spec: WorldSpec, tools: Sequence[Tool]) -> None:
        self.spec = spec
        self.tools = tuple(tools)
        self.compiled = CompiledSpec(spec, tools)
        self.phrases = Phrases(tools)
        self._spelling = Spelling(tool.description[:1000] for tool in tools[:600])
        self._wishes: dict[str, str] = {}
        self._nouns: dict[str, str] = {}
        self.observed: dict[tuple[str, str, str], tuple[Observation, int]] = {}
        """(world, tool, arguments) → what a call that only reads returns in the world as made, and its length."""
        self.starts: dict[str, str] = {}
        """Seed of a world → hash of its state as it was made."""
        self.operations = {name: ApiOperation(each, self) for name, each in self.compiled.operations.items()}

    def wish(self, operation: ApiOperation) -> str:
        """Return what an operation without a state does, as an imperative clause; empty if it is not said plainly."""
        if operation.name not in self._wishes:
            self._wishes[operation.name] = wish_of(operation.tool)
        return self._wishes[operation.name]

    def noun(self, resource: str) -> str:
        """Return what an entity of a resource is called; empty if it has no name that people use.

        A noun is one that is known, or as the descriptions call something that people make here, or whose names a
        world knows.
        """
        if resource not in self._nouns:
            tools = [
                each.tool for each in self.operations.values() if each.compiled.operation.claim.resource == resource
            ]
            said_noun = noun_said(tools, resource)
            agreed = "" if said_noun else noun_agreed(tools)
            plain = self.phrases.noun(resource)
            plain = said_noun if said_noun.lower() == plain else plain  # with the capitals of the descriptions
            known = (each for each in (plain, said_noun, agreed) if kind_of(each) and not is_selection(each))
            noun = next((each for each in known if reads_as_noun(each.lower().split(" "))), "")
            if not noun and (resource in self._made or names_of(tuple(said_noun.split(" ")))):
                noun = said_noun if is_speakable(said_noun) else ""
            if not noun and resource in self._made and self._has_name(resource):
                noun = said_noun if is_nameable(said_noun) else agreed if agreed and is_speakable(agreed) else ""
            known_noun = noun if noun and self._spelling.knows(noun) else ""
            self._nouns[resource] = self._spelling.spelled(self._without_house(known_noun)) if known_noun else ""
        return self._nouns[resource]

    def _without_house(self, noun: str) -> str:
        """Return what people are called without the house to which all belong: the users of an organization."""
        front, _, last = noun.rpartition(" ")
        alike = [name for name in self.compiled.resources if name.rpartition(" ")[2] == last]
        return last if front in _HOUSES and kind_of(last) == "person" and len(alike) == 1 else noun

    def _has_name(self, resource: str) -> bool:
        """Return whether entities of a resource have a name that people give."""
        known = self.compiled.resources.get(resource)
        if known is None or known.inferred:
            return False
        own = {normalised(known.label), normalised(known.key)}
        return not own.isdisjoint(_LABELS) or normalised(f"{resource}name") in own

    def resource_called(self, noun: tuple[str, ...]) -> str:
        """Return the resource that a noun names, as names of arguments do: ``orgID``; empty for none."""
        return self.compiled.called.get(noun, "")

    @cached_property
    def _made(self) -> frozenset[str]:
        """The resources of which people make entities, and can see them."""
        claims = [each.compiled.operation.claim for each in self.operations.values() if not each.tool.deprecated]
        making = ("create", "update", "replace")
        return frozenset(claim.resource for claim in claims if claim.verb in making) & self._read

    @cached_property
    def targets(self) -> list[ApiOperation]:
        """The operations that a user may want."""
        return [each for each in self.operations.values() if not self.why_not(each)]

    def why_not(self, operation: ApiOperation) -> str:
        """Return why no user may want an operation; empty if one may."""
        if operation.tool.deprecated:
            return "deprecated"
        if not operation.usable:
            return "needs a secret, or more than five arguments"
        if _NUMBERED.search(operation.name):
            return "has no name"
        if operation.compiled.is_made_up:
            return "returns what nothing describes: only for tasks of the kind function"
        if operation.is_aside:
            return "makes or lists something else than it says"
        if operation.verb == "opaque":
            return "" if self.wish(operation) else "is not said in a plain sentence"
        if not operation.noun:
            return "is about nothing that people make, or that is known"
        if operation.verb == "action" and not operation.suits:
            return "does not suit its thing, or needs more to be said"
        if self._is_one_of_several(operation):
            return "is about one of several kinds of things that are called the same"
        return "" if self._is_kept(operation) else "changes what cannot be read back"

    def _is_one_of_several(self, operation: ApiOperation) -> bool:
        """Return whether the same is done to what is called the same and kept elsewhere, and not only further below."""
        own = operation.kept_in
        return own is not None and any(each[: len(own)] != own for each in self._places[operation.verb, operation.noun])

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], set[tuple[str, ...]]]:
        """What is done, and the noun of what it is done to → where such things are kept, as far as no key says it."""
        places: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
        for each in self.operations.values():
            if each.kept_in is not None:
                places[each.verb, each.noun].add(each.kept_in)
        return places

    @cached_property
    def areas(self) -> dict[str, str]:
        """Tool → what it is for, in the plural; only tools whose name says it."""
        return {each.name: each.plural for each in self.operations.values() if each.is_plainly_named}

    def mentions(self, word: str) -> bool:
        """Return whether names or descriptions of the API contain a word."""
        return self.phrases.mentions(word)

    def _is_kept(self, operation: ApiOperation) -> bool:
        """Return whether what an operation changes can be read back, so that the resource is a collection."""
        if operation.verb in ("delete", "action") and is_numbered(operation.noun):
            return True  # whoever has the number knows that it is there
        return operation.verb in ("get", "list", "search") or operation.compiled.operation.claim.resource in self._read

    @cached_property
    def _read(self) -> frozenset[str]:
        reading = ("get", "list", "search")
        return frozenset(
            each.compiled.operation.claim.resource for each in self.operations.values() if each.verb in reading
        )

    @cached_property
    def written(self) -> frozenset[str]:
        """The resources that some operation changes."""
        reading = ("get", "list", "search", "opaque")
        return frozenset(
            each.compiled.operation.claim.resource for each in self.operations.values() if each.verb not in reading
        )

    @cached_property
    def _edges(self) -> EdgeFinder:
        return EdgeFinder(self.tools)

    @cached_property
    def scopes(self) -> frozenset[str]:
        """What most of the tools of the API have above them, and what says where: resources, or names of arguments."""
        counted = Counter(
            scope for each in self.operations.values() for scope in {each.scope_of(name) for name in each.addressed}
        )
        least = max(_FEWEST_SCOPED, _SCOPED_SHARE * len(self.operations))
        return frozenset(scope for scope, count in counted.items() if count >= least or is_where(scope))

    @cached_property
    def _by_id(self) -> dict[str, ApiOperation]:
        return {each.tool.id: each for each in self.operations.values()}

    def feeds_of(self, operation: "ApiOperation") -> dict[str, list[Feed]]:
        """Return the lists that feed the arguments of a tool, the likeliest first.

        What lists the very things that the tool works on comes first, and does without an edge.
        """
        found: dict[str, list[Feed]] = {}
        own, key = operation.compiled.operation.claim.resource, operation.compiled.operation.key
        for argument, several in groupby(self._edges.into(operation.tool.id), attrgetter("parameter")):
            feeds = [
                (self._far(source, operation) if argument == key else 0, len(source.required), -edge.confidence, feed)
                for edge in several
                if edge.confidence >= _LEAST_CONFIDENCE
                and (source := self._by_id.get(edge.source)) is not None
                and source.is_source
                and (feed := self._by_key(feed_of(source.name, edge.output), source)) is not None
                and identifies(argument.rpartition("/")[2], feed, source.noun)
            ]
            if feeds:
                found[argument] = [feed for *_, feed in sorted(feeds)[:3]]
        named = {parent.argument: (parent.resource, parent.by) for parent in operation.compiled.operation.parents}
        if key and operation.verb != "create":
            named[key] = (own, "")
        for argument, (resource, by) in named.items():
            if argument not in found and (lists := self._lists_of(resource, operation.name, argument, by)):
                found[argument] = lists
        return found

    def _by_key(self, feed: Feed | None, source: "ApiOperation") -> Feed | None:
        """Return a feed of the key of things, where it would be the field by which they refer to their like.

        The ``groupId`` of a group is that of the group above it.
        """
        resource = self.compiled.resources.get(source.compiled.operation.claim.resource)
        if feed is None or resource is None or len(feed.field) != 1 or feed.field[0] == resource.key:
            return feed
        words = words_of(feed.field[0])
        own = words[-1:] == words_of(resource.key)[-1:] and words[:-1] == tuple(
            resource.name.split()[-len(words) + 1 :]
        )
        return feed._replace(field=(resource.key,)) if own and source.verb in ("list", "search") else feed

    @staticmethod
    def _far(source: "ApiOperation", operation: "ApiOperation") -> int:
        """Return how far a list is from what a tool works on: 0 if it lists such things, below the same others."""
        one, two = source.compiled.operation, operation.compiled.operation
        below = {parent.resource for parent in one.parents} ^ {parent.resource for parent in two.parents}
        return 9 * (one.claim.resource != two.claim.resource) + len(below)

    def _lists_of(self, resource: str, but: str, argument: str, by: str) -> list[Feed]:
        """Return the lists of a resource that show its keys, or a field, those that need the least first, but for one
        tool."""
        key = by or (self.compiled.resources[resource].key if resource in self.compiled.resources else "")
        if not key or takes_other(argument, key):
            return []
        return [
            feed
            for _, feed in sorted(
                (len(each.required), Feed(each.name, each.compiled.operation.items, (key,)))
                for each in self.operations.values()
                if each.name != but and each.is_source and each.compiled.operation.claim.resource == resource
            )
        ][:3]
