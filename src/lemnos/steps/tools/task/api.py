"""Prepares an API for tasks: its tools -> operations with nouns, arguments and what feeds them.

An argument is *fed* where the edges of the API say that a list or a search returns the value: the user names the entity
and the assistant looks it up. All else must be said by the user. Cost: once for each API, some milliseconds a tool.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.edges import Edge, edges
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.resource_names import template_in, template_of_pattern
from lemnos.steps.tools.naming.nouns import phrase_of, split_key
from lemnos.steps.tools.naming.nouns import singular as singular_of
from lemnos.steps.tools.naming.things import PLAIN_ACTIONS, is_numbered, is_other, kind_of, suits
from lemnos.steps.tools.task.listings import Feed, feed_of, identifies, takes_name
from lemnos.steps.tools.task.phrases import Phrases, is_nameable, is_selection, is_speakable, wish_of
from lemnos.steps.tools.task.statements import MAKING, Statement, noun_agreed, noun_said, statement_of
from lemnos.steps.tools.task.wording import is_hidden, plural_of
from lemnos.steps.tools.world.base import Observation, WorldSpec
from lemnos.steps.tools.world.compiled import CompiledOperation, CompiledSpec
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.semantics.words import is_action
from lemnos.steps.tools.world.values.labels import kind_of as names_of

_LEAST_CONFIDENCE = 0.5
_WORD = re.compile(r"[a-z]{2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"[0-9a-f]{16}")
"""In names that no person has given."""
_SCOPED = re.compile(
    r"\b(?:given|specified|specific|particular|this (?!endpoint|api|call|method|operation|resource|request|"
    r"service|list|will|returns|is |route|function|action|query|page|can|account)|matching|match|search|filter|"
    r"based on|criteria|near|nearby|nearest|within|by (?:a|an|the|its|their|id|name)|(?:for|of|in|from) (?:a|an|one)|"
    r"historical|history|statistics)\b"
)
"""In descriptions of lists of what belongs to something that has to be said."""
_SENTENCE = re.compile(r"[.!?:]\s|\n")
_LISTING = ("list", "search")
_ASIDE = frozenset(
    "blocklist blacklist denylist allowlist whitelist blocked muted mute ban bans banned follow follows followed likes "
    "liked reposts repost vote votes voted star starred subscribe favourites favorites bulk batch validate search "
    "export import trash undelete redo".split()
)
"""Words of a tool that makes something else of an entity than it says: an account that is put on a block list."""
_RELATED = frozenset(
    "blocklist blacklist denylist allowlist whitelist blocked muted banned follow follows followed following followers "
    "likes liked votes voted starred favourites favorites trash deleted stats statistics analytics health "
    "healthcheck metrics queue queues queued".split()
)
"""Words of a tool that lists those among the entities to which something was done, or figures on them."""
_SECRETS = frozenset("key token secret password authorization signature credential credentials passphrase pin".split())
_CREDENTIALS = frozenset("apikey key token accesstoken apitoken authorization secret password signature".split())


_LABELS = frozenset("name title label displayname friendlyname".split())


CONTROL = frozenset(
    "limit offset page pagesize perpage cursor skip top start count maxresults size after before fields expand include "
    "embed sort order orderby sortby format lang locale pretty callback select filter version dryrun validateonly "
    "direction fieldset view projection".split()
)
"""Arguments that shape a result, of which users do not talk."""


_WHERE = frozenset("region zone location".split())
"""Words of what says where a service runs: no user names it with each wish."""
_FEWEST_SCOPED = 5
_SCOPED_SHARE = 0.3
"""Share of the tools of an API that have something above them, from which on it is the scope of a conversation."""


def is_where(scope: str) -> bool:
    """Return whether a resource or an argument says where a service runs.

    >>> is_where("region"), is_where("interconnect location"), is_where("store location")
    (True, False, False)
    """
    return scope in _WHERE


def collection_of(flat: Mapping[str, Any]) -> str:
    """Return what an argument names that takes a resource name: the last collection of its template; empty if none.

    >>> collection_of({"type": "string", "pattern": "^projects/[^/]+/locations/[^/]+$"})
    'location'
    """
    template = template_for(flat)
    segments = template.split("/") if template else []
    return singular_of(segments[-2].lower()) if len(segments) > 1 and segments[-2].isalpha() else ""


def template_for(flat: Mapping[str, Any]) -> str | None:
    """Return the template of the resource names that an argument takes; None if it takes no such names."""
    return template_of_pattern(str(flat.get("pattern", ""))) or template_in(str(flat.get("description", "")))


class ApiOperation:
    """An operation as tasks see it."""

    def __init__(self, compiled: CompiledOperation, api: "Api") -> None:
        self.compiled = compiled
        self.name = compiled.operation.name
        self.tool = compiled.tool
        self.verb = compiled.operation.claim.verb
        self._api = api

    @cached_property
    def noun(self) -> str:
        """What the entity is called; empty if it has no name that people use, or is no thing they manage."""
        noun = self._own_noun
        words = _WORD.findall(self.tool.description[:200].lower())
        return noun if noun and self._says(noun) and not is_other(noun, words) else ""

    @cached_property
    def _own_noun(self) -> str:
        """The noun of the resource; what it has before its last word only if that is said of this tool too."""
        noun = self._api.noun(self.compiled.operation.claim.resource)
        front, _, last = noun.rpartition(" ")
        own = statement_of(self.tool.description)
        if not kind_of(noun) and noun and not self._works_on(noun, own):
            return ""
        if own is not None and last in own.noun[:-1] and last != own.noun[-1]:
            return ""  # a catalog item is no catalog
        described = _apart(f"{self.tool.description[:400]} {self.tool.path}").lower()
        text = {singular_of(word) for word in _WORD.findall(described)}
        if (
            not front
            or text.issuperset(front.lower().split(" "))
            or {*words_of(self.name)}.issuperset(front.split(" "))
        ):
            return noun
        said_noun = " ".join(own.noun) if own is not None and own.noun[-1] == last else last
        return said_noun if kind_of(said_noun) or is_speakable(said_noun) else ""

    def _works_on(self, noun: str, own: Statement | None) -> bool:
        """Return whether a tool works on what a noun names that is not known, and on all of that."""
        if own is None:
            return self.verb != "create"
        whole = {word.lower() for word in noun.split(" ")}
        makes = self.verb != "create" or own.verb in MAKING
        others = [word for word in own.noun if word.lower() not in whole and not word.isupper()]
        return makes and own.noun[-1].lower() == noun.rpartition(" ")[2].lower() and not others

    def _says(self, noun: str) -> bool:
        """Return whether the tool itself is said to be about such things: its description, or its name without one."""
        text = _WORD.findall(_apart(self.tool.description[:400]).lower())
        words = text if len(text) > 2 else (*self.words, *words_of(self.tool.path))
        return noun.rpartition(" ")[2].lower() in {singular_of(word) for word in words}

    @property
    def plural(self) -> str:
        """The noun in the plural."""
        return plural_of(self.noun)

    @cached_property
    def properties(self) -> dict[str, dict[str, Any]]:
        """The schemas of the arguments, flattened."""
        root = self.compiled.parameters.schema
        flat = flat_of(root, root)
        return {name: flat_of(each, root) for name, each in flat.get("properties", {}).items()}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The arguments that a call needs."""
        root = self.compiled.parameters.schema
        return tuple(name for name in flat_of(root, root).get("required", ()) if name in self.properties)

    @cached_property
    def feeds(self) -> dict[str, list[Feed]]:
        """Argument → the lists that return its value, the likeliest first; only for keys, which users do not say."""
        operation = self.compiled.operation
        keys = {operation.key, *(parent.argument for parent in operation.parents)}
        found = self._api.feeds_of(self)
        return {name: feeds for name, feeds in found.items() if name in keys or is_hidden(name.split("/")[-1])}

    @cached_property
    def unsaid(self) -> frozenset[str]:
        """The arguments of which users never talk: headers, cookies, and keys of entities that nothing lists."""
        placed = {place.name for place in self.tool.places if place.place in ("header", "cookie")}
        return frozenset(
            name
            for name in self.properties
            if name in placed
            or name in self.credentials
            or normalised(name) in CONTROL
            or (is_hidden(name) and not _is_address(name) and not self.properties[name].get("properties"))
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its name."""
        return tuple(words_of(self.name))

    @cached_property
    def is_aside(self) -> bool:
        """Whether it creates, deletes or lists something else than its noun says."""
        aside = _ASIDE if self.verb in ("create", "delete") else _RELATED
        words = {*words_of(self.name), *words_of(self.tool.path)}
        return not words.isdisjoint(aside - {*self.noun.split(" "), *self.plural.split(" ")})

    @cached_property
    def is_plainly_named(self) -> bool:
        """Whether the tool's own name or address holds its noun, so that a person sees what it is for."""
        words = {singular_of(word) for word in (*words_of(self.name), *words_of(self.tool.path))}
        return bool(self.noun) and self.verb != "opaque" and self.noun.split(" ")[-1] in words

    @cached_property
    def is_scoped(self) -> bool:
        """Whether it looks for what a user has to say, though that may be left out: a search, what belongs to one."""
        if self.verb == "search" or not {"search", "find", "filter", "query"}.isdisjoint(self.words):
            return True
        opening = _SENTENCE.split(self.tool.description[:300].lower(), maxsplit=1)[0]
        return not self.required and _SCOPED.search(opening) is not None

    @property
    def is_written(self) -> bool:
        """Whether the API changes such entities too, so that they are somebody's own."""
        return self.compiled.operation.claim.resource in self._api.written

    @cached_property
    def action(self) -> str:
        """The verb of an action in its name; empty if there is none."""
        return next(filter(is_action, self.words), "")

    @cached_property
    def suits(self) -> bool:
        """Whether its action says all that has to be said, and people do it with such a thing, or its description says
        that one does: ``Dismisses an approval request``."""
        own = statement_of(self.tool.description)
        stated = own is not None and own.verb == self.action and own.noun[-1] == self.noun.rpartition(" ")[2]
        return suits(self.action, self.noun) or (stated and self.action in PLAIN_ACTIONS)

    @property
    def is_source(self) -> bool:
        """Whether it lists entities among which one can be looked for."""
        return self.verb in _LISTING and self.usable and bool(self.noun) and not self.tool.deprecated

    @cached_property
    def above(self) -> frozenset[str]:
        """The arguments that name entities above its own."""
        return frozenset(parent.argument for parent in self.compiled.operation.parents)

    def named_by(self, argument: str) -> str:
        """Return the resource of which an argument names an entity, other than its own; empty for none."""
        for parent in self.compiled.operation.parents:
            if parent.argument == argument:
                return parent.resource
        noun, key = split_key(argument)
        return self._api.resource_called(noun) if noun and key else ""

    def scope_of(self, argument: str) -> str:
        """Return what an argument of an address sets the scope by: the resource of which it names one, or its name."""
        return self.named_by(argument) or collection_of(self.properties.get(argument, {})) or normalised(argument)

    @cached_property
    def addressed(self) -> tuple[str, ...]:
        """The needed arguments of the address that do not name what the tool works on."""
        own = self.compiled.operation.key if self.verb != "create" else ""
        path = {place.name for place in self.tool.places if place.place == "path"}
        return tuple(name for name in self.required if name in path and name != own)

    @cached_property
    def scoped(self) -> frozenset[str]:
        """The arguments that are the same for all calls of a conversation: the project, the region."""
        return frozenset(name for name in self.addressed if self.scope_of(name) in self._api.scopes)

    @cached_property
    def credentials(self) -> frozenset[str]:
        """The needed arguments with which a program shows who it is, beside what it asks for."""
        beside = {place.name for place in self.tool.places if place.place in ("header", "query", "cookie")}
        return frozenset(name for name in self.required if name in beside and self._is_secret(name))

    @cached_property
    def usable(self) -> bool:
        """Whether a person could want a call of it: no secret of theirs, no more than five arguments to say."""
        needed = [name for name in self.required if name not in self.credentials]
        return len(needed) <= 5 and not any(map(self._is_secret, needed))

    def _is_secret(self, name: str) -> bool:
        return normalised(name) in _CREDENTIALS or (words_of(name) or ("",))[-1] in _SECRETS


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
        self._wishes: dict[str, str] = {}
        self._nouns: dict[str, str] = {}
        self.observed: dict[tuple[str, str, str], Observation] = {}
        """(world, tool, arguments) → what a call that only reads returns in the world as it was made."""
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
            known = (each for each in (self.phrases.noun(resource), said_noun, agreed) if kind_of(each))
            noun = next((each for each in known if not is_selection(each)), "")
            if not noun and (resource in self._made or names_of(tuple(said_noun.split(" ")))):
                noun = said_noun if is_speakable(said_noun) else ""
            if not noun and resource in self._made and self._has_name(resource):
                noun = said_noun if is_nameable(said_noun) else ""
            self._nouns[resource] = noun
        return self._nouns[resource]

    def _has_name(self, resource: str) -> bool:
        """Return whether entities of a resource have a name that people give."""
        known = self.compiled.resources.get(resource)
        if known is None or known.inferred:
            return False
        own = {normalised(known.label), normalised(known.key)}
        return not own.isdisjoint(_LABELS) or normalised(f"{resource}name") in own

    def resource_called(self, noun: tuple[str, ...]) -> str:
        """Return the resource that a noun names, as names of arguments do: ``orgID``; empty for none."""
        return next((each for each in self.compiled.resources if phrase_of(each) == noun), "")

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
        if operation.is_aside:
            return "makes or lists something else than it says"
        if operation.verb == "opaque":
            return "" if self.wish(operation) else "is not said in a plain sentence"
        if not operation.noun:
            return "is about nothing that people make, or that is known"
        if operation.verb == "action" and not operation.suits:
            return "does not suit its thing, or needs more to be said"
        return "" if self._is_kept(operation) else "changes what cannot be read back"

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
    def _fed(self) -> Mapping[str, dict[str, list[Edge]]]:
        by_target: dict[str, dict[str, list[Edge]]] = {}
        for edge in edges(self.tools):
            if edge.confidence >= _LEAST_CONFIDENCE:
                by_target.setdefault(edge.target, {}).setdefault(edge.parameter, []).append(edge)
        return by_target

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
        for argument, several in self._fed.get(operation.tool.id, {}).items():
            feeds = [
                (self._far(source, operation) if argument == key else 0, len(source.required), -edge.confidence, feed)
                for edge in several
                if (source := self._by_id.get(edge.source)) is not None
                and source.is_source
                and (feed := feed_of(source.name, edge.output)) is not None
                and identifies(argument.rpartition("/")[2], feed, source.noun)
            ]
            if feeds:
                found[argument] = [feed for *_, feed in sorted(feeds)[:3]]
        named = {parent.argument: parent.resource for parent in operation.compiled.operation.parents}
        if key and operation.verb != "create":
            named[key] = own
        for argument, resource in named.items():
            if argument not in found and (lists := self._lists_of(resource, operation.name, argument)):
                found[argument] = lists
        return found

    @staticmethod
    def _far(source: "ApiOperation", operation: "ApiOperation") -> int:
        """Return how far a list is from what a tool works on: 0 if it lists such things, below the same others."""
        one, two = source.compiled.operation, operation.compiled.operation
        below = {parent.resource for parent in one.parents} ^ {parent.resource for parent in two.parents}
        return 9 * (one.claim.resource != two.claim.resource) + len(below)

    def _lists_of(self, resource: str, but: str, argument: str) -> list[Feed]:
        """Return the lists of a resource that show its keys, those that need the least first, but for one tool."""
        key = self.compiled.resources[resource].key if resource in self.compiled.resources else ""
        if not key or takes_name(argument, key):
            return []
        return [
            feed
            for _, feed in sorted(
                (len(each.required), Feed(each.name, each.compiled.operation.items, (key,)))
                for each in self.operations.values()
                if each.name != but and each.is_source and each.compiled.operation.claim.resource == resource
            )
        ][:3]


def _apart(text: str) -> str:
    """Return a text with a space between the words of names in camel case: ``ClientTlsPolicy``."""
    return _CAMEL.sub(" ", text)


def _is_address(name: str) -> bool:
    return normalised(name) in ("url", "link", "pageurl", "websiteurl")
