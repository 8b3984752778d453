"""Ranks the answer of a user turn by the turn's own words: text → ``OwnRank``. For turns that a language model wrote.

Unlike ``retrieval``, nothing that planned the dialogue is counted: neither the reward nor the order of segments. Words
are compared by their stems, weighted by how few segments of the cluster have them, and the words of asking ("tell me
more about") do not count. Segments that are not used yet compete; ties count as the mean rank. Costs about 3 ms a
dialogue and 60 µs a turn. Limitation: a paraphrase that shares no stem with its answer is not found.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.graph.segment_vectors import HEADING, SATURATION, Matrix
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step
from lemnos.text.stems import scan_stems

COVERED = 0.4
"""Least weighted share of a turn's words that its answer, title and headings must hold."""
OPENING = 0.2
"""Bonus of the first segment of a document that the turn names: it means the document's beginning."""
_EQUAL = 1e-5
_ASKING = """
    please tell explain describe elaborate clarify expand outline summarize summarise summary compare define discuss
    detail details more else example examples curious interested interesting wonder wondering understand know hear learn
    like want need mean means meaning mention mentioned said say saying talk talking question thanks thank okay wow oh
    really actually exactly specific specifically particular particularly kind sort type way role part thing things
    happen happened happens work works working use important importance significance significant main key come comes
    affect affected impact influence difference differ relate related relation connection connect fit reason reasons
    background story quick overview walk help sense someone people person anyone i'd i'm let's it's that's what's bit
""".split()
"""Words of asking: a question about anything may use them, so they say nothing about which answer it wants."""


class OwnRank(NamedTuple):
    """How a turn's own words find its answer."""

    rank: int
    """1 is best; ties count as the mean rank."""
    covered: float
    """Share of the turn's words that the answer, its title and its headings hold, 0 to 1."""


class OwnWords:
    """The words of the segments of one planned dialogue."""

    def __init__(self, cluster: Cluster, steps: Sequence[Step], same: npt.NDArray[np.intp]) -> None:
        """Prepare the comparison; the words are read when the first turn is ranked.

        Args:
            cluster: The documents of the dialogue.
            steps: The plan.
            same: A number for each segment, equal for segments with identical text.
        """
        self._cluster, self._steps, self._same = cluster, steps, same
        self._known: dict[tuple[int, str], OwnRank] = {}
        self._used = np.full(cluster.size, len(steps))
        for number, step in enumerate(steps):
            if step.memory is None:
                self._used[self._segment(number)] = number
        self._first = np.zeros(cluster.size, dtype=bool)
        self._first[list(cluster.starts[:-1])] = True

    def rank(self, number: int, text: str) -> OwnRank:
        """Return the rank of the answer of turn ``number`` for a turn with this text; computed once."""
        if (number, text) not in self._known:
            self._known[number, text] = self._rank(number, text)
        return self._known[number, text]

    def _rank(self, number: int, text: str) -> OwnRank:
        strength = self._strength(text)
        if strength is None:
            scores = covers = np.zeros(self._cluster.size, dtype=np.float32)
        else:
            table, weights = strength
            scores, covers = table @ weights, (table > 0) @ weights
        scores = scores + OPENING * (self._first & (scores > 0))
        target = self._segment(number)
        answers = self._same == self._same[target]
        competes = (self._used >= number) & ~answers
        own = scores[answers].max()
        above = int((scores[competes] > own + _EQUAL).sum())
        level = int((scores[competes] > own - _EQUAL).sum()) - above
        return OwnRank(1 + above + (level + 1) // 2, float(covers[answers].max()))

    def _segment(self, number: int) -> int:
        step = self._steps[number]
        return self._cluster.starts[step.topic] + step.segment

    def _strength(self, text: str) -> tuple[Matrix, Matrix] | None:
        """Return how strongly each segment has each word of a turn, and the weights of the words, which add up to 1.

        None if the turn has no word that tells anything. Shapes: (segments, words), (words,).
        """
        asked = np.unique(scan_stems([text]).stems)
        asked = asked[~np.isin(asked, _ASKING_STEMS)]
        if not len(asked):
            return None
        stems, table = self._table
        places = np.minimum(np.searchsorted(stems, asked), len(stems) - 1)
        known = stems[places] == asked
        strength = np.where(known[None, :], table[:, places], np.float32(0))
        weights = np.log1p(self._cluster.size / np.maximum((strength > 0).sum(axis=0), 1)).astype(np.float32)
        return strength, weights / weights.sum()

    @cached_property
    def _table(self) -> tuple[npt.NDArray[np.uint32], Matrix]:
        """The stems of all segments, and how strongly each segment has each. Shape: (segments, stems)."""
        parts = [
            (material.topic.title, part) for material in self._cluster.materials for part in material.topic.segments
        ]
        texts = scan_stems([part.text for _, part in parts])
        names = scan_stems([" ".join((title, *part.section)) for title, part in parts])
        stems, places = np.unique(np.concatenate([texts.stems, names.stems]), return_inverse=True)
        count = np.zeros((len(parts), len(stems)), dtype=np.float32)
        np.add.at(count, (texts.texts, places[: len(texts.stems)]), 1)
        table = count / (count + SATURATION)
        rows, columns = names.texts, places[len(texts.stems) :]
        table[rows, columns] = np.maximum(table[rows, columns], HEADING)
        return stems, table


_ASKING_STEMS = np.unique(scan_stems([" ".join(_ASKING)]).stems)
