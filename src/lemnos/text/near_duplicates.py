"""Finds near-duplicate texts: MinHash bands propose pairs, the Jaccard similarity decides, and no chain drops a text.

    word hashes ──▶ grams ──▶ band_keys ──▶ proposed (pairs) ──▶ jaccard ──▶ keep_best (who repeats whom)

A text is the set of its word 3-grams. Its signature has ``BINS`` values, each the minimum of a hash over the set: every
3-gram is hashed once, which chooses its bin (one-permutation hashing: Li, Owen and Zhang 2012, arXiv 1208.1259); bins
that stay empty, as in short texts, are filled in further rounds with other hashes. The value of a bin is then the
minimum over (round, hash), so two texts agree in a bin with a probability of exactly their similarity, which rotation
(arXiv 1406.4784) gives up for short texts. Bands of ``ROWS`` bins find a pair of similarity 0.8 with probability 0.991,
one of 0.9 with 0.99999 and one of 0.5 with 0.32. Costs about 10 ns a word beside the word hashes.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

GRAM = 3
"""Words in a shingle."""
ROWS = 5
"""Values of the signature in a band."""
BANDS = 12
"""Bands of a signature; texts that agree in one of them are compared."""
BINS = ROWS * BANDS
"""Values in a signature."""
_ROUNDS = 24
"""Rounds in which empty bins are filled; after that they borrow from the next."""
_FIRST = 4
"""Members of a bucket, the best ones, with which all others of it are compared."""
_NEIGHBOURS = 12
"""Members before it in the bucket with which one is compared."""
_HELD = 4096
"""Sets that ``find_copies`` holds."""
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_PRIMES = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], np.uint64
)
_HALF = np.uint64(32)
_STEPS = np.arange(_ROUNDS, dtype=np.uint64) * _PRIMES[4]
"""What is added to the hashes in each round."""


def mixed(values: Keys) -> Keys:
    """Return values with their bits mixed (the finaliser of SplitMix64)."""
    result = values ^ (values >> np.uint64(30))
    result *= np.uint64(0xBF58476D1CE4E5B9)
    result ^= result >> np.uint64(27)
    result *= np.uint64(0x94D049BB133111EB)
    result ^= result >> np.uint64(31)
    return result


def grams(hashes: Keys, ends: npt.NDArray[np.intp]) -> tuple[Keys, npt.NDArray[np.intp]]:
    """Return the hashes of the word 3-grams of several texts, in order and with repetitions.

    A text of one or two words has one, of what it has; an empty one has none.

    Args:
        hashes: Hashes of the words of all texts. Shape: (words,).
        ends: Index after the last word of each text. Shape: (texts,).

    Returns:
        The hashes, and the index after the last one of each text. Shapes: (grams,), (texts,).
    """
    words = hashes.astype(np.uint64, copy=False)
    lengths = np.diff(ends, prepend=0)
    short = (lengths > 0) & (lengths < GRAM)
    if short.any():  # pad short texts with a word that is none
        at = np.repeat(ends[short], GRAM - lengths[short])
        words = np.insert(words, at, np.uint64(0))
        lengths = np.where(short, GRAM, lengths)
        ends = np.cumsum(lengths)
    count = max(0, len(words) - GRAM + 1)
    made = words[:count] * _PRIMES[0]
    for place in range(1, GRAM):
        made ^= made >> np.uint64(29)
        made += words[place : place + count]
        made *= _PRIMES[place]
    made ^= made >> np.uint64(32)
    inside = np.ones(len(words), dtype=bool)
    full = lengths > 0
    for place in range(1, GRAM):
        inside[ends[full] - place] = False
    return made[inside[:count]], np.cumsum(np.where(full, lengths - GRAM + 1, 0))


def sequence_keys(hashes: Keys, ends: npt.NDArray[np.intp]) -> Keys:
    """Return a hash of the words of each text in their order. Shape: (texts,).

    Args:
        hashes: See ``grams``.
        ends: See ``grams``.
    """
    starts = np.concatenate((np.zeros(1, np.intp), ends[:-1]))
    lengths = ends - starts
    place = np.arange(len(hashes)) - np.repeat(starts, lengths)
    weighted = mixed(hashes + place.astype(np.uint64) * _PRIMES[0])
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(weighted, dtype=np.uint64)))
    return mixed((sums[ends] - sums[starts]) ^ (lengths.astype(np.uint64) * _PRIMES[1]))


def gram_set(hashes: Keys) -> Keys:
    """Return the sorted distinct 3-grams of one text. Shape: (distinct,)."""
    found, _ = grams(hashes, np.array([len(hashes)], dtype=np.intp))
    return distinct(found)


def distinct(values: Keys) -> Keys:
    """Return sorted distinct values; as ``np.unique``, without its checks. Shape: (distinct,)."""
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    result: Keys = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
    return result


def jaccard(left: Keys, right: Keys) -> float:
    """Return the Jaccard similarity, 0 to 1, of two sorted arrays of distinct values; 0 of two empty ones."""
    common = len(np.intersect1d(left, right, assume_unique=True))
    return common / max(1, len(left) + len(right) - common)


def signatures(values: Keys, ends: npt.NDArray[np.intp]) -> Keys:
    """Return the MinHash signatures of several sets.

    Args:
        values: Members of all sets, hashed; repetitions count once. Shape: (members,).
        ends: Index after the last member of each set. Shape: (sets,).

    Returns:
        Shape (sets, BINS). An empty set has the same value everywhere.
    """
    count = len(ends)
    table = np.full(count * BINS, _EMPTY, np.uint64)
    owner = np.repeat(np.arange(count), np.diff(ends, prepend=0))
    _fill(table, values, owner)
    rows = table.reshape(count, BINS)
    lacking = (rows == _EMPTY).any(axis=1) & (np.diff(ends, prepend=0) > 0)
    for round_ in range(1, _ROUNDS):
        if not lacking.any():
            return rows
        few = np.flatnonzero(lacking)
        chosen = lacking[owner]
        place = np.empty(count, np.intp)
        place[few] = np.arange(len(few))
        fresh = np.full(len(few) * BINS, _EMPTY, np.uint64)
        _fill(fresh, mixed(values[chosen] + _STEPS[round_]), place[owner[chosen]])
        held = rows[few]
        rows[few] = np.where(held == _EMPTY, fresh.reshape(len(few), BINS), held)
        lacking[few] = (rows[few] == _EMPTY).any(axis=1)
    for number in np.flatnonzero(lacking):
        filled = np.flatnonzero(rows[number] != _EMPTY)
        donor = filled[np.searchsorted(filled, np.arange(BINS)) % len(filled)]
        rows[number] = rows[number][donor] + (donor - np.arange(BINS)).astype(np.uint64)
    return rows


def _fill(table: Keys, values: Keys, owner: npt.NDArray[np.intp]) -> None:
    """Put the least value of each set and bin into a table of (sets × BINS), flat."""
    bins = ((values >> _HALF) * np.uint64(BINS)) >> _HALF
    np.minimum.at(table, owner * BINS + bins.astype(np.intp), values)


def band_keys(values: Keys, ends: npt.NDArray[np.intp]) -> Keys:
    """Return one key for each band of the signatures of several sets; sets that share a key are compared.

    Args:
        values: See ``signatures``.
        ends: See ``signatures``.

    Returns:
        Shape (sets, BANDS). Keys of different bands do not meet.
    """
    bands = signatures(values, ends).reshape(len(ends), BANDS, ROWS)
    keys: Keys = np.tile(np.arange(BANDS, dtype=np.uint64), (len(ends), 1))
    for row in range(ROWS):
        keys = mixed(keys * _PRIMES[1] + bands[:, :, row])
    return keys


def proposed(keys: Keys, numbers: Numbers) -> Numbers:
    """Return the pairs of members that share a key.

    All pairs of a bucket of up to ``_NEIGHBOURS`` + 1; of larger ones each member with the best ``_FIRST`` and with the
    ``_NEIGHBOURS`` before it, so the number of pairs grows with the members and not with their square.

    Args:
        keys: A key for each member, the best members first. Shape: (members,).
        numbers: Numbers of the members. Shape: (members,).

    Returns:
        Pairs of numbers, the better one first; a pair may be there more than once. Shape: (pairs, 2).
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(keys) else np.zeros(0, bool)
    firsts = np.flatnonzero(starts)
    sizes = np.diff(np.append(firsts, len(keys)))
    several = sizes > 1
    if not several.any():
        return np.zeros((0, 2), np.int64)
    kept = np.repeat(several, sizes)
    members = numbers[order][kept]
    sizes = sizes[several]
    bucket = np.repeat(np.arange(len(sizes)), sizes)
    head = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.arange(len(members)) - head
    found = []
    for distance in range(1, min(_NEIGHBOURS, int(sizes.max()) - 1) + 1):
        near = np.flatnonzero(bucket[distance:] == bucket[:-distance])
        found.append(np.stack((members[near], members[near + distance]), axis=1))
    for first in range(_FIRST):
        far = np.flatnonzero(place > first + _NEIGHBOURS)
        found.append(np.stack((members[head[far] + first], members[far]), axis=1))
    return np.concatenate(found)


