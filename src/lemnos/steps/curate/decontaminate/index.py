"""What is looked for as arrays in a folder, made once and mapped into memory by every worker.

``Probe``s and the rarity of words → ``Index``. The features of a probe are its word triples, each weighted by the mean
rarity of its words and by how few groups of items share it. Probes with few triples also have pairs of adjacent words
and of words with one between them, so that a word may change in a question of five. A feature that very many probes
share finds no probe, but counts where one is compared.

Memory: about 60 bytes a feature, 5 kB for an item of 60 words with a long answer; a map of four to eight bytes a
feature that finds probes, read at random for each word of the corpus. All of it is shared by the workers of a machine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.probes import SHORT, Probe
from lemnos.steps.curate.decontaminate.rarity import Rarity
from lemnos.steps.curate.decontaminate.tokens import hashes_of
from lemnos.text.words import Hashes

U64 = npt.NDArray[np.uint64]
F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

TRIPLE, PAIR, SKIP = range(3)
_PRIMES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
COVERED_SHORT = 0.7
"""Share of the weighted words of a short probe that must stand in a text."""
PAIRED_THRESHOLD = 0.4
"""Share of the weighted features of a probe of few triples, but not short, that a window must hold."""
PROMISING = 0.6
"""Share of the threshold, of the features that find a probe, from which on a window is compared."""
REACH = 2 * SHORT
"""Words that the parts of a short probe may stand apart; a window of one is shorter."""
_FEW = 8
"""Triples below which a probe has pairs too."""
_MOST_SHARED = 64
"""Probes that may share a feature that finds them; of a probe without any such feature, the rarest find it."""
_RAREST = 3
_KEPT = 4_000
"""Probes whose features a worker has at hand; about 10 kB each."""
_LEFT = 1
"""Features by which a short probe is found, whichever of its words differ."""


def features(words: Hashes) -> tuple[U64, U64, U64]:
    """Return the hash of every triple, pair and skipping pair of words, by its first word; 0 for the last ones.

    Args:
        words: Hashes of words in order. Shape: (words,).
    """
    wide = words.astype(np.uint64)
    first, second, third = wide * _PRIMES[0], wide[1:] * _PRIMES[1], wide[2:] * _PRIMES[2]
    pair = first[:-1] ^ second
    return _mixed(pair[:-1] ^ third, len(words)), _mixed(pair, len(words)), _mixed(first[:-2] ^ third, len(words))


def _mixed(feature: U64, count: int) -> U64:
    result = np.zeros(count, np.uint64)
    mixed = result[: len(feature)]
    np.right_shift(feature, np.uint64(29), out=mixed)
    mixed ^= feature
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return result


class Index:
    """Everything that a worker needs to search; all arrays are memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

        def load(name: str) -> Any:
            return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

        self._slots: npt.NDArray[np.uint8] = load("slots")
        """A bit for each beginning of a feature: whether one that finds a probe may have it. Shape: (bytes,)."""
        self._shift = np.uint64(64 - (8 * len(self._slots)).bit_length() + 1)
        self.keys: U64 = load("keys")
        """The features that find probes, sorted. Shape: (keys,)."""
        self.posted: I64 = load("posted")
        """Where the probes of each key begin. Shape: (keys + 1,)."""
        self.probe: npt.NDArray[np.int32] = load("probe")
        self.weight: F32 = load("weight")
        """Weight of the key in the probe. Shapes: (postings,)."""
        self.needed: F32 = load("needed")
        """Weight of all features that a window must hold, for probes with pairs; 0 for others. Shape: (probes,)."""
        self.promising: F32 = load("promising")
        """Weight, of the features that find the probe, from which on a window is compared: that weight for probes with
        pairs, the share of a threshold of 1 for others. Shape: (probes,)."""
        self.length: npt.NDArray[np.int32] = load("length")
        """Words of all parts. Shape: (probes,)."""
        self.item: npt.NDArray[np.int32] = load("item")
        self.paired: npt.NDArray[np.bool_] = load("paired")
        """Whether pairs are among the features. Shapes: (probes,)."""
        self.total: F32 = load("total")
        """Weight of all features. Shape: (probes,)."""
        self.short: npt.NDArray[np.int32] = load("short")
        """Row of a probe of fewer than ``SHORT`` words among these; -1 for others. Shape: (probes,)."""
        self.short_words: Hashes = load("short_words")
        """Words of short probes, 0 after the last one. Shape: (rows, SHORT - 1)."""
        self.short_shares: F32 = load("short_shares")
        """Share of the weight of a short probe that each word has. Shape: as ``short_words``."""
        self.short_spared: npt.NDArray[np.int64] = load("short_spared")
        """Words that may differ. Shape: (rows,)."""
        self.short_reach: npt.NDArray[np.int64] = load("short_reach")
        """Words from one of its words to the farthest that can be aligned with it. Shape: (rows,)."""
        self._own: U64 = load("own")
        self._own_weight: F32 = load("own_weight")
        self._own_starts: I64 = load("own_starts")
        self._known: dict[int, dict[int, float]] = {}
        self._texts = np.memmap(folder / "probes.jsonl", dtype=np.uint8, mode="r")
        self._text_starts: I64 = load("text_starts")
        self._items = np.memmap(folder / "items.jsonl", dtype=np.uint8, mode="r")
        self._item_starts: I64 = load("item_starts")
        self.rarity = Rarity(load("rarity"), int(load("documents")[0]))

    def features_of(self, probe: int) -> Mapping[int, float]:
        """Return the features of a probe with their weights."""
        known = self._known.get(probe)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            start, end = self._own_starts[probe : probe + 2].tolist()
            pairs = zip(self._own[start:end].tolist(), self._own_weight[start:end].tolist(), strict=True)
            known = self._known[probe] = dict(pairs)
        return known

    def lookup(self, stream: U64) -> tuple[I64, I64]:
        """Return the positions in ``stream`` of features that find a probe, and their numbers in ``keys``."""
        slots = stream >> self._shift
        held = self._slots.take((slots >> np.uint64(3)).view(np.int64), mode="wrap")
        at = np.flatnonzero(held >> (slots & np.uint64(7)).astype(np.uint8) & np.uint8(1))
        wanted = stream[at]
        number = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        right = self.keys[number] == wanted
        return at[right], number[right]

    def named_items(self) -> list[tuple[int, Item]]:
        """Return the items with tools or titles, and their numbers."""
        return msgspec.msgpack.decode((self.folder / "named.msgpack").read_bytes(), type=list[tuple[int, Item]])

    def probe_at(self, number: int) -> Probe:
        """Return a probe with its texts."""
        data = self._texts[self._text_starts[number] : self._text_starts[number + 1]].tobytes()
        return msgspec.json.decode(data, type=Probe)

    def item_at(self, number: int) -> Item:
        """Return an item."""
        data = self._items[self._item_starts[number] : self._item_starts[number + 1]].tobytes()
        return msgspec.json.decode(data, type=Item)


