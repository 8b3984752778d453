"""Turns words into stable 32-bit hashes, so that no vocabulary has to be built, shared or shipped.

Texts → ``Words``, arrays with one entry per word. Processes the bytes of a whole text at once, without a Python object
per word: a word's hash is the difference of two prefix sums of byte × Bⁱ, times B⁻ⁱ (a polynomial hash modulo 2⁶⁴), so
90 MB of text take one CPU-second. Limitation: two words collide with a probability of 1 in 4 billion; about one
document in 8,000 with 1,000 distinct words contains a colliding pair, which changes one similarity by one word.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import UNSPACED, has_unspaced, punctuation

Hashes = npt.NDArray[np.uint32]

FUNCTION_WORDS = """
    a about above after again against all almost along already also although always am among an and another any are
    around as at away back be became because become been before began being below between both but by came can
    cannot could did do does doing done down during each early either else even ever every few first five for former
    four from further gave get given go great had half has have having he her here hers herself him himself his how
    however i if in include included includes including into is it its itself just kept known large last late later
    least less like little long made main make makes making many may me might more most mostly much must my near
    nearly never new no nor not nothing now of off often old on once one only onto or other others our out over own
    part parts per perhaps quite rather really s same second see several shall she should show shown since six small
    so some sometimes soon still such t take taken ten than that the their them themselves then there these they
    thing things this those though three through throughout thus time to today together too toward towards two under
    until up upon us use used uses using usually very was way we well went were what when where whether which while
    who whole whom whose why will with within without would year years yet you your
""".split()
"""English words that carry no information about the subject; excluded from similarities."""

_UNSPACED = re.compile(f"[{UNSPACED}]{{2,}}")
_SIGMA = "Σ"
"""The one letter whose lower case depends on its neighbours."""
_SPARSE = 16
"""Bytes of a text for one beyond ASCII, from which on these are lowered one by one."""
_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_MIX = np.uint64(0xD6E8FEB86659FD93)
_EIGHT = np.uint64(0x9E3779B97F4A7C15)
_LOW_BYTES = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
"""Number of bytes → a mask of so many low bytes."""
_BLOCK = 1 << 17
"""Bytes that are hashed at once, which limits the tables of powers; a longer word is hashed in parts."""


def _letters() -> npt.NDArray[np.uint8]:
    """Return a table of bytes: ASCII letters in lower case, digits and bytes of other scripts unchanged, others 0."""
    table = np.zeros(256, dtype=np.uint8)
    table[128:] = np.arange(128, 256)
    for byte in range(128):
        if chr(byte).isalnum():
            table[byte] = ord(chr(byte).lower())
    return table


_LETTERS = _letters()


@cache
def _powers() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return Bⁱ and B⁻ⁱ modulo 2⁶⁴. Shapes: (_BLOCK + 1,)."""
    tables = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        steps = np.full(_BLOCK + 1, base, dtype=np.uint64)
        steps[0] = 1
        tables.append(np.cumprod(steps, dtype=np.uint64))
    return tables[0], tables[1]


class Block(NamedTuple):
    """The words in at most ``_BLOCK`` bytes of text, ready to be hashed."""

    offset: int
    """Offset of the block in the whole text, in bytes."""
    letters: npt.NDArray[np.uint8]
    """The bytes of the block in lower case, 0 between words. Shape: (bytes,)."""
    prefix: npt.NDArray[np.uint64]
    """Sums of byte × Bⁱ. Shape: (bytes + 1,)."""
    starts: npt.NDArray[np.intp]
    """Index of the first byte of each word. Shape: (words,)."""
    ends: npt.NDArray[np.intp]
    """Index after the last byte of each word. Shape: (words,)."""

    def hashes(self, ends: npt.NDArray[np.intp]) -> Hashes:
        """Return the hash of each word from its start to its index in ``ends``. Shape: (words,)."""
        mixed = (self.prefix[ends] - self.prefix[self.starts]) * _powers()[1][self.starts]
        mixed ^= mixed >> np.uint64(29)
        mixed *= _MIX
        return np.maximum((mixed >> np.uint64(32)).astype(np.uint32), 1)  # 0 is reserved for "no word"


