"""Words as hashes of their stems: "migrates", "migrated" and "migrating" are one number.

The rules take off English endings only (plural s, -ing, -ed, -ly, a doubled consonant, a final e, y or i); words of
other scripts keep theirs. A stem is a prefix of its word, so its hash costs one more difference of the same prefix sums
(``lemnos.text.words``): 60 MB of text take about one CPU-second. Wrong joins ("universe" and "universal" stay apart,
"hoped" and "hopped" meet) are rarer than the right ones that are missed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.words import Block, Hashes, blocks, is_content, lowered

Places = npt.NDArray[np.intp]

_S, _U, _I, _G, _N, _D, _E, _Y, _L = b"suigndeyl"
_KEPT_DOUBLED = np.frombuffer(b"aeioulsz", dtype=np.uint8)
"""Letters that words end in twice by themselves ("fall", "pass"), or that do not double."""


class Stems(NamedTuple):
    """The content words of several texts, in order. Shapes: (words,)."""

    stems: Hashes
    texts: npt.NDArray[np.intp]
    """The number of the text that each is from."""


def scan_stems(texts: Sequence[str]) -> Stems:
    """Hash the stems of all content words of several texts."""
    encoded = [lowered(text) for text in texts]
    ends = np.cumsum([len(data) + 1 for data in encoded])
    stems, owners = [np.zeros(0, dtype=np.uint32)], [np.zeros(0, dtype=np.intp)]
    for block in blocks(b" ".join(encoded)):
        content = is_content(block.hashes(block.ends))
        kept = block._replace(starts=block.starts[content], ends=block.ends[content])
        stems.append(kept.hashes(_stem_ends(kept)))
        owners.append(np.searchsorted(ends, kept.starts + kept.offset, side="right"))
    return Stems(np.concatenate(stems), np.concatenate(owners))


def _stem_ends(block: Block) -> Places:
    """Return where the stem of each word ends. Shape: (words,)."""
    letters, starts, end = block.letters, block.starts, block.ends.copy()
    if not len(starts):
        return end
    last, second = letters[end - 1], letters[np.maximum(end - 2, 0)]
    end -= (end - starts > 3) & (last == _S) & (second != _S) & (second != _U) & (second != _I)
    length = end - starts
    last, second, third = (letters[np.maximum(end - back, 0)] for back in (1, 2, 3))
    ing = (length > 5) & (last == _G) & (second == _N) & (third == _I)
    ed = (length > 4) & (last == _D) & (second == _E) & (third != _E)
    end -= 3 * ing + 2 * (ed | (length > 5) & (last == _Y) & (second == _L))
    last, second = letters[end - 1], letters[np.maximum(end - 2, 0)]
    end -= (ing | ed) & (last == second) & ~np.isin(last, _KEPT_DOUBLED) & (end - starts > 3)
    last = letters[end - 1]
    end -= (end - starts > 3) & ((last == _E) | (last == _Y) | (last == _I))
    return end
