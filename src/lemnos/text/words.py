"""Words as numbers: stable 32-bit hashes, so that no vocabulary has to be built, shared or shipped.

Two words collide with odds of 1 in 4 billion; a document of 1,000 distinct words holds a colliding pair about
once in 8,000 documents, which shifts one similarity by one word.
"""

import re
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

WORD = re.compile(r"[^\W_]+")

FUNCTION_WORDS = frozenset(
    """a about above after again against all almost along already also although always am among an and another any
    are around as at away back be became because become been before began being below between both but by came can
    cannot could did do does doing done down during each early either else even ever every few first five for former
    four from further gave get given go great had half has have having he her here hers herself him himself his how
    however i if in include included includes including into is it its itself just kept known large last late later
    least less like little long made main make makes making many may me might more most mostly much must my near
    nearly never new no nor not nothing now of off often old on once one only onto or other others our out over own
    part parts per perhaps quite rather really s same second see several shall she should show shown since six small
    so some sometimes soon still such t take taken ten than that the their them themselves then there these they
    thing things this those though three through throughout thus time to today together too toward towards two
    under until up upon us use used uses using usually very was way we well went were what when where whether which
    while who whole whom whose why will with within without would year years yet you your""".split()
)
"""Words that tell nothing about the subject; left out of similarities."""

_MEMO = 1_000_000


class _Hashes(dict[str, int]):
    """Memo of word hashes; starts afresh when a million words are in it, so its memory is bounded."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MEMO:
            self.clear()
        value = 0 if word in FUNCTION_WORDS else crc32(word.encode("utf-8", "surrogatepass")) or 1
        self[word] = value
        return value


_hashes = _Hashes()


def all_hashes(text: str) -> "npt.NDArray[np.uint32]":
    """Return the hashes of all words of ``text`` in order, function words as 0. Shape: (words,)."""
    import numpy as np

    hashes = _hashes
    return np.array([hashes[word] for word in WORD.findall(text.lower())], dtype=np.uint32)


def content_hashes(text: str) -> "npt.NDArray[np.uint32]":
    """Return the hashes of the content words of ``text`` in order. Shape: (content words,)."""
    hashes = all_hashes(text)
    content: npt.NDArray[np.uint32] = hashes[hashes != 0]
    return content