def blocks(whole: bytes) -> Iterator[Block]:
    """Yield the words of ``whole``, which is texts joined by spaces, block by block."""
    forward, low = _powers()[0], 0
    while low < len(whole):
        high = low + _BLOCK
        if high < len(whole):
            high = max(whole.rfind(b" ", low + 1, high) + 1, 0) or high
        letters = _LETTERS[np.frombuffer(whole[low:high], dtype=np.uint8)]
        inside = np.zeros(len(letters) + 2, dtype=bool)
        np.not_equal(letters, 0, out=inside[1:-1])
        borders = np.flatnonzero(inside[1:] != inside[:-1])
        prefix = np.zeros(len(letters) + 1, dtype=np.uint64)
        np.cumsum(letters * forward[: len(letters)], out=prefix[1:])
        yield Block(low, letters, prefix, borders[::2], borders[1::2])
        low = high


def string_hashes(strings: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return the case-sensitive 64-bit hash of each whole string. Shape: (strings,).

    Limitation: not safe against an adversary, who can make strings of over a thousand characters collide.
    """
    encoded = [string.encode("utf-8", "surrogatepass")[:_BLOCK] for string in strings]
    lengths = np.array([len(data) for data in encoded], dtype=np.int64)
    ends = np.cumsum(lengths)
    forward, backward = _powers()
    result = np.empty(len(encoded), dtype=np.uint64)
    first = 0
    while first < len(encoded):
        begin = int(ends[first] - lengths[first])
        last = max(int(np.searchsorted(ends, begin + _BLOCK, side="right")), first + 1)
        data = np.frombuffer(b"".join(encoded[first:last]), dtype=np.uint8)
        prefix = np.zeros(len(data) + 1, dtype=np.uint64)
        # Adding 1 makes zero bytes count; the length is added below.
        np.cumsum((data.astype(np.uint64) + np.uint64(1)) * forward[: len(data)], out=prefix[1:])
        stops = ends[first:last] - begin
        starts = stops - lengths[first:last]
        mixed = (prefix[stops] - prefix[starts]) * backward[starts] + lengths[first:last].astype(np.uint64)
        for _ in range(2):
            mixed ^= mixed >> np.uint64(29)
            mixed *= _MIX
        result[first:last] = mixed ^ (mixed >> np.uint64(32))
        first = last
    return result


class Words(NamedTuple):
    """The words of several texts, in order. Shapes: (words,)."""

    hashes: Hashes
    """Hashes of all words, function words included; case is ignored."""
    texts: npt.NDArray[np.intp]
    """The number of the text that each word is from."""
    small: npt.NDArray[np.bool_]
    """Whether each word begins with a lower-case letter (a to z)."""


def scan(texts: Sequence[str]) -> Words:
    """Return the hashes of all words of several texts, in order.

    In scripts without spaces, each pair of adjacent letters is a word.
    """
    texts = [_UNSPACED.sub(in_pairs, text) if has_unspaced(text) else text for text in texts]
    encoded = [lowered(text) for text in texts]
    ends = np.cumsum([len(data) + 1 for data in encoded])
    raw = b" ".join(map(_cased, texts, encoded))
    starts, hashes = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.uint32)]
    for block in blocks(b" ".join(encoded)):
        starts.append(block.starts + block.offset)
        hashes.append(block.hashes(block.ends))
    first = np.concatenate(starts)
    initials = np.frombuffer(raw, dtype=np.uint8)[first]
    small = (initials >= ord("a")) & (initials <= ord("z"))
    return Words(np.concatenate(hashes), np.searchsorted(ends, first, side="right"), small)


class WordRuns(NamedTuple):
    """The words of several texts as 64-bit hashes, in order."""

    hashes: npt.NDArray[np.uint64]
    """Hashes of all words; case is ignored. Not those of ``scan``. Shape: (words,)."""
    ends: npt.NDArray[np.intp]
    """Index after the last word of each text. Shape: (texts,)."""


def word_runs(texts: Sequence[str]) -> WordRuns:
    """Return the 64-bit hashes of all words of several texts.

    The words are those of ``scan``, at a third of its cost: eight bytes of each word are read at once, so the work
    grows with the words and not with their letters. For comparing whole texts, where no hash is ever looked up or kept.
    """
    texts = [_UNSPACED.sub(in_pairs, text) if has_unspaced(text) else text for text in texts]
    encoded = [lowered(text) for text in texts]
    letters = (b" ".join(encoded) + b" " * 16).translate(_LETTERS.tobytes())
    starts, stops = _borders(letters)
    lengths = stops - starts
    eight = np.ndarray((len(letters) - 7,), np.dtype("<u8"), buffer=letters, strides=(1,))
    hashes = (eight[starts] & _LOW_BYTES[np.minimum(lengths, 8)]) * _EIGHT
    hashes ^= hashes >> np.uint64(32)
    longer, done = np.flatnonzero(lengths > 8), 8
    while len(longer):
        left = lengths[longer] - done
        mixed = (hashes[longer] + (eight[starts[longer] + done] & _LOW_BYTES[np.minimum(left, 8)])) * _MIX
        mixed ^= mixed >> np.uint64(32)
        hashes[longer] = mixed
        longer, done = longer[left > 8], done + 8
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    ends = np.cumsum([len(data) + 1 for data in encoded], dtype=np.intp)
    return WordRuns(hashes, np.searchsorted(starts, ends))


def word_borders(data: bytes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the offset of the first byte of each word of ``data``, as ``lowered`` gives it, and that after its last.

    Shapes: (words,).
    """
    return _borders(data.translate(_LETTERS.tobytes()) + b"\0")


def _borders(letters: bytes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    inside = np.zeros(len(letters) + 1, dtype=bool)
    np.not_equal(np.frombuffer(letters, np.uint8), 0, out=inside[1:])
    borders = np.flatnonzero(inside[1:] != inside[:-1])
    return borders[::2], borders[1::2]


def in_pairs(run: re.Match[str]) -> str:
    """Return all pairs of adjacent letters of a run of letters, separated by spaces."""
    letters = run[0]
    return f" {' '.join(map(str.__add__, letters, letters[1:]))} "


def word_hash(word: str) -> int:
    """Return the hash of a single word, equal to that of ``scan``, for looking words up one at a time."""
    value, power = 0, 1
    for byte in word.lower().encode("utf-8", "surrogatepass"):
        value = (value + byte * power) & _MASK
        power = power * _BASE & _MASK
    value ^= value >> 29
    return max((value * int(_MIX) & _MASK) >> 32, 1)


def _cased(text: str, lower: bytes) -> bytes:
    """Return the bytes of ``text`` with its case, or ``lower`` if the two differ in length."""
    if text.isascii():
        return text.encode()
    data = punctuation().sub(" ", text).encode("utf-8", "surrogatepass")
    return data if len(data) == len(lower) else lower.lower()


def lowered(text: str) -> bytes:
    """Return the bytes in which words are looked for: in lower case, with multi-byte punctuation replaced by spaces.

    ASCII letters are returned unchanged, because the table of letters lowers them. Where few others stand between them,
    only these are read one by one.
    """
    if text.isascii():
        return text.encode()
    data = text.encode("utf-8", "surrogatepass")
    beyond = np.flatnonzero(np.frombuffer(data, np.uint8) > 127)
    if len(beyond) * _SPARSE > len(data) or _SIGMA in text:
        return _lowered(text)
    firsts = np.flatnonzero(np.diff(beyond, prepend=-2) != 1)
    pieces: list[bytes] = []
    done = 0
    for start, last in zip(
        beyond[firsts].tolist(), beyond[np.append(firsts[1:], len(beyond)) - 1].tolist(), strict=True
    ):
        pieces += (data[done:start], _lowered_letters(data[start : last + 1].decode("utf-8", "surrogatepass")))
        done = last + 1
    pieces.append(data[done:])
    return b"".join(pieces)


@lru_cache(1 << 12)
def _lowered_letters(letters: str) -> bytes:
    return _lowered(letters)


def _lowered(text: str) -> bytes:
    return punctuation().sub(" ", text.lower()).encode("utf-8", "surrogatepass")


@cache
def _function_table() -> npt.NDArray[np.bool_]:
    """Return which buckets hold no function word; one content word in 3,000 shares a bucket with one and is lost."""
    table = np.ones(1 << 20, dtype=bool)
    table[scan(FUNCTION_WORDS).hashes & np.uint32(len(table) - 1)] = False
    return table


def is_content(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Return which words are not function words. Shape: (words,)."""
    table = _function_table()
    content: npt.NDArray[np.bool_] = table[hashes & np.uint32(len(table) - 1)]
    return content