def keep_best(better: Numbers, worse: Numbers) -> dict[int, int]:
    """Return the members that go, each with the place of the pair by which it goes.

    A member goes only if it is near to a better one that stays: of A ~ B ~ C where A is the best, B goes, and C stays
    unless it is near A. So nothing is dropped by a chain. Memory: some 60 bytes a pair.

    Args:
        better: The better member of each pair of near-duplicates. Shape: (pairs,). Where several better members stay,
            the first pair counts.
        worse: The other. Shape: (pairs,).
    """
    numbers, places = np.unique(np.concatenate((better, worse)), return_inverse=True)
    above, below = places[: len(better)], places[len(better) :]
    stays = np.ones(len(numbers), bool)
    open_ = np.zeros(len(numbers), bool)
    open_[below] = True
    by = np.full(len(numbers), len(better), np.int64)
    left = np.arange(len(better))
    while open_.any():
        left = left[open_[below[left]]]
        settled = left[~open_[above[left]] & stays[above[left]]]
        np.minimum.at(by, below[settled], settled)
        gone = below[settled]
        stays[gone] = False
        open_[gone] = False
        waiting = np.zeros(len(numbers), bool)
        left = left[open_[below[left]]]
        waiting[below[left[stays[above[left]]]]] = True  # a better one may still stay
        open_ &= waiting
    return {int(numbers[place]): int(by[place]) for place in np.flatnonzero(~stays)}


