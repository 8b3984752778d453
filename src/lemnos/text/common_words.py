"""Learns from a corpus which words are common nouns, verbs and adjectives, and which are names.

Document frequencies → ``CommonWords``, a container of words. A word is common if enough of the documents that contain
it write it in lower case somewhere; function words are always common. So the capital of a sentence's first word
("Obsidian arrowheads were …") can be distinguished from that of a name ("Tenzing Norgay was …") in any field, without
a word list. Limitation: a word that the corpus does not contain counts as a name.
"""

from collections.abc import Iterable
from math import log

import numpy as np
import numpy.typing as npt

from lemnos.text.frequency import BUCKETS, add_frequency
from lemnos.text.words import FUNCTION_WORDS, is_content, scan, word_hash

LOWERCASE_SHARE = 0.2
"""Share of a word's documents above which, if they write it in lower case, the word is common."""
INFORMATIVE_SHARE = 0.1
"""A word that occurs in more documents than this share of the most frequent word's tells little about a document."""
FUNCTION_WORD_INFORMATION = -16.0
"""Information of a function word, as if it occurred in each of nine million documents."""
_MEMO = 200_000


class CommonWords:
    """A container of words: ``"canal" in common``. Looking a word up takes 2 µs the first time, then 50 ns."""

    def __init__(self, frequency: npt.NDArray[np.uint32], small_frequency: npt.NDArray[np.uint32]) -> None:
        """Use the document frequencies of a corpus.

        Args:
            frequency: Documents that contain a word, by hash bucket. Shape: (BUCKETS,).
            small_frequency: Of these, documents that write it in lower case. Shape: (BUCKETS,).
        """
        self._common = small_frequency > LOWERCASE_SHARE * frequency
        self._frequency = frequency
        self.telling = -log(1 + INFORMATIVE_SHARE * float(frequency.max(initial=0)))
        """Information above which a word distinguishes documents."""
        self._information = dict.fromkeys(FUNCTION_WORDS, FUNCTION_WORD_INFORMATION)
        self._memo: dict[str, bool] = dict.fromkeys(FUNCTION_WORDS, True)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "CommonWords":
        """Return the common words of a few texts, each of which is a document."""
        frequency, small_frequency = np.zeros(BUCKETS, dtype=np.uint32), np.zeros(BUCKETS, dtype=np.uint32)
        for text in texts:
            words = scan([text])
            content = is_content(words.hashes)
            for table, counted in ((frequency, content), (small_frequency, content & words.small)):
                distinct = np.unique(words.hashes[counted])
                add_frequency(table, distinct, np.ones(len(distinct), dtype=np.uint32))
        return cls(frequency, small_frequency)

    def information(self, word: str) -> float:
        """Return the information of a word in nats, up to a constant of the corpus.

        It is higher the fewer documents contain the word, and lowest for function words.

        Args:
            word: In lower case; a comma at its end is ignored.
        """
        known = self._information.get(word)
        if known is None:
            if len(self._information) > _MEMO:
                self._information = dict.fromkeys(FUNCTION_WORDS, FUNCTION_WORD_INFORMATION)
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
