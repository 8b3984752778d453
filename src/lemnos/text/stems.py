"""Words as hashes of their stems: "migrates", "migrated" and "migrating" are one number.

English endings are taken off by rule (plural s, -ing, -ed, -ly, a doubled consonant, a final e, y or i). Words of other
alphabets count by their first four letters, and writing without spaces by pairs of characters (McNamee & Mayfield 2004,
*Character n-gram tokenization for European language text retrieval*). A stem is a prefix of its word, so its hash
costs one more difference of the same prefix sums (``lemnos.text.words``): 60 MB of text take about one CPU-second.
Wrong joins ("universe" and "universal" stay apart, "hoped" and "hopped" meet) are rarer than the right ones that are
missed.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.words import Block, Hashes, blocks, is_content, lowered

Places = npt.NDArray[np.intp]

_S, _U, _I, _G, _N, _D, _E, _Y, _L = b"suigndeyl"
_KEPT_DOUBLED = np.frombuffer(b"aeioulsz", dtype=np.uint8)
"""Letters that words end in twice by themselves ("fall", "pass"), or that do not double."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
"""Thai, Lao, Burmese, Khmer, kana and Han: runs of letters with no space between words."""
_GREEK, _BEYOND = 0xCE, 0xE0
"""First bytes of alphabets of two bytes a letter, from Greek and Cyrillic to Arabic; and the first byte beyond."""
_PREFIX = 8
"""Bytes of four of their letters."""


class Stems(NamedTuple):
    """The content words of several texts, in order. Shapes: (words,)."""

    stems: Hashes
    texts: npt.NDArray[np.intp]
    """The number of the text that each is from."""


class Bags(NamedTuple):
    """The stems of several texts, each once a text, and how often."""

    lengths: Places
    """How many stems each text has. Shape: (texts,)."""
    stems: Hashes
    """Text after text, sorted within each. Shape: (entries,)."""
    counts: npt.NDArray[np.uint8]
    """255 at the most. Shape: (entries,)."""


def stem_bags(texts: Sequence[str]) -> Bags:
    """Count the stems of the content words of each text."""
    found = scan_stems(texts)
    keys, counts = np.unique(found.texts.astype(np.uint64) << np.uint64(32) | found.stems, return_counts=True)
    lengths = np.bincount((keys >> np.uint64(32)).astype(np.intp), minlength=len(texts))
    return Bags(lengths, keys.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8))


def scan_stems(texts: Sequence[str]) -> Stems:
    """Hash the stems of all content words of several texts."""
    encoded = [lowered(text if text.isascii() else _UNSPACED.sub(_in_pairs, text)) for text in texts]
    ends = np.cumsum([len(data) + 1 for data in encoded])
    stems, owners = [np.zeros(0, dtype=np.uint32)], [np.zeros(0, dtype=np.intp)]
    for block in blocks(b" ".join(encoded)):
        content = is_content(block.hashes(block.ends))
        kept = block._replace(starts=block.starts[content], ends=block.ends[content])
        stems.append(kept.hashes(_stem_ends(kept)))
        owners.append(np.searchsorted(ends, kept.starts + kept.offset, side="right"))
    return Stems(np.concatenate(stems), np.concatenate(owners))


def _in_pairs(run: re.Match[str]) -> str:
    """Return a run of letters as all its pairs of neighbours, with spaces between them."""
    letters = run[0]
    return f" {' '.join(map(str.__add__, letters, letters[1:])) or letters} "


def _stem_ends(block: Block) -> Places:
    """Return where the stem of each word ends. Shape: (words,)."""
    letters, starts, end = block.letters, block.starts, block.ends.copy()
    if not len(starts):
        return end
    first = letters[starts]
    end = np.where((first >= _GREEK) & (first < _BEYOND), np.minimum(end, starts + _PREFIX), end)
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
