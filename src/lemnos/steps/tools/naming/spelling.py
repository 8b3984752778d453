"""Spells nouns as descriptions do: the texts of an API, a noun phrase in lower case -> the phrase as people write it.

    sim card ──▶ SIM card     pullrequest comment ──▶ pull request comment     web hook ──▶ webhook

A word is written in capitals, or as two words, or two as one, if the texts write it so more often than otherwise. Texts
all in capitals tell nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import kind_of

_TOKEN = re.compile(r"(?<![\w/{_.-])[A-Za-z]{2,}(?![\w/}_-])")
_INITIALS = re.compile(r"[b-df-hj-np-tv-xz]{2,4}")
"""Abbreviations that are spelled out: no word is without a vowel."""
_COMMON = frozenset("dns http html css csv pdf sms sql ssh ssl tls vpn xml gps crm dvd".split())
"""Abbreviations that need no text to be known."""
_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{2,}(?= [a-z])")
_LONGEST_SHORT = 5
"""Letters of an abbreviation at most."""
_SHORTEST_JOINED = 7
"""Letters of two words that are written together at least."""
_SHORTEST_PART = 3


class Spelling:
    """How the texts of one API write words.

    Args:
        texts: Its descriptions.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [text for text in texts if any(map(str.islower, text))]

    @cached_property
    def _tokens(self) -> Counter[str]:
        return Counter(token for text in self._texts for token in _TOKEN.findall(text))

    @cached_property
    def _joined(self) -> dict[str, Counter[tuple[str, str]]]:
        """Two neighbouring words, written together in the singular → how often they are written as which."""
        found: dict[str, Counter[tuple[str, str]]] = {}
        for text in self._texts:
            for match, after in pairwise(_TOKEN.finditer(text)):
                one, two = match[0], after[0]
                if after.start() - match.end() == 1 and min(len(one), len(two)) >= _SHORTEST_PART:
                    first = one if one.isupper() else one.lower()
                    last = two if two.isupper() else singular(two.lower())
                    found.setdefault(f"{first}{last}".lower(), Counter())[first, last] += 1
        return found

    def spelled(self, noun: str) -> str:
        """Return a noun phrase in the singular as the texts write it.

        >>> Spelling(["Order SIM cards.", "List all SIM cards of a pull request."]).spelled("sim pullrequest")
        'SIM pull request'
        """
        words = noun.split(" ")
        for at, (one, two) in enumerate(pairwise(words)):
            joined = f"{one}{two}"
            if kind_of(joined) and self._singulars[joined] > self._joined.get(joined, Counter()).total():
                words[at : at + 2] = [joined]
                break
        spelled = [*map(self._word, words)]
        return " ".join((self._proper(spelled[0]), *spelled[1:]) if len(spelled) > 1 else spelled)

    def knows(self, noun: str) -> bool:
        """Return whether the texts hold all abbreviations of a noun phrase: people do not speak of a *tx list*.

        >>> Spelling(["List your DNS zones."]).knows("dns zone"), Spelling(["List the lists."]).knows("tx list")
        (True, False)
        """
        short = {word.lower() for word in noun.split(" ") if _INITIALS.fullmatch(word.lower())} - _COMMON
        return all(self._singulars[word] or self._tokens[word.upper()] for word in short)

    def _proper(self, word: str) -> str:
        """Return a word before another one with a capital, if it is always written so: ``Bluetooth client``."""
        name = word.capitalize()
        return name if self._names[name] and not self._tokens[word] and not kind_of(word) else word

    @cached_property
    def _names(self) -> Counter[str]:
        """Words with a capital between words without → how often they are written."""
        return Counter(name for text in self._texts for name in _NAME.findall(text))

    @cached_property
    def _singulars(self) -> Counter[str]:
        """Words in the singular → how often they are written, but for capitals within."""
        found: Counter[str] = Counter()
        for token, count in self._tokens.items():
            if token[1:].islower():
                found[singular(token.lower())] += count
        return found

    def _word(self, word: str) -> str:
        if not word.islower():
            return word
        lower = self._singulars[word]
        if len(word) <= _LONGEST_SHORT:
            short = word.upper()
            if _INITIALS.fullmatch(word):
                return short
            upper = self._tokens[short] + self._tokens[f"{short}s"]
            return short if upper > lower and not kind_of(word) else word
        if len(word) < _SHORTEST_JOINED or kind_of(word) or word not in self._joined:
            return word
        ((parts, count),) = self._joined[word].most_common(1)
        return " ".join(parts) if count > lower else word
