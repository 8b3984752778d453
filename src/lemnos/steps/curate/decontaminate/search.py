"""Finds where in texts something like a probe stands.

Texts → ``Window``s: a probe, a text, a stretch of 1.5 times the probe's words, and the share of the probe's weighted
features in it. Hashes of all word triples (and pairs, for short probes) of a batch of texts are looked up in a map of
their first bits; most texts share nothing with any probe, and the search ends there. What passes is looked up in the
sorted features, and a running sum over the probes found decides which windows are compared feature by feature.
Costs 30 to 60 ms of a CPU for a megabyte of English.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.index import PAIR, SKIP, TRIPLE, Index, features
from lemnos.steps.curate.decontaminate.tokens import words_of
from lemnos.text.words import Hashes

WINDOW = 1.5
"""Length of a window in lengths of the probe."""
SHORT_THRESHOLD = 0.3
"""Share of the weighted features of a probe with pairs that a window holds; its words are then aligned."""
_PROMISING = 0.6
"""Share of the threshold that features which find a probe must reach for a window to be compared."""
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
    weights = np.concatenate(([0.0], np.cumsum(index.weight[posting[order]], dtype=np.float64)))
    span = _window_length(index.length[probe])
    combined = probe * (_APART * (len(texts) + 1)) + place
    last = np.searchsorted(combined, combined + span)
    sums = weights[last] - weights[:-1]
    needed = np.where(index.paired[probe], SHORT_THRESHOLD, threshold) * _PROMISING
    promising = np.flatnonzero(sums >= needed * index.finding[probe] - 1e-6)
    windows = _compared(index, streams, promising, probe, at, words.texts, first, sums, threshold)
    return Searched(list(windows), words.hashes, first)


def _window_length(words: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    return np.ceil(WINDOW * words).astype(np.int64) + 2


def _lookup(
    index: Index, stream: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
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
        wanted = index.own.row(number)
        weights = index.own_weight.row(number)
        total = float(weights.sum())
        needed = SHORT_THRESHOLD if index.paired[number] else threshold
        taken: list[int] = []
        for one in group[np.argsort(-sums[group], kind="stable")]:
            start = int(at[one])
            if any(abs(start - other) < length for other in taken):
                continue
            end = min(start + length, int(first[text + 1]))
            held = np.zeros(len(wanted), np.bool_)
            for kind, stream in streams.items():
                if kind == TRIPLE or index.paired[number]:
                    held |= np.isin(wanted, stream[start:end])
            score = float(weights[held].sum()) / total
            taken.append(start)
            if score >= needed:
                yield Window(number, text, start - int(first[text]), end - int(first[text]), score)
            if len(taken) >= _WINDOWS:
                break
