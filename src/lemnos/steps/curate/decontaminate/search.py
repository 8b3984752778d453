"""Finds where in texts something like a probe stands.

Texts → ``Window``s: a probe, a text, a stretch of 1.5 times the probe's words, and the share of the probe's weighted
features in it. Three filters, each on arrays, come before the comparison feature by feature: hashes of all word triples
and pairs are looked up in a map of their first bits, then in the sorted features; of each probe found, enough weight
must stand in a block of words, then in a window; of a short probe, all its words but those that may differ must stand
around. Costs 50 ms of a CPU for a megabyte of English, of which the hashes take half.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.index import COVERED_SHORT, I64, REACH, TRIPLE, Index, features
from lemnos.steps.curate.decontaminate.tokens import Words, words_of
from lemnos.text.words import Hashes

WINDOW = 1.5
"""Length of a window in lengths of the probe."""
_APART = 1 << 24
"""Positions between two texts, so that no window spans both."""
_WINDOWS = 16
"""Windows of one probe that are compared in one text."""
_BLOCK = 512
"""Words of a block in which features of a probe are summed."""
_SUMS = 1 << 17
"""Sums of blocks and probes that are kept apart."""
_SPREAD = 61_843
"""Odd number by which probes are spread over the sums."""


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
    all_words: Words

    def words(self, text: int) -> Hashes:
        """Return the words of one text."""
        hashes, first = self.all_words
        return hashes[first[text] : first[text + 1]]


def search(index: Index, texts: Sequence[str], threshold: float) -> Searched:
    """Find the windows of ``texts`` that hold enough of a probe.

    Args:
        index: What is looked for.
        texts: Texts without markup.
        threshold: Share of the weighted triples of a probe that a window must hold.
    """
    words = words_of(texts)
    streams = features(words.hashes)
    found = _found(index, streams, words, threshold)
    promising = found.promising()
    short = index.short[found.probe[promising]] >= 0
    hopeful = [one for one in promising[~short].tolist() if found.distinct(index, one) >= found.bound[one]]
    held = promising[short]
    held = held[_words_stand_there(index, found.probe[held], found.at[held], words.hashes)]
    chosen = np.sort(np.concatenate((np.array(hopeful, np.int64), held)))
    return Searched(list(_compared(index, streams, chosen, found, words.first, threshold)), words)


class _Found(NamedTuple):
    """Features of probes that stand in the texts, by probe and place. Shapes: (found,)."""

    probe: I64
    posting: I64
    at: I64
    """Number of the first word, counted through all texts."""
    text: I64
    combined: I64
    """Probe and place as one number, so that no stretch of one probe or text reaches into another."""
    bound: npt.NDArray[np.float64]
    """Weight of found features from which on a window of the probe is compared."""
    sums: npt.NDArray[np.float64]
    """Weight of the features found in the window that begins here."""
    last: I64
    """After the last feature of that window."""

    def promising(self) -> I64:
        """Return the features at which a window of enough weight begins."""
        return np.flatnonzero(self.sums >= self.bound)

    def distinct(self, index: Index, start: int) -> float:
        """Return the weight of the different features in the window that begins here."""
        return float(index.weight[np.unique(self.posting[start : self.last[start]])].sum()) + 1e-4


def _found(index: Index, streams: Sequence[npt.NDArray[np.uint64]], words: Words, threshold: float) -> _Found:
    """Look up all features, and leave out those of probes of which too little stands nearby."""
    looked_up = [index.lookup(stream) for stream in streams]
    at = np.concatenate([position for position, _ in looked_up])
    key = np.concatenate([number for _, number in looked_up])
    counts = index.posted[key + 1] - index.posted[key]
    posting = np.repeat(index.posted[key] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    at = np.repeat(at, counts)
    probe = index.probe[posting].astype(np.int64)
    bound = index.promising[probe] * np.where(index.paired[probe], 1.0, threshold)
    span = _window_length(index.length[probe])
    near = _enough_nearby(probe, at, index.weight[posting], bound, span)
    posting, at, probe, bound, span = posting[near], at[near], probe[near], bound[near], span[near]
    text = np.searchsorted(words.first, at, side="right") - 1
    combined = (probe * len(words.first) + text) * _APART + at - words.first[text]
    order = np.argsort(combined, kind="stable")
    combined, posting = combined[order], posting[order]
    weights = np.concatenate(([0.0], np.cumsum(index.weight[posting], dtype=np.float64)))
    last = np.searchsorted(combined, combined + span[order])
    sums = weights[last] - weights[:-1]
    return _Found(probe[order], posting, at[order], text[order], combined, bound[order], sums, last)


def _enough_nearby(
    probe: I64, at: I64, weight: npt.NDArray[np.float32], bound: npt.NDArray[np.float64], span: I64
) -> npt.NDArray[np.bool_]:
    """Return which features stand in a block of words that holds enough of their probe. Shape: (found,).

    Two sequences of blocks overlap by half, so any window of up to half a block lies in a block of one of them; wider
    windows pass. Blocks share sums by chance, which lets some more pass.
    """
    enough = span > _BLOCK // 2
    for offset in (0, _BLOCK // 2):
        place = (probe * _SPREAD + (at + offset) // _BLOCK) % _SUMS
        enough |= np.bincount(place, weight, _SUMS)[place] + 1e-4 >= bound
    return enough


def _words_stand_there(index: Index, probe: I64, at: I64, words: Hashes) -> npt.NDArray[np.bool_]:
    """Return around which places so many words of a short probe stand that the two may be aligned. Shape: (places,).

    The alignment asks for them in order, in a stretch of as many words and few more; here they may stand in any order
    on both sides.
    """
    row = index.short[probe]
    own = index.short_words[row]
    offset = np.arange(-REACH, REACH + 1)
    around = at[:, None] + offset
    inside = (around >= 0) & (around < len(words)) & (np.abs(offset) <= index.short_reach[row][:, None])
    region = np.where(inside, words[np.clip(around, 0, len(words) - 1)], 0)
    missing = (own != 0) & ~(own[:, :, None] == region[:, None, :]).any(axis=2)
    lost = (index.short_shares[row] * missing).sum(axis=1)
    enough: npt.NDArray[np.bool_] = (missing.sum(axis=1) <= index.short_spared[row]) & (lost <= 1.0001 - COVERED_SHORT)
    return enough


def _window_length(words: npt.NDArray[np.int32]) -> I64:
    length: I64 = np.ceil(WINDOW * words).astype(np.int64) + 2
    return length


def _compared(
    index: Index,
    streams: Sequence[npt.NDArray[np.uint64]],
    chosen: I64,
    found: _Found,
    first: I64,
    threshold: float,
) -> Iterator[Window]:
    """Yield the windows that hold enough of their probe; of those of a probe that overlap, the best."""
    if not len(chosen):
        return
    owner = found.combined[chosen] // _APART
    for group in np.split(chosen, np.flatnonzero(np.diff(owner)) + 1):
        number, text = int(found.probe[group[0]]), int(found.text[group[0]])
        length = ceil(WINDOW * int(index.length[number])) + 2
        wanted = index.features_of(number)
        total = float(index.total[number])
        paired = bool(index.paired[number])
        needed = float(index.needed[number]) if paired else threshold * total
        taken: list[int] = []
        for one in group[np.argsort(-found.sums[group], kind="stable")]:
            if len(taken) == _WINDOWS:
                break
            anchor = int(found.at[one])
            if any(abs(anchor - other) < length for other in taken):
                continue
            taken.append(anchor)
            low, high = max(anchor - length, int(first[text])), min(anchor + length, int(first[text + 1]))
            start, weight = _best(
                [stream[low:high] for stream in (streams if paired else streams[TRIPLE : TRIPLE + 1])],
                wanted,
                length,
            )
            if weight >= needed:
                start += low - int(first[text])
                end = min(start + length, int(first[text + 1] - first[text]))
                yield Window(number, text, start, end, weight / total)


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
