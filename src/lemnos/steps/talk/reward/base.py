"""The seam of the conversational reward: how good a next answer a segment is, given the answers so far."""

from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.documents.features import Material
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.cases import Case

PREFIXES = ("st:", "hf:", "ce:")
"""How the names of rewards begin that an extra package computes, see ``embedding``."""


class Cluster(msgspec.Struct, frozen=True):
    """The documents of a dialogue. Segments are numbered through: first all of document 0, then document 1, …"""

    documents: tuple[int, ...]
    """Rows in the document graph."""
    materials: tuple[Material, ...]
    starts: tuple[int, ...]
    """Number of the first segment of each document, and the number of all segments at the end."""
    mentions: tuple[dict[int, str], ...]
    """For each segment: which other documents of the cluster it names, and in which words."""
    presupposes: tuple[float, ...]
    """For each segment how much it leans on the one before it; 0 for the first of a section."""

    @property
    def size(self) -> int:
        """Number of segments."""
        return self.starts[-1]

    def topic_of(self) -> npt.NDArray[np.intp]:
        """Return the document of each segment, counted in the cluster. Shape: (segments,)."""
        return np.repeat(np.arange(len(self.materials)), np.diff(self.starts))

    def section_of(self) -> list[int]:
        """Return the section of each segment, numbered in the order in which they come. Shape: (segments,)."""
        numbers: dict[tuple[int, tuple[str, ...]], int] = {}
        return [
            numbers.setdefault((topic, part.section), len(numbers))
            for topic, material in enumerate(self.materials)
            for part in material.topic.segments
        ]

    def names(self) -> npt.NDArray[np.bool_]:
        """Return which other documents each segment names. Shape: (segments, documents)."""
        found = np.zeros((self.size, len(self.materials)), dtype=bool)
        for segment, named in enumerate(self.mentions):
            if named:
                found[segment, list(named)] = True
        return found


class Scorer(Protocol):
    """A reward that has read one cluster and follows several conversations over it, a beam; at first one, empty."""

    def tell(self, segments: npt.NDArray[np.intp], parents: npt.NDArray[np.intp]) -> None:
        """Go on: conversation i is what conversation ``parents[i]`` was, answered with segment ``segments[i]``.

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
        """Encode a cluster's segments; nothing has been told yet."""
        ...


class TextReward(Protocol):
    """A reward of texts: what judges cases, and what ``lemnos reward`` asks."""

    name: str

    def scores(self, cases: Sequence[Case]) -> list[npt.NDArray[np.float32]]:
        """Return the reward, 0 to 1, of each case's candidates, in their order.

        The same cases give the same scores, and a case's scores do not depend on the other cases beside it. Places
        are used where a case has them.
        """
        ...
