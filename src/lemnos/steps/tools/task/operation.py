"""Shows an operation of an API as tasks see it: its noun, its arguments, which of them nobody says, what it does.

What other operations say on it, the noun of its resource and what feeds its arguments, comes from the ``Api``.
"""

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Protocol

from lemnos.steps.tools.edges.paths import without_version
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.resource_names import collection_of
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import singular as singular_of
from lemnos.steps.tools.naming.nouns import split_key
from lemnos.steps.tools.naming.things import PLAIN_ACTIONS, is_other, kind_of, suits
from lemnos.steps.tools.task.listings import Feed
from lemnos.steps.tools.task.phrases import is_speakable
from lemnos.steps.tools.task.statements import MAKING, Statement, said_of, statement_of
from lemnos.steps.tools.task.wording import is_hidden
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.semantics.words import is_action

_WORD = re.compile(r"[a-z]{2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SCOPED = re.compile(
    r"\b(?:given|specified|specific|particular|this (?!endpoint|api|call|method|operation|resource|request|"
    r"service|list|will|returns|is |route|function|action|query|page|can|account)|matching|match|search|filter|"
    r"based on|criteria|near|nearby|nearest|within|by (?:a|an|the|its|their|id|name)|(?:for|of|in|from) (?:a|an|one)|"
    r"historical|history|statistics)\b"
)
"""In descriptions of lists of what belongs to something that has to be said."""
_ONE_OF = re.compile(
    r"(?<!only )\b(?:one|any|either) of\b[^.;\n]{0,200}?\b(?:must|has to|have to|needs? to|is|are) (?:be )?"
    r"(?:specified|set|provided|given|present|required|supplied|passed|included)\b[^.;\n]{0,200}",
    re.IGNORECASE,
)
"""In descriptions of arguments of which one has to be given, though each alone may be left out."""
_LATER = re.compile(
    r"\b(?:this|it)(?: is|'s) an asynchronous (?:operation|process|action|call|request)\b|"
    r"\b(?:operation|process|action|call|request|api|method|endpoint) (?:will )?asynchronously\b|^asynchronously\b|"
    r"\bschedules? (?:the|its) (?:deletion|removal)\b|"
    r"\b(?:queue|mark)s? (?:the|an?|this) [\w ]{1,30} for (?:deletion|removal)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""In descriptions of what is done after the answer."""
_ACCEPTED = 202
_SENTENCE = re.compile(r"[.!?:]\s|\n")
_LISTING = ("list", "search")
_ASIDE = frozenset(
    "blocklist blacklist denylist allowlist whitelist blocked muted mute ban bans banned follow follows followed likes "
    "liked reposts repost vote votes voted star starred subscribe favourites favorites bulk batch validate search "
    "export import trash undelete redo".split()
)
"""Words of a tool that makes something else of an entity than it says: an account that is put on a block list."""
_MAKING = frozenset(("create", "insert"))
_SETTING = frozenset("update put set upsert replace save modify edit patch".split())
"""Words of a tool that makes something, and of one that may change it too."""
_RELATED = frozenset(
    "blocklist blacklist denylist allowlist whitelist blocked muted banned follow follows followed following followers "
    "likes liked votes voted starred favourites favorites trash deleted stats statistics analytics health "
    "healthcheck metrics queue queues queued".split()
)
"""Words of a tool that lists those among the entities to which something was done, or figures on them."""
_SECRETS = frozenset("key token secret password authorization signature credential credentials passphrase pin".split())
_CREDENTIALS = frozenset("apikey key token accesstoken apitoken authorization secret password signature".split())


CONTROL = frozenset(
    "limit offset page pagesize perpage cursor skip top start count maxresults size after before fields expand include "
    "embed sort order orderby sortby format lang locale pretty callback select filter version dryrun validateonly "
    "outputformat responseformat direction fieldset view projection".split()
)
"""Arguments that shape a result, of which users do not talk."""


_LEFT_OUT = re.compile(
    r"\boptional\w*\b|\bdefaults?\b|\bif (?:not|un|none|omitted|empty|provided)|\bmay be\b|\bNone\b", re.IGNORECASE
)
"""What docstrings say of arguments that a call may do without."""
_OF_ONE = re.compile(r"\b(?:my|own|current|authenticated|logged[- ]in)\b", re.IGNORECASE)
"""Words of descriptions of what there is one of."""
HOLDERS = frozenset(("parent", "name", "resource"))
"""Arguments that take the resource name of what lies above, whatever that is."""


class Around(Protocol):
    """What an operation asks of its API."""

    @property
    def scopes(self) -> frozenset[str]:
        """What most tools have above them: resources, or names of arguments."""
        ...

    @property
    def written(self) -> frozenset[str]:
        """The resources that some operation changes."""
        ...

    def noun(self, resource: str) -> str:
        """Return what an entity of a resource is called."""
        ...

    def resource_called(self, noun: tuple[str, ...]) -> str:
        """Return the resource that a noun names; empty for none."""
        ...

    def feeds_of(self, operation: "ApiOperation") -> dict[str, list[Feed]]:
        """Return the lists that feed the arguments of a tool."""
        ...


class ApiOperation:
    """An operation as tasks see it."""

    def __init__(self, compiled: CompiledOperation, api: "Around") -> None:
        self.compiled = compiled
        self.name = compiled.operation.name
        self.tool = compiled.tool
        self.verb = compiled.operation.claim.verb
        self._api = api

    @cached_property
    def noun(self) -> str:
        """What the entity is called; empty if it has no name that people use, or is no thing they manage."""
        noun = self._own_noun
        words = _WORD.findall(f"{self.tool.description[:200]} {self.tool.api}".lower())
        return noun if noun and self._says(noun) and not is_other(noun, words) else ""

    @cached_property
    def _own_noun(self) -> str:
        """The noun of the resource; what it has before its last word only if that is said of this tool too."""
        noun = self._api.noun(self.compiled.operation.claim.resource)
        front, _, last = noun.rpartition(" ")
        own = said_of(self.tool)
        if not kind_of(noun) and noun and not self._works_on(noun, own):
            return ""
        if own is not None and last in own.noun[:-1] and last != own.noun[-1]:
            return ""  # a catalog item is no catalog
        described = _apart(f"{self.tool.description[:400]} {self.tool.path}").lower()
        text = {singular_of(word) for word in _WORD.findall(described)}
        if (
            not front
            or text.issuperset(front.lower().split(" "))
            or {*words_of(self.name)}.issuperset(front.lower().split(" "))
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

    @cached_property
    def kept_in(self) -> tuple[str, ...] | None:
        """What stands in the path before the collection that its noun names, ``artists`` of ``/artists/comments/{id}``.

        None if no segment is named so, or a key before it says what the thing belongs to.
        """
        segments = [each for each in without_version(self.tool.path).split("/") if each]
        last = self.noun.rpartition(" ")[2].lower()
        named = (at for at, each in enumerate(segments) if last and singular_of(each.lower()).endswith(last))
        at = next(named, None)
        return None if at is None or any("{" in each for each in segments[:at]) else tuple(segments[:at])

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
        named = tuple(name for name in flat_of(root, root).get("required", ()) if name in self.properties)
        if named or "parameters_from_docstring" not in self.tool.repaired:
            return named
        return tuple(name for name, flat in self.properties.items() if not _may_be_left_out(name, flat))

    @cached_property
    def feeds(self) -> dict[str, list[Feed]]:
        """Argument → the lists that return its value, the likeliest first; only for keys, which users do not say."""
        operation = self.compiled.operation
        keys = {operation.key, *(parent.argument for parent in operation.parents)}
        found = self._api.feeds_of(self)
        return {name: feeds for name, feeds in found.items() if name in keys or is_hidden(name.split("/")[-1])}

    @cached_property
    def own_references(self) -> dict[str, str]:
        """Argument of a change → the field of the entity that it sets, where it names another entity.

        Who changes the date of an order does not give it to another customer: such a field is sent again as it is.
        """
        if self.verb not in ("update", "replace"):
            return {}
        taken = {self.compiled.operation.key, *self.above}
        fields = dict(self.compiled.operation.fields)
        return {name: fields[name] for name in self.feeds if name not in taken and fields.get(name)}

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
    def _choices(self) -> tuple[frozenset[str], ...]:
        """Sets of arguments of which at least one has to be given, as descriptions say."""
        saying = frozenset(
            name for name, each in self.properties.items() if _ONE_OF.search(str(each.get("description", "")))
        )
        named = (
            frozenset(name for name in self.properties if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence[0]))
            for sentence in _ONE_OF.finditer(self.tool.description)
        )
        return (*((saying,) if saying else ()), *(each for each in named if len(each) > 1))

    def leaves_open(self, arguments: Collection[str]) -> bool:
        """Return whether arguments have none of several of which one has to be given."""
        return any(each.isdisjoint(arguments) for each in self._choices)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its name."""
        return tuple(words_of(self.name))

    @cached_property
    def is_aside(self) -> bool:
        """Whether it creates, deletes or lists something else than its noun says, or makes what it seems to change."""
        if (
            self.verb in ("update", "replace")
            and not _MAKING.isdisjoint(self.words)
            and _SETTING.isdisjoint(self.words)
        ):
            return True
        if self.verb == "list" and _OF_ONE.search(self.tool.description[:120]) and not self._says_several:
            return True
        aside = _ASIDE if self.verb in ("create", "delete") else _RELATED
        words = {*words_of(self.name), *words_of(self.tool.path)}
        return not words.isdisjoint(aside - {*self.noun.split(" "), *self.plural.split(" ")})

    @property
    def _says_several(self) -> bool:
        """Whether its name or the first sentence of its description speaks of several."""
        said = words_of(f"{self.name} {_SENTENCE.split(self.tool.description[:200], maxsplit=1)[0]}")
        return self.plural.split(" ")[-1].lower() in said

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
    def is_later(self) -> bool:
        """Whether the service makes a change after it has answered: its status says so, or its description."""
        is_read = self.verb in ("get", *_LISTING) or self.tool.method == "GET"
        said = self.compiled.status == _ACCEPTED or _LATER.search(self.tool.description) is not None
        return said and not is_read

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

    def by(self, argument: str) -> str:
        """Return the field by which an argument names an entity above; empty for its key."""
        return next((each.by for each in self.compiled.operation.parents if each.argument == argument), "")

    def scope_of(self, argument: str) -> str:
        """Return what an argument of an address sets the scope by: the resource of which it names one, or its name."""
        above = self.named_by(argument)
        if above and above not in HOLDERS:
            return above
        return collection_of(self.properties.get(argument, {})) or normalised(argument)

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


def _apart(text: str) -> str:
    """Return a text with a space between the words of names in camel case: ``ClientTlsPolicy``."""
    return _CAMEL.sub(" ", text)


def _is_address(name: str) -> bool:
    return normalised(name) in ("url", "link", "pageurl", "websiteurl")


def _may_be_left_out(name: str, flat: Mapping[str, Any]) -> bool:
    """Return whether a call may do without an argument that a docstring tells of: it says so, or it shapes a result."""
    shapes = normalised(name) in CONTROL or words_of(name)[:1] in (("max",), ("min",))
    return shapes or "default" in flat or _LEFT_OUT.search(str(flat.get("description", ""))) is not None
