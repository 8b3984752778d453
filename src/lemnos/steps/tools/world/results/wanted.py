"""Reads what a call of a function asks for: tool, arguments, domains -> verb, noun, and what the noun means there.

    get_stay_reviews, stay_id, travel  ──▶  get · stay reviews · several guest reviews

Cost: some microseconds. Not handled: languages other than English.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.world.results.known_fields import QUANTITIES, TEXTUAL
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.semantics.words import verb_of, without_articles
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.labels.domains import WORDS, domains_in, domains_of
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.labels.senses import sense_of

_LONGEST_ECHO = 80
"""Length of a text, in characters, that a result repeats."""
_READING = frozenset(
    "get search list find fetch show view read display retrieve browse look lookup check compare inspect query locate "
    "discover describe explore scrape crawl analyze track monitor identify investigate review scan examine audit "
    "research obtain return report".split()
)
_SHOWING = frozenset("get show view read fetch retrieve find lookup look display describe return obtain".split()) | {""}
"""Verbs of tools that tell what a thing is, rather than what becomes of it."""
_EMPTY = frozenset(
    "data info information details detail result results list bulk latest tool lookup short full".split()
)
_BESIDE = frozenset(
    "my all recent latest new active available current open public private shared linked related popular trending top "
    "upcoming existing enabled default favorite saved archived completed pending overdue assigned single specific user "
    "account workspace organization supported".split()
)
"""Words beside a noun that leave its things what they are."""
_OWNERS = frozenset("person company team project workspace store folder channel".split())
"""Kinds of what things belong to; one beside a noun leaves its things what they are."""
_SHAPELESS = frozenset(
    "option setting item entry value property parameter feature preference configuration config variable "
    "attribute".split()
)
"""Nouns that say nothing of what the things are called."""
_ADDRESSES = frozenset("url uri link path file directory".split())
"""Last words of arguments that tell where things lie."""
_SOLE = frozenset("my me own current latest random default today next last active".split())
"""Words of the one thing that is meant where no argument says which."""


@dataclass(frozen=True)
class Wanted:
    """What a call of a function asks for."""

    tool: Tool
    arguments: dict[str, Any]
    seed: str
    """Decides all that is made up."""
    verb: str
    noun: tuple[str, ...]
    """Words of what is read; empty if the function changes something."""
    domains: tuple[str, ...]

    @cached_property
    def told(self) -> dict[str, Any]:
        """The arguments that a result repeats."""
        return {
            name: value
            for name, value in self.arguments.items()
            if isinstance(value, int | float) or (isinstance(value, str) and len(value) <= _LONGEST_ECHO)
        }

    @cached_property
    def last(self) -> str:
        """The last word of what is read."""
        return self.noun[-1] if self.noun else ""

    @cached_property
    def name(self) -> str:
        """The name of the field that holds what is read."""
        return "_".join(self.noun)

    @cached_property
    def sense(self) -> tuple[str, ...]:
        """The noun whose names such things have in the domains; empty if they have none that are known."""
        return sense_of(self.noun, self.domains_beside(self.noun), NAMES)

    def domains_beside(self, noun: tuple[str, ...]) -> tuple[str, ...]:
        """Return the domains in which a noun is meant: those of the words beside it, then those of the API."""
        return (*domains_in(" ".join(noun[:-1])), *self.domains)

    @cached_property
    def all_of(self) -> bool:
        """Whether the name says that all are read, whatever the number of its noun."""
        words = words_of(self.tool.name)
        return "all" in words[:3] or words[-1:] == ("list",)

    @cached_property
    def several(self) -> bool:
        """Whether more than one thing is read."""
        if self.last == "news" or self.all_of:
            return True
        return is_plural(self.last) and self.last not in TEXTUAL and singular(self.last) not in QUANTITIES

    @property
    def shows(self) -> bool:
        """Whether what a thing is is told."""
        return self.verb in _SHOWING

    @cached_property
    def sought(self) -> Any:
        """The words that are sought; None if there are none."""
        return next((value for name, value in self.arguments.items() if normalised(name) in SOUGHT), None)

    @cached_property
    def which(self) -> bool:
        """Whether it is told which thing is meant."""
        if self.sought is not None:
            return False
        return bool(self.arguments) or not _SOLE.isdisjoint(words_of(f"{self.tool.name} {self.tool.description[:80]}"))

    def words_beside(self, noun: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words beside a noun: in the name of the tool, in its texts and in the names of its arguments."""
        return words_of(
            f"{' '.join(noun[:-1])} {self.tool.description[:200]} {self.tool.api} {' '.join(self.arguments)}"
        )

    def is_known(self, noun: tuple[str, ...]) -> bool:
        """Return whether there are names for such things, and no word makes them others: a *chat session*."""
        sense = sense_of(noun, self.domains_beside(noun), NAMES)
        kind = kind_of(sense)
        if not kind or singular(noun[-1]) in _SHAPELESS:
            return False
        own = sense == noun
        if own and is_other(singular(noun[-1]), self.words_beside(noun)):
            return False
        if any(words_of(name)[-1] in _ADDRESSES for name in self.arguments):
            return False  # which of them lie there, no name tells
        beside = noun[: -1 - (kind.count("_") if own else 0)]
        named = {*words_of(f"{self.tool.api} {self.tool.provider}")}
        if not own:
            named |= {word for domain in self.domains for word in WORDS[domain]}
        return all(word in _BESIDE or word in named or kind_of((singular(word),)) in _OWNERS for word in beside)


def wanted(tool: Tool, arguments: dict[str, Any], seed: str, of_api: Iterable[str] = ()) -> Wanted:
    """Return what a call asks for.

    Args:
        tool: The function.
        arguments: The arguments of the call.
        seed: Decides all that is made up.
        of_api: Domains of its API.
    """
    verb, noun = read_of(tool)
    return Wanted(tool, arguments, seed, verb, noun, domains_of(tool, of_api))


def read_of(tool: Tool) -> tuple[str, tuple[str, ...]]:
    """Return the verb of a function, and the words of what it reads; none if it changes something.

    >>> from lemnos.records import Tool
    >>> tool = Tool(id="", provider="", api="", version="", kind="mcp", name="get_user_details", description="",
    ...             parameters="{}", licence="", source="")
    >>> read_of(tool)
    ('get', ('user',))
    """
    words = words_of(tool.name)
    at = next((number for number, word in enumerate(words[:2]) if verb_of(word) or word in _READING), -1)
    verb = words[at] if at >= 0 else ""
    if not (verb in _READING or verb_of(verb) in ("get", "list", "search") or (not verb and _says_it_reads(tool))):
        return verb, ()
    if words[at + 1 : at + 2] == ("by",):
        return verb, ("result",)
    return verb, _noun(list(without_articles(words[at + 1 :])) or list(words[: max(at, 0)]))


def _says_it_reads(tool: Tool) -> bool:
    first = re.split(r"\W", tool.description.strip().lower(), maxsplit=1)[0]
    return first in _READING or first.removesuffix("s") in _READING or first.removesuffix("es") in _READING


def _noun(words: list[str]) -> tuple[str, ...]:
    """Return the words of what is read: without by what it is found (``item by path``), and words that say nothing."""
    if "by" in words:
        words = words[: words.index("by")]
    while len(words) > 1 and (words[-1] in _EMPTY or verb_of(words[-1]) == "search"):
        words = words[:-1]
    return tuple(words) or ("result",)
