"""Which words are common nouns, verbs and adjectives, and which are names: by how a corpus writes them.

A word is common if enough of the documents that have it write it with a small letter somewhere; function words are
always common. So a capital at the beginning of a sentence ("Obsidian arrowheads were …") can be told from a name's
("Tenzing Norgay was …") in any field, without a word list to ship. What the corpus does not have counts as a name.
"""

from collections.abc import Iterable
from math import log

import numpy as np
import numpy.typing as npt

from lemnos.text.frequency import BUCKETS, add_frequency
from lemnos.text.words import FUNCTION_WORDS, is_content, scan, word_hash

SHARE = 0.2
"""Share of a word's documents that must write it small."""
TELLING = 0.1
"""Share of the documents that the commonest word is in; words in more than that share tell little."""
LEAST = -16.0
"""Information of a function word, as though it were in all of nine million documents."""
_MEMO = 200_000


class CommonWords:
    """A container of words: ``"canal" in common``. Looking a word up takes 2 µs the first time, then 50 ns."""

    def __init__(self, frequency: npt.NDArray[np.uint32], small_frequency: npt.NDArray[np.uint32]) -> None:
        """Read the tables of a corpus.

        Args:
            frequency: Documents that have a word, by hash bucket. Shape: (BUCKETS,).
            small_frequency: Documents that write it small. Shape: (BUCKETS,).
        """
        self._common = small_frequency > SHARE * frequency
        self._frequency = frequency
        self.telling = -log(1 + TELLING * float(frequency.max(initial=0)))
        """Information above which a word tells documents apart."""
        self._information = dict.fromkeys(FUNCTION_WORDS, LEAST)
        self._memo: dict[str, bool] = dict.fromkeys(FUNCTION_WORDS, True)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "CommonWords":
        """Learn from a few texts, each a document."""
        frequency, small_frequency = np.zeros(BUCKETS, dtype=np.uint32), np.zeros(BUCKETS, dtype=np.uint32)
        for text in texts:
            words = scan([text])
            content = is_content(words.hashes)
            for table, chosen in ((frequency, content), (small_frequency, content & words.small)):
                distinct = np.unique(words.hashes[chosen])
                add_frequency(table, distinct, np.ones(len(distinct), dtype=np.uint32))
        return cls(frequency, small_frequency)

    def information(self, word: str) -> float:
        """Return how much a word tells, in nats up to a constant of the corpus: the fewer documents have it, the more.

        The word is in small letters; a mark behind it does no harm. Function words tell as little as any.
        """
        known = self._information.get(word)
        if known is None:
            if len(self._information) > _MEMO:
                self._information = dict.fromkeys(FUNCTION_WORDS, LEAST)
            documents = int(self._frequency[word_hash(word.rstrip(",")) & (BUCKETS - 1)])
            known = self._information[word] = -log(1 + documents)
        return known

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        known = self._memo.get(word)
        if known is None:
            if len(self._memo) > _MEMO:
                self._memo = dict.fromkeys(FUNCTION_WORDS, True)
            known = self._memo[word] = bool(self._common[word_hash(word) & (BUCKETS - 1)])
        return known
