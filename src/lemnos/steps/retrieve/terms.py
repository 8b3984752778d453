"""Texts → terms: hashes of content words, which index pages and make up queries.

Words are those of ``lemnos.text.words``: case is ignored, and in scripts without spaces each pair of letters is a word.
Names of code are parted first, at underscores and where a capital follows a small letter, so that ``getUserById`` meets
"get a user by id". Function words and single characters are no terms. Costs 1 second for about 25 MB.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import UNSPACED, has_unspaced
from lemnos.text.words import Hashes, blocks, in_pairs, is_content, lowered, scan, word_hash

Ints = npt.NDArray[np.int64]
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][A-Za-z])")
_UNSPACED = re.compile(f"[{UNSPACED}]{{2,}}")
_SINGLE = frozenset(word_hash(character) for character in "abcdefghijklmnopqrstuvwxyz0123456789")


class Terms(NamedTuple):
    """The distinct terms of some texts, as compressed sparse rows."""

    starts: Ints
    """Where the terms of each text begin. Shape: (texts + 1,)."""
    terms: Hashes
    """The terms of each text, ascending. Shape: (entries,)."""
    counts: npt.NDArray[np.uint16]
    """How often each occurs in the text, at most 65,535. Shape: (entries,)."""
    words: npt.NDArray[np.int32]
    """Words of each text, function words included. Shape: (texts,)."""


def terms_of(texts: Sequence[str]) -> Terms:
    """Return the terms of some texts."""
    count = len(texts)
    words = scan([parted(text) for text in texts])
    lengths = np.bincount(words.texts, minlength=count).astype(np.int32)
    chosen = is_content(words.hashes)
    keys, counts = np.unique(
        words.texts[chosen].astype(np.uint64) << np.uint64(32) | words.hashes[chosen], return_counts=True
    )
    terms = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    several = ~np.isin(terms, np.array(sorted(_SINGLE), dtype=np.uint32))
    terms, counts, owners = terms[several], counts[several], (keys[several] >> np.uint64(32)).astype(np.int64)
    starts = np.searchsorted(owners, np.arange(count + 1))
    return Terms(starts.astype(np.int64), terms, np.minimum(counts, 65_535).astype(np.uint16), lengths)


def parted(text: str) -> str:
    """Return a text with a space inside names of code, where a capital follows a small letter.

    >>> parted("call getUserById of the OpenAPI")
    'call get User By Id of the Open API'
    """
    return _HUMP.sub(" ", text)


def spellings(text: str, wanted: Collection[int]) -> dict[int, str]:
    """Return how a text spells some terms, in lower case; those that it lacks are left out."""
    text = parted(text)
    if has_unspaced(text):
        text = _UNSPACED.sub(in_pairs, text)
    data = lowered(text)
    among = np.array(sorted(wanted), dtype=np.uint32)
    found: dict[int, str] = {}
    for block in blocks(data):
        hashes = block.hashes(block.ends)
        here = np.flatnonzero(np.isin(hashes, among))
        for term, first in zip(*np.unique(hashes[here], return_index=True), strict=True):
            start, end = block.starts[here[first]] + block.offset, block.ends[here[first]] + block.offset
            found.setdefault(int(term), data[start:end].decode("utf-8", "replace").lower())
    return found
