"""Finds items of benchmarks in texts: search, then alignment.

Texts → ``Hit``s with places in the texts as they are, markup included. Of several probes of one item that stand in the
same place, the one with the widest match is told. One ``Detector`` is made in a worker; its index is mapped into
memory.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from lemnos.steps.curate.decontaminate.confirm import Match, Prepared, Refused, confirm, prepared
from lemnos.steps.curate.decontaminate.index import Index
from lemnos.steps.curate.decontaminate.markup import original_offsets, without_markup
from lemnos.steps.curate.decontaminate.probes import Probe
from lemnos.steps.curate.decontaminate.search import search
from lemnos.steps.curate.decontaminate.tokens import Places

_BATCH_CHARACTERS = 1 << 18
"""Characters that are searched at once; arrays of so many words stay in a processor's cache."""
_KEPT = 10_000
"""Probes whose words are cached; about 2 kB each."""


class Hit(NamedTuple):
    """A probe that stands in a text."""

    text: int
    """Number of the text."""
    start: int
    """Offset in the text of the first word that agrees."""
    end: int
    probe: Probe
    item: int
    """Number of the item."""
    score: float
    """Share of the weighted features of the probe in the window."""
    match: Match
    words: tuple[tuple[int, int], ...]
    """Offsets in the text of the words that agree."""


class Detector:
    """Looks for the probes of an index.

    Args:
        index: What is looked for.
        threshold: Share of the weighted word triples of a probe that a window must hold.
    """

    def __init__(self, index: Index, threshold: float) -> None:
        self.index = index
        self.threshold = threshold
        self.refused: Counter[str] = Counter()
        """Why windows were no copies, for measurements."""
        self._known: dict[int, Prepared] = {}

    def find(self, texts: Sequence[str]) -> list[Hit]:
        """Return what stands in ``texts``, by text and place."""
        hits: list[Hit] = []
        first = size = 0
        for number, text in enumerate(texts):
            size += len(text)
            if size >= _BATCH_CHARACTERS or number == len(texts) - 1:
                hits += self._batch(texts[first : number + 1], first)
                first, size = number + 1, 0
        return hits

    def _prepared(self, number: int) -> Prepared:
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[number] = prepared(self.index.probe_at(number), self.index.rarity)
        return known

    def _batch(self, texts: Sequence[str], first: int) -> list[Hit]:
        plain = [without_markup(text) for text in texts]
        searched = search(self.index, plain, self.threshold)
        places: dict[int, Places] = {}
        best: dict[tuple[int, int], list[tuple[Match, Probe]]] = {}
        for window in searched.windows:
            wanted = self._prepared(window.probe)
            probe = wanted.probe
            text = plain[window.text]
            if window.text not in places:
                places[window.text] = Places(text)
            match = confirm(wanted, window, searched.words(window.text), text, self.index.rarity, places[window.text])
            if isinstance(match, Refused):
                self.refused[match.rule] += 1
                continue
            best.setdefault((window.text, probe.item), []).append((match, probe))
        hits = []
        for (number, item), found in sorted(best.items(), key=lambda entry: entry[0]):
            for match, probe in _apart(found):
                spans = [places[number][word] for word in match.text_words]
                offsets = original_offsets(texts[number], [at for start, end in spans for at in (start, end - 1)])
                words = tuple((start, last + 1) for start, last in zip(offsets[::2], offsets[1::2], strict=True))
                score = match.window.score
                hits.append(Hit(first + number, words[0][0], words[-1][1], probe, item, score, match, words))
        return sorted(hits, key=lambda hit: (hit.text, hit.start, hit.item))


def _apart(found: Sequence[tuple[Match, Probe]]) -> list[tuple[Match, Probe]]:
    """Return the widest matches that do not overlap."""
    kept: list[tuple[Match, Probe]] = []
    for match, probe in sorted(found, key=lambda one: (-len(one[0].text_words), one[0].start, one[1].kind)):
        if all(match.end <= other.start or match.start >= other.end for other, _ in kept):
            kept.append((match, probe))
    return kept