class Copies(NamedTuple):
    """What ``find_copies`` found."""

    of: Mapping[int, tuple[int, float]]
    """Number of a member that goes → number of the one that it repeats, which stays, and their similarity."""
    compared: int
    """Pairs that were compared in full."""


def find_copies(
    keys_of: Callable[[int], Keys],
    members: Numbers,
    set_of: Callable[[int], Keys],
    threshold: float,
    same: Keys | None = None,
) -> Copies:
    """Find the members that are near-duplicates of a better one, in memory; one band and ``_HELD`` sets are held.

    Args:
        keys_of: Returns the keys of all numbers in a band. Shape of its result: (numbers,).
        members: Numbers to compare, the best first. Shape: (members,).
        set_of: Number → sorted distinct members of its set.
        threshold: Least Jaccard similarity of near-duplicates.
        same: A hash of each number; those of equal hash are copies without comparison. Shape: (numbers,).
    """
    first = np.arange(len(members))  # place of the best member with the same hash
    if same is not None and len(members):
        _, heads, places = np.unique(same[members], return_index=True, return_inverse=True)
        first = heads[places]
    apart = np.flatnonzero(first == np.arange(len(members)))
    pairs = [proposed(keys_of(band)[members[apart]], apart) for band in range(BANDS)]
    joined = np.unique(np.concatenate([np.zeros((0, 2), np.int64), *pairs]), axis=0)
    held = lru_cache(maxsize=_HELD)(set_of)
    similar = np.array([jaccard(held(int(members[one])), held(int(members[other]))) for one, other in joined], float)
    near = np.flatnonzero(similar >= threshold)
    near = near[np.argsort(-similar[near], kind="stable")]
    better, worse = joined[near, 0], joined[near, 1]
    of = {
        number: (int(better[place]), float(similar[near[place]])) for number, place in keep_best(better, worse).items()
    }
    for place in np.flatnonzero(first != np.arange(len(members))).tolist():
        of[place] = of.get(int(first[place]), (int(first[place]), 1.0))
    return Copies(
        {int(members[place]): (int(members[kept]), found) for place, (kept, found) in of.items()}, len(joined)
    )
