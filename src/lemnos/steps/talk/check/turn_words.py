"""Reads the words of a user turn by table: does it have a verb or a question word, and which words are general?

``str`` → ``bool``. The tables are in ``turn_words.toml``. Costs about 3 µs a turn. Limitation: English, and rare verbs
are missed, so the share of turns with a verb is a lower bound.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from lemnos.text.stems import stem_sets

WH_WORDS = frozenset("what which who whom whose when where why how what's who's where's when's how's why's".split())
_PAST = re.compile(r"[a-z]{3,}ed")
_NOT_PAST = frozenset("need indeed speed seed breed feed exceed proceed hundred sacred naked red bed shed weed".split())
_BEFORE_NOUNS = frozenset("a an the this that these those its his her their our my your some any no and of in".split())
_BEFORE_VERBS = frozenset("to i you we they it he she who which that please and or also not just now so then".split())
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[?.!,:;]")


@cache
def table(name: str) -> frozenset[str]:
    """Return a table of ``turn_words.toml``: ``general``, ``reactions``, ``auxiliaries``, ``verbs`` or ``either``."""
    tables = tomllib.loads((Path(__file__).parent / "turn_words.toml").read_text(encoding="utf-8"))
    return frozenset(tables[name].split())


@cache
def stem_table(*names: str) -> frozenset[int]:
    """Return the stems of the words of tables."""
    return stem_sets([" ".join(word for name in names for word in sorted(table(name)))])[0]


def words_of(text: str) -> list[str]:
    """Return the words and punctuation marks of a text in lower case."""
    return _WORD.findall(text.replace("’", "'").lower())


def has_verb(words: Sequence[str]) -> bool:
    """Return whether a turn has a verb, as far as the tables know.

    An auxiliary, a contraction of one, a frequent verb, or a past form that no determiner precedes. A word that is as
    often a noun ("name", "use") counts at the start of a sentence and after a pronoun or "to".

    Args:
        words: The turn as ``words_of`` returns it.

    >>> has_verb(words_of("Agriculture: Canada?")), has_verb(words_of("Name three of them."))
    (False, True)
    """
    auxiliaries, verbs, either = table("auxiliaries"), table("verbs"), table("either")
    before = "."
    for word in words:
        if word in auxiliaries or word in verbs or word.endswith("n't"):
            return True
        if word in either and (before in _BEFORE_VERBS or before in ".?!,:;"):
            return True
        if _PAST.fullmatch(word) and word not in _NOT_PAST and before not in _BEFORE_NOUNS and before not in ".?!,:;":
            return True
        before = word
    return False
