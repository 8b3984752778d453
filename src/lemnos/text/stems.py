"""Turns words into hashes of their stems, so that "migrates", "migrated" and "migrating" become one number.

Texts → ``Stems`` or ``Bags``. English endings are removed by rule (plural s, -ing, -ed, -ly, a doubled consonant, a
final e, y or i). Words of other alphabets are cut to their first four letters. Scripts without spaces and Korean are
split into pairs of characters (McNamee & Mayfield 2004, *Character n-gram tokenization for European language text
retrieval*). A stem is a prefix of its word, so its hash costs one more difference of the same prefix sums
(``lemnos.text.words``): 60 MB of text take about one CPU-second. Limitation: "hoped" and "hopped" get the same stem;
more often, related words such as "universe" and "universal" get different ones.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import HANGUL, UNSPACED
from lemnos.text.words import Block, Hashes, blocks, in_pairs, is_content, lowered

Indices = npt.NDArray[np.intp]

_S, _U, _I, _G, _N, _D, _E, _Y, _L = b"suigndeyl"
_KEPT_DOUBLED = np.frombuffer(b"aeioulsz", dtype=np.uint8)
"""Letters that are doubled in the word itself ("fall", "pass"), or that are never doubled before an ending."""
_PAIRED = re.compile(f"[{UNSPACED}{HANGUL}]{{2,}}")
"""Runs of letters without spaces between words, and Korean, whose words end in particles."""
_GREEK, _BEYOND = 0xCE, 0xE0
"""Range of first bytes of two-byte letters, from Greek and Cyrillic to Arabic; the second number is excluded."""
_PREFIX = 8
"""Bytes of four such letters."""


class Stems(NamedTuple):
    """The content words of several texts, in order. Shapes: (words,)."""

    stems: Hashes
    texts: npt.NDArray[np.intp]
    """The number of the text that each stem is from."""


class Bags(NamedTuple):
    """The distinct stems of several texts with their counts."""

    lengths: Indices
    """Number of distinct stems of each text. Shape: (texts,)."""
    stems: Hashes
    """Stems of one text after the other, sorted within each text. Shape: (entries,)."""
    counts: npt.NDArray[np.uint8]
    """Occurrences of each stem, at most 255. Shape: (entries,)."""


def stem_bags(texts: Sequence[str]) -> Bags:
    """Return the stems of the content words of each text with their counts."""
    stems = scan_stems(texts)
    keys, counts = np.unique(stems.texts.astype(np.uint64) << np.uint64(32) | stems.stems, return_counts=True)
    lengths = np.bincount((keys >> np.uint64(32)).astype(np.intp), minlength=len(texts))
    return Bags(lengths, keys.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8))


def scan_stems(texts: Sequence[str]) -> Stems:
    """Return the stems of all content words of several texts, in order."""
    encoded = [lowered(text if text.isascii() else _PAIRED.sub(in_pairs, text)) for text in texts]
    ends = np.cumsum([len(data) + 1 for data in encoded])
    stems, owners = [np.zeros(0, dtype=np.uint32)], [np.zeros(0, dtype=np.intp)]
    for block in blocks(b" ".join(encoded)):
        content = is_content(block.hashes(block.ends))
        kept = block._replace(starts=block.starts[content], ends=block.ends[content])
        stems.append(kept.hashes(_stem_ends(kept)))
        owners.append(np.searchsorted(ends, kept.starts + kept.offset, side="right"))
    return Stems(np.concatenate(stems), np.concatenate(owners))


def stem_sets(texts: Sequence[str]) -> list[frozenset[int]]:
    """Return the distinct stems of the content words of each text."""
    found: list[set[int]] = [set() for _ in texts]
    scanned = scan_stems(texts)
    for owner, stem in zip(scanned.texts.tolist(), scanned.stems.tolist(), strict=True):
        found[owner].add(stem)
    return list(map(frozenset, found))


def _stem_ends(block: Block) -> Indices:
    """Return the end of the stem of each word, as an index into ``block.letters``. Shape: (words,)."""
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
