"""What the user of a dialogue can know: the words said so far, and whether a turn uses one that only its answer holds.

Texts → sets of stems (``lemnos.text.stems``). A turn is *clairvoyant* if a content word of it is in the answer to come
and in nothing that was said, not in the title of the topic, and not among the general words that a person uses to ask
about anything (``check/turn_words.toml``). **Limitation:** words are compared by stem, so a synonym is neither known
nor clairvoyant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from lemnos.steps.talk.check.turn_words import stem_table
from lemnos.text.stems import stem_sets

Stems = frozenset[int]
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


_MOST_WORDS = 1 << 16
_stems: dict[str, Stems] = {}
"""The stems of words met before, at most ``_MOST_WORDS``: most words of a dialogue are in others too."""


def vocabulary_of(texts: Iterable[str]) -> dict[str, Stems]:
    """Return the words of texts with their stems, read in one call."""
    words = set(_WORD.findall("\n".join(texts).lower()))
    new = sorted(words.difference(_stems))
    if len(_stems) + len(new) > _MOST_WORDS:
        _stems.clear()
        new = sorted(words)
    _stems.update(zip(new, stem_sets(new), strict=True))
    return {word: _stems[word] for word in words}


def _stems_of_word(word: str) -> Stems:
    known = _stems.get(word)
    if known is None:
        known = _stems[word] = stem_sets([word])[0]
    return known


class Known:
    """The words that the user has heard, and the titles met so far."""

    def __init__(self, vocabulary: Mapping[str, Stems]) -> None:
        """Begin with nothing known; ``vocabulary`` has the stems of most words to come, see ``vocabulary_of``."""
        self._stems_of = vocabulary
        self._stems: set[int] = set()

    def _words(self, text: str) -> Iterator[int]:
        for word in _WORD.findall(text.lower()):
            stems = self._stems_of.get(word)
            yield from _stems_of_word(word) if stems is None else stems

    def add(self, stems: Iterable[int]) -> None:
        """Add the words of a message or of a title."""
        self._stems.update(stems)

    def clairvoyant(self, text: str, answer: Stems) -> bool:
        """Return whether a turn has a content word of its answer that the user cannot know.

        Args:
            text: The turn.
            answer: The stems of the answer to it.
        """
        general = stem_table("general")
        return any(stem in answer and stem not in self._stems and stem not in general for stem in self._words(text))
