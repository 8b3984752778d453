"""Defines the interfaces of the conversational reward: how good a next answer a segment is, given the answers so far.

``Reward`` and ``Scorer`` serve the planner over a ``Cluster``; ``TextReward`` scores a ``Case``, which is texts alone
or texts with positions.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.documents.features import Material
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.cases import Case

PREFIXES = ("st:", "hf:", "ce:")
"""Prefixes of the names of rewards that need an extra package; see ``embedding``."""


class Cluster(msgspec.Struct, frozen=True):
    """The documents of a dialogue. Segments are numbered consecutively: all of document 0, then document 1, …"""

    documents: tuple[int, ...]
    """Rows in the document graph."""
    materials: tuple[Material, ...]
    starts: tuple[int, ...]
    """Number of the first segment of each document, and the total number of segments at the end."""
    mentions: tuple[dict[int, str], ...]
    """For each segment, the other documents of the cluster that it names, and the words by which it does."""
    presupposes: tuple[float, ...]
    """For each segment, how strongly it depends on the one before it."""

    @property
    def size(self) -> int:
        """The number of segments."""
        return self.starts[-1]

    def topic_of(self) -> npt.NDArray[np.intp]:
        """Return the document of each segment, numbered within the cluster. Shape: (segments,)."""
        return np.repeat(np.arange(len(self.materials)), np.diff(self.starts))

    def section_of(self) -> list[int]:
        """Return the section of each segment, numbered in order of occurrence. Shape: (segments,)."""
        numbers: dict[tuple[int, tuple[str, ...]], int] = {}
        return [
            numbers.setdefault((topic, part.section), len(numbers))
            for topic, material in enumerate(self.materials)
            for part in material.topic.segments
        ]

    def names(self) -> npt.NDArray[np.bool_]:
        """Return which other documents each segment names. Shape: (segments, documents)."""
        names = np.zeros((self.size, len(self.materials)), dtype=bool)
        for segment, named in enumerate(self.mentions):
            if named:
                names[segment, list(named)] = True
        return names


class Scorer(Protocol):
    """A reward that has read one cluster and follows a beam of conversations over it; at first one, empty."""

    def extend(self, segments: npt.NDArray[np.intp], parents: npt.NDArray[np.intp]) -> None:
        """Add an answer: conversation i becomes conversation ``parents[i]``, answered with segment ``segments[i]``.

        Shapes: (conversations,) each; there may be more or fewer conversations than before.
        """
        ...

    def rewards(self) -> npt.NDArray[np.float32]:
        """Return the reward, 0 to 1, of every segment as the next answer of every conversation.

        Shape: (conversations, segments). The caller must not write to it.
        """
        ...


class Reward(Protocol):
    """A model of what makes a good next answer."""

    name: str

    def read(self, cluster: Cluster, vectors: Vectors) -> Scorer:
        """Encode the segments of a cluster and return a scorer without answers."""
        ...


class TextReward(Protocol):
    """A reward that scores texts: for the evaluation on cases, and for ``lemnos reward``."""

    name: str

    def scores(self, cases: Sequence[Case]) -> list[npt.NDArray[np.float32]]:
        """Return the reward, 0 to 1, of each case's candidates, in their order.

        The same cases get the same scores, and the scores of a case do not depend on the cases scored with it.
        Positions are used if a case has them.
        """
        ...
