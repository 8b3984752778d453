"""Finds words that repeat: hashes of words → what n-grams cover, and loops.

The measures are those of Rae et al. 2021, table A1: of the most frequent 2-, 3- and 4-gram, the share of all letters
that its occurrences hold; of 5- to 10-grams, the share that those hold which stood before, no letter counted twice.
N-grams are sums of the hashes of their words times odd constants, sorted: two differ by chance in 2⁶⁴.

Cost: 2- to 5-grams are counted for every text; longer ones only where the 5-grams cover enough, because every 6-gram
that repeats consists of 5-grams that do.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
Lengths = npt.NDArray[np.int64]

_FACTORS = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, 11)], dtype=np.uint64)
_COPIES = 4
"""Times that a stretch stands in a row before it is a loop."""
_LONGEST_PERIOD = 200


class Repetition(NamedTuple):
    """What repeats in a text: shares of its letters."""

    top: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Of the most frequent 2-, 3- and 4-gram."""
    repeated: tuple[float, ...] = (0.0,) * 6
    """Of 5- to 10-grams that stood before."""


def repetition(hashes: Hashes, lengths: Lengths, least: float = 0.0) -> Repetition:
    """Return what repeats among words.

    Args:
        hashes: The hash of each word. Shape: (words,).
        lengths: Its letters. Shape: (words,).
        least: Share of 5-grams up to which longer ones are not counted, and are 0.
    """
    words = len(hashes)
    letters = int(lengths.sum())
    if words < 10 or not letters:
        return Repetition()
    ends = np.append(0, np.cumsum(lengths))
    wide = hashes.astype(np.uint64)
    grams = wide * _FACTORS[0]
    top: list[float] = []
    repeated: list[float] = []
    for n in range(2, 11):
        grams = grams[:-1] + wide[n - 1 :] * _FACTORS[n - 1]
        if n <= 4:
            top.append(_top(grams, ends, n) / letters)
        elif n == 5 or repeated[0] > least:
            repeated.append(_again(grams, lengths, n) / letters)
        else:
            repeated.append(0.0)
    return Repetition((top[0], top[1], top[2]), tuple(repeated))


def _top(grams: npt.NDArray[np.uint64], ends: Lengths, n: int) -> int:
    """Return the letters in all occurrences of the most frequent n-gram, if it occurs more than once."""
    ordered = np.sort(grams)
    borders = np.flatnonzero(np.diff(ordered, prepend=~ordered[0]))
    counts = np.diff(borders, append=len(ordered))
    most = int(counts.argmax())
    count = int(counts[most])
    if count < 2:
        return 0
    at = int(np.flatnonzero(grams == ordered[borders[most]])[0])
    return int(ends[at + n] - ends[at]) * count


def _again(grams: npt.NDArray[np.uint64], lengths: Lengths, n: int) -> int:
    """Return the letters of words within n-grams that stood before."""
    order = np.argsort(grams, kind="stable")
    ordered = grams[order]
    again = order[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return 0
    change = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.add.at(change, again, 1)
    np.add.at(change, again + n, -1)
    return int(lengths[np.cumsum(change[:-1]) > 0].sum())


def longest_loop(hashes: Hashes, least: int) -> tuple[int, int]:
    """Return the words of the longest loop of at least ``least`` words, and how many it repeats; zeros if none is.

    Within a loop every 5-gram stands again one period later. So the distances between equal 5-grams say which periods
    are worth a look; almost no text has one.
    """
    if len(hashes) < least:
        return 0, 0
    wide = hashes.astype(np.uint64)
    grams = np.zeros(len(wide) - 4, dtype=np.uint64)
    for number in range(5):
        grams += wide[number : len(wide) - 4 + number] * _FACTORS[number]
    order = np.argsort(grams, kind="stable")
    ordered = grams[order]
    distances = (order[1:] - order[:-1])[ordered[1:] == ordered[:-1]]
    counts = np.bincount(distances[distances <= _LONGEST_PERIOD], minlength=1)
    best, best_period = 0, 0
    for period in np.flatnonzero(counts >= max(1, least * (_COPIES - 1) // _COPIES - 4)).tolist():
        same = hashes[period:] == hashes[:-period]
        breaks = np.flatnonzero(~same)
        run = int(np.diff(breaks, prepend=-1, append=len(same)).max()) - 1
        if run >= (_COPIES - 1) * period and run + period >= max(least, best + 1):
            best, best_period = run + period, period
    return best, best_period
