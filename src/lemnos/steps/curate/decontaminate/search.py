"""Finds where in texts something like a probe stands.

Texts → ``Window``s: a probe, a text, a stretch of 1.5 times the probe's words, and the share of the probe's weighted
features in it. Hashes of all word triples (and pairs, for short probes) of a batch of texts are looked up in a map of
their first bits; most texts share nothing with any probe, and the search ends there. What passes is looked up in the
sorted features, and a running sum over the probes found decides which windows are compared feature by feature.
Costs 30 to 60 ms of a CPU for a megabyte of English.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.index import PAIR, SKIP, TRIPLE, Index, features
from lemnos.steps.curate.decontaminate.tokens import words_of
from lemnos.text.words import Hashes

WINDOW = 1.5
"""Length of a window in lengths of the probe."""
_APART = 1 << 24
"""Positions between two texts, so that no window spans both."""
_WINDOWS = 16
"""Windows of one probe that are compared in one text."""


class Window(NamedTuple):
    """A stretch of a text that holds much of a probe."""

    probe: int
    text: int
    start: int
    """First word, counted in the text."""
    end: int
    score: float
    """Share of the probe's weighted features in it, 0 to 1."""


class Searched(NamedTuple):
    """What was found in a batch of texts, and their words."""

    windows: list[Window]
    hashes: Hashes
    first: npt.NDArray[np.int64]
    """Where the words of each text begin. Shape: (texts + 1,)."""

    def words(self, text: int) -> Hashes:
        """Return the words of one text."""
        return self.hashes[self.first[text] : self.first[text + 1]]


def search(index: Index, texts: Sequence[str], threshold: float) -> Searched:
    """Find the windows of ``texts`` that hold enough of a probe.

    Args:
        index: What is looked for.
        texts: Texts without markup.
        threshold: Share of the weighted triples of a probe that a window must hold.
    """
    words = words_of(texts)
    first = np.searchsorted(words.texts, np.arange(len(texts) + 1)).astype(np.int64)
    streams = {kind: features(words.hashes, kind) for kind in (TRIPLE, PAIR, SKIP)}
    found = [_lookup(index, stream) for stream in streams.values()]
    at = np.concatenate([position for position, _ in found])
    if not len(at):
        return Searched([], words.hashes, first)
    key = np.concatenate([number for _, number in found])
    counts = index.posted[key + 1] - index.posted[key]
    posting = np.repeat(index.posted[key] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    posting += np.arange(len(posting))
    at = np.repeat(at, counts)
    probe = index.probe[posting].astype(np.int64)
    text = words.texts[at]
    place = text * _APART + at - first[text]
    order = np.lexsort((place, probe))
    probe, place, at = probe[order], place[order], at[order]
    posting = posting[order]
    weights = np.concatenate(([0.0], np.cumsum(index.weight[posting], dtype=np.float64)))
    span = _window_length(index.length[probe])
    combined = probe * (_APART * (len(texts) + 1)) + place
    last = np.searchsorted(combined, combined + span)
    sums = weights[last] - weights[:-1]
    bound = index.promising[probe] * np.where(index.paired[probe], 1.0, threshold)
    promising = np.flatnonzero(sums >= bound)
    distinct = [
        one for one in promising.tolist() if _distinct(posting, index.weight, one, int(last[one])) >= bound[one]
    ]
    windows = _compared(index, streams, np.array(distinct, np.int64), probe, at, words.texts, first, sums, threshold)
    return Searched(list(windows), words.hashes, first)


def _distinct(posting: npt.NDArray[np.int64], weight: npt.NDArray[np.float32], start: int, end: int) -> float:
    """Return the weight of the different features among some that were found."""
    return float(weight[np.unique(posting[start:end])].sum()) + 1e-4


def _window_length(words: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    length: npt.NDArray[np.int64] = np.ceil(WINDOW * words).astype(np.int64) + 2
    return length


def _lookup(index: Index, stream: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the positions whose feature finds a probe, and the number of the feature."""
    at = np.flatnonzero(index.slots[stream >> index.shift])
    wanted = stream[at]
    number = np.minimum(np.searchsorted(index.keys, wanted), len(index.keys) - 1)
    right = index.keys[number] == wanted
    return at[right], number[right]


def _compared(
    index: Index,
    streams: dict[int, npt.NDArray[np.uint64]],
    promising: npt.NDArray[np.int64],
    probe: npt.NDArray[np.int64],
    at: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    sums: npt.NDArray[np.float64],
    threshold: float,
) -> Iterator[Window]:
    """Yield the windows that hold enough of their probe; of those of a probe that overlap, the best."""
    if not len(promising):
        return
    owner = probe[promising] * len(first) + texts[at[promising]]
    for group in np.split(promising, np.flatnonzero(np.diff(owner)) + 1):
        number, text = int(probe[group[0]]), int(texts[at[group[0]]])
        length = ceil(WINDOW * int(index.length[number])) + 2
        wanted = index.features_of(number)
        total = index.total_of(number)
        paired = bool(index.paired[number])
        needed = float(index.needed[number]) / total if paired else threshold
        taken: list[int] = []
        for one in group[np.argsort(-sums[group], kind="stable")]:
            if len(taken) == _WINDOWS:
                break
            anchor = int(at[one])
            if any(abs(anchor - other) < length for other in taken):
                continue
            taken.append(anchor)
            low, high = max(anchor - length, int(first[text])), min(anchor + length, int(first[text + 1]))
            start, score = _best(
                [stream[low:high] for stream in (streams.values() if paired else (streams[TRIPLE],))],
                wanted,
                length,
            )
            if score >= needed * total:
                start += low - int(first[text])
                end = min(start + length, int(first[text + 1] - first[text]))
                yield Window(number, text, start, end, score / total)


def _best(streams: Sequence[npt.NDArray[np.uint64]], wanted: Mapping[int, float], length: int) -> tuple[int, float]:
    """Return where the window of this length begins that holds most of the wanted features, and their weight.

    A window that begins with a wanted feature is the best one; features are counted once.
    """
    places = [
        (position, feature)
        for stream in streams
        for position, feature in enumerate(stream.tolist())
        if feature in wanted
    ]
    places.sort()
    best, begins, total = 0.0, 0, 0.0
    counts: dict[int, int] = {}
    last = 0
    for position, feature in places:
        while last < len(places) and places[last][0] < position + length:
            added = places[last][1]
            counts[added] = counts.get(added, 0) + 1
            if counts[added] == 1:
                total += wanted[added]
            last += 1
        if total > best + 1e-6:
            best, begins = total, position
        counts[feature] -= 1
        if not counts[feature]:
            total -= wanted[feature]
    return begins, best