def build(folder: Path, items: Sequence[Item], probes: Sequence[Probe], rarity: Rarity) -> None:
    """Write the index of ``probes`` into ``folder``, which exists.

    Args:
        folder: Where the arrays are written.
        items: All items.
        probes: What is looked for; there is at least one.
        rarity: Document frequencies of words, items included.
    """
    rows = [_features_of(probe, rarity) for probe in probes]
    own = np.concatenate([row.keys for row in rows])
    lengths = np.array([len(row.keys) for row in rows], np.int64)
    owner = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
    weight = np.concatenate([row.weights for row in rows]) * _share(own, owner, probes, items)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    finds = _finding(own, owner, weight, rows, starts)
    needed, promising = _bounds(rows, starts, weight, finds)
    order = np.flatnonzero(finds)
    order = order[np.argsort(own[order], kind="stable")]
    keys, first = np.unique(own[order], return_index=True)
    short = [number for number, row in enumerate(rows) if row.words < SHORT]
    short_words = np.zeros((len(short), SHORT - 1), np.uint32)
    short_shares = np.zeros((len(short), SHORT - 1), np.float32)
    for place, number in enumerate(short):
        words = np.concatenate([hashes_of(part) for part in probes[number].parts])
        short_words[place, : len(words)] = words
        short_shares[place, : len(words)] = rows[number].rarity / rows[number].rarity.sum()
    row_of = np.full(len(rows), -1, np.int32)
    row_of[short] = np.arange(len(short))
    texts = [msgspec.json.encode(probe) for probe in probes]
    packed = [msgspec.json.encode(item) for item in items]
    named = [(number, item) for number, item in enumerate(items) if item.tools or item.titles]
    (folder / "named.msgpack").write_bytes(msgspec.msgpack.encode(named))
    (folder / "probes.jsonl").write_bytes(b"".join(texts))
    (folder / "items.jsonl").write_bytes(b"".join(packed))
    arrays = {
        "slots": _slots(keys),
        "keys": keys,
        "posted": np.append(first, len(order)).astype(np.int64),
        "probe": owner[order],
        "weight": weight[order],
        "needed": needed,
        "promising": promising,
        "length": np.array([row.words for row in rows], np.int32),
        "item": np.array([probe.item for probe in probes], np.int32),
        "paired": np.array([row.paired for row in rows], np.bool_),
        "total": np.add.reduceat(weight, starts[:-1]),
        "short": row_of,
        "short_words": short_words,
        "short_shares": short_shares,
        "short_spared": np.array([spared(rows[number].words) for number in short], np.int64),
        "short_reach": np.array([_reach(rows[number].words, probes[number]) for number in short], np.int64),
        "own": own,
        "own_starts": starts,
        "own_weight": weight,
        "text_starts": _starts(texts),
        "item_starts": _starts(packed),
        "rarity": rarity.table,
        "documents": np.array([rarity.documents], np.int64),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def _slots(keys: U64) -> npt.NDArray[np.uint8]:
    """Return a bit for each beginning of a key, 32 to 64 bits a key. Shape: (2 ** bits / 8,)."""
    bits = min(max(int(len(keys) * 32).bit_length(), 16), 34)
    slots = keys >> np.uint64(64 - bits)
    held = np.zeros(1 << bits - 3, np.uint8)
    np.bitwise_or.at(held, slots >> np.uint64(3), np.uint8(1) << (slots & np.uint64(7)).astype(np.uint8))
    return held


def _starts(texts: Iterable[bytes]) -> I64:
    return np.cumsum([0, *map(len, texts)], dtype=np.int64)


class _Row(NamedTuple):
    """The features of one probe, sorted, with the mean rarity of their words."""

    keys: U64
    weights: F32
    words: int
    paired: bool
    holds: npt.NDArray[np.bool_]
    """Which words each feature is of, for short probes. Shape: (features, words)."""
    rarity: F32
    """Of each word, for short probes. Shape: (words,)."""


def _features_of(probe: Probe, rarity: Rarity) -> _Row:
    parts = [hashes_of(part) for part in probe.parts]
    triples = sum(max(0, len(part) - 2) for part in parts)
    length = sum(map(len, parts))
    paired = triples < _FEW or length < SHORT
    kinds = (PAIR, SKIP) if length < SHORT else (TRIPLE, PAIR, SKIP) if paired else (TRIPLE,)
    keys: list[U64] = []
    weights: list[F32] = []
    places: list[tuple[int, int]] = []
    first_word = 0
    for part in parts:
        rare = rarity.weights(part)
        streams = features(part)
        for kind in kinds:
            found = streams[kind]
            reach = 2 if kind == PAIR else 3
            count = max(0, len(part) - reach + 1)
            middle = rare[1 : count + 1] if kind != SKIP else 0
            last = rare[2 : count + 2] if kind != PAIR else 0
            keys.append(found[:count])
            weights.append(((rare[:count] + middle + last) / np.float32(3 if kind == TRIPLE else 2)).astype(np.float32))
            places.extend((first_word + at, first_word + at + reach - 1) for at in range(count) if length < SHORT)
        first_word += len(part)
    every, first = np.unique(np.concatenate(keys), return_index=True)
    holds = np.zeros((len(places), length if places else 0), np.bool_)
    for number, pair in enumerate(places):
        holds[number, list(pair)] = True
    rare = rarity.weights(np.concatenate(parts)) if places else np.zeros(0, np.float32)
    return _Row(
        every,
        np.concatenate(weights)[first].astype(np.float32),
        length,
        paired,
        holds[first] if places else holds,
        rare,
    )


def _bounds(rows: Sequence[_Row], starts: I64, weight: F32, finds: npt.NDArray[np.bool_]) -> tuple[F32, F32]:
    """Return which weight a window must hold, of all features and of those that find the probe. Shapes: (probes,).

    Of a short probe, ``spared`` words may differ if they do not weigh too much; what is left of its features then, in
    the worst case, is the bound.
    """
    needed, promising = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
    for number, row in enumerate(rows):
        own = weight[starts[number] : starts[number + 1]]
        finding = np.where(finds[starts[number] : starts[number + 1]], own, np.float32(0))
        if row.paired and len(row.holds):
            kept = [~row.holds[:, list(lost)].any(axis=1) for lost in _losses(row.rarity)]
            needed[number] = min(float(own[left].sum()) for left in kept)
            least = float(finding[finding > 0].min())
            promising[number] = max(min(float(finding[left].sum()) for left in kept), least)
        elif row.paired:
            needed[number] = PAIRED_THRESHOLD * own.sum()
            promising[number] = PROMISING * PAIRED_THRESHOLD * finding.sum()
        else:
            promising[number] = PROMISING * finding.sum()
    return needed - np.float32(1e-4), promising - np.float32(1e-4)


def _losses(rarity: F32) -> Iterator[tuple[int, ...]]:
    """Yield the words of a short probe that may differ together: none, or those that weigh little enough."""
    yield ()
    most = spared(len(rarity))
    share = rarity / rarity.sum()
    for count in range(1, most + 1):
        for lost in combinations(range(len(rarity)), count):
            if float(share[list(lost)].sum()) <= 1 - COVERED_SHORT:
                yield lost


def spared(words: int) -> int:
    """Return how many words of a short probe may differ."""
    return 0 if words < 4 else 1 if words < 8 else 2


def _reach(words: int, probe: Probe) -> int:
    """Return how far the words of a short probe may stand apart: few words may be inserted, and more between parts."""
    return words + spared(words) + 1 if len(probe.parts) == 1 else REACH


def _share(own: U64, owner: npt.NDArray[np.int32], probes: Sequence[Probe], items: Sequence[Item]) -> F32:
    """Return how few groups of items share each feature: 1 for one of many, towards 0 for all. Shape: as ``own``."""
    names = [items[probe.item].group or items[probe.item].id for probe in probes]
    groups = {name: number for number, name in enumerate(dict.fromkeys(names))}
    group = np.array([groups[name] for name in names], np.int64)[owner]
    order = np.lexsort((group, own))
    new_key = np.diff(own[order], prepend=own[order[:1]] ^ np.uint64(1)) != 0
    new = new_key | (np.diff(group[order], prepend=-1) != 0)
    number = np.cumsum(new_key) - 1
    sharing = np.bincount(number, new)[number]
    share = np.empty(len(own), np.float32)
    share[order] = np.log1p(len(groups) / sharing) / np.log1p(len(groups))
    return share


def _finding(
    own: U64, owner: npt.NDArray[np.int32], weight: F32, rows: Sequence[_Row], starts: I64
) -> npt.NDArray[np.bool_]:
    """Return which features find their probe: its rarer ones that few probes share, or its rarest where all share them.

    Common features would find thousands of probes in every page. Of a short probe, the rarest find it of which
    ``_LEFT`` stay whichever words differ; of another, the rarer half.
    """
    _, number, counts = np.unique(own, return_inverse=True, return_counts=True)
    finds = counts[number] <= _MOST_SHARED
    for row, start, end in zip(rows, starts.tolist(), starts[1:].tolist(), strict=False):
        if len(row.holds):
            finds[start:end] &= _rarest_left(row, finds[start:end])
        else:
            finds[start:end] &= row.weights >= np.median(row.weights)
    rank = np.lexsort((own, -weight, counts[number], owner))
    place_in_probe = np.arange(len(rank)) - starts[:-1][owner[rank]]
    has_any = np.bincount(owner, finds, len(rows)) > 0
    finds[rank] |= (place_in_probe < _RAREST) & ~has_any[owner[rank]]
    result: npt.NDArray[np.bool_] = finds
    return result


def _rarest_left(row: _Row, usable: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the rarest features of a short probe of which ``_LEFT`` are left whichever words differ, if there are.

    A pair is at most as common as the rarer of its words.
    """
    rarest = (row.holds * row.rarity).max(axis=1) + row.weights / 2
    order = [place for place in np.argsort(-rarest, kind="stable").tolist() if usable[place]]
    chosen: npt.NDArray[np.bool_] = np.zeros(len(usable), np.bool_)
    for lost in _losses(row.rarity):
        left = np.logical_not(row.holds[:, list(lost)].any(axis=1))
        missing = _LEFT - int(np.count_nonzero(chosen & left))
        for place in order:
            if missing <= 0:
                break
            if left[place] and not chosen[place]:
                chosen[place] = True
                missing -= 1
    return chosen
