"""Computes the state features of candidates, their positions relative to the conversation so far: ``Scene`` → features.

The reward uses them in addition to texts. ``PLACE`` features need documents, sections and names; ``ORDER`` features
also need positions. "Next" and "far" count from the last answer in the candidate's document, so a conversation that
returns to a document continues where it left off. Distances are ln(1 + segments).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.cases import Place
from lemnos.steps.talk.reward.encode import Matrix

PLACE = (
    "new document",
    "earlier document",
    "same section",
    "sections in common",
    "earlier section",
    "named by the last answer",
    "names the current document",
)
ORDER = (
    "lead",
    "named lead",
    "next",
    "next of an earlier document",
    "forwards, how far",
    "backwards",
    "backwards, how far",
    "new document, how deep",
)
STATE = PLACE + ORDER

Numbers = npt.NDArray[np.intp]


class Scene(NamedTuple):
    """The positions of some texts, as numbers."""

    document: Numbers
    """Shape: (texts,)."""
    section: Numbers
    """Sections of different documents have different numbers. Shape: (texts,)."""
    position: Numbers
    """Position of each text in its document. Shape: (texts,)."""
    ordered: bool
    """Whether the positions of all texts are known."""
    common: Matrix
    """Share of their section paths that two sections of a document have in common. Shape: (sections, sections)."""
    named: npt.NDArray[np.bool_]
    """Which other documents each text names. Shape: (texts, documents)."""


def scene_of_places(places: Sequence[Place]) -> Scene:
    """Return the scene of the texts of a case."""
    documents: dict[str, int] = {}
    document = np.array([documents.setdefault(place.document, len(documents)) for place in places])
    named = np.zeros((len(places), len(documents)), dtype=bool)
    for row, place in enumerate(places):
        for name in place.names:
            if name in documents:
                named[row, documents[name]] = True
    sections, common = _sections(document, [place.section for place in places])
    position = np.array([place.position for place in places])
    return _scene(document, sections, position, common, named)


def scene_of_cluster(cluster: Cluster) -> Scene:
    """Return the scene of the segments of a cluster."""
    document, named = cluster.topic_of(), cluster.names()
    paths = [part.section for material in cluster.materials for part in material.topic.segments]
    sections, common = _sections(document, paths)
    return _scene(document, sections, np.arange(cluster.size) - np.array(cluster.starts)[document], common, named)


def _scene(
    document: Numbers, section: Numbers, position: Numbers, common: Matrix, named: npt.NDArray[np.bool_]
) -> Scene:
    named[np.arange(len(document)), document] = False
    return Scene(document, section, position, bool((position >= 0).all()), common, named)


def _sections(document: Numbers, paths: Sequence[tuple[str, ...]]) -> tuple[Numbers, Matrix]:
    """Return the section of each text, and for each pair of sections the share of their paths that they have in
    common."""
    numbers: dict[tuple[int, tuple[str, ...]], int] = {}
    section = [numbers.setdefault(key, len(numbers)) for key in zip(document.tolist(), paths, strict=True)]
    depth = np.array([len(path) for _, path in numbers])
    prefixes: dict[tuple[int, tuple[str, ...]], int] = {}
    levels = np.full((len(numbers), int(depth.max(initial=0))), -1)
    for row, (owner, path) in enumerate(numbers):
        for level in range(len(path)):
            levels[row, level] = prefixes.setdefault((owner, path[: level + 1]), len(prefixes))
    shared = ((levels[:, None] == levels) & (levels[:, None] >= 0)).sum(axis=2)
    common = shared / np.maximum(np.maximum(depth[:, None], depth), 1)
    return np.array(section), common.astype(np.float32)


class StateFollower:
    """Follows several conversations by the positions of their answers; at first one, without answers. The candidates
    are the texts from ``first`` on.
    """

    def __init__(self, scene: Scene, first: int) -> None:
        self.scene = scene
        self._document, self._section = scene.document[first:], scene.section[first:]
        self._position = scene.position[first:]
        self._common = scene.common[:, self._section]
        self._common[self._section, np.arange(len(self._section))] = 0  # covered by "same section"
        self._named = scene.named[:, self._document]
        self._names = scene.named[first:].T
        self._origin = int(scene.position.max(initial=0)) + 1
        self._distance = _distances(self._origin)
        self._frontier = np.full((1, scene.named.shape[1]), -1, dtype=np.intp)
        self._sections = np.zeros((1, len(scene.common)), dtype=bool)
        self._last = np.zeros(1, dtype=np.intp)

    def extend(self, texts: Numbers, parents: Numbers) -> None:
        """See ``Scorer.extend``."""
        rows = np.arange(len(texts))
        self._frontier = self._frontier[parents]
        # Without positions, it only matters that the document was visited.
        self._frontier[rows, self.scene.document[texts]] = np.maximum(self.scene.position[texts], 0)
        self._sections = self._sections[parents]
        self._sections[rows, self.scene.section[texts]] = True
        self._last = texts

    def features(self) -> Matrix:
        """Return ``STATE`` of every candidate, after at least one answer; ``ORDER`` is 0 if positions are unknown.

        Shape: (len(STATE), conversations, candidates).
        """
        current, section = self.scene.document[self._last], self.scene.section[self._last]
        front = self._frontier.take(self._document, axis=1)
        new = front < 0
        here = self._document == current[:, None]
        earlier = ~(new | here)
        inside = self._section == section[:, None]
        named = self._named[self._last]
        features = np.zeros((len(STATE), *front.shape), dtype=np.float32)
        features[0] = new
        features[1] = earlier
        features[2] = inside
        features[3] = self._common[section]
        features[4] = self._sections.take(self._section, axis=1) & ~inside
        features[5] = named
        features[6] = self._names[current]
        if self.scene.ordered:
            # In a new document, the lead is next.
            ahead = self._position - front
            distance = self._distance.take(ahead + self._origin)
            next_, back = ahead == 1, ahead <= 0
            lead = next_ & new
            features[7] = lead
            features[8] = lead & named
            features[9] = next_ & here
            features[10] = next_ & earlier
            features[11] = distance * ~(new | back)
            features[12] = back
            features[13] = distance * back
            features[14] = distance * new
        return features


class StateLogits:
    """Computes ``weights @ StateFollower.features()`` over a whole cluster at half the cost, for the planner's every
    turn.

    The contribution of a segment's position relative to the last answer is precomputed for every pair. The contribution
    that depends on how far its document has been used is looked up by the number of segments ahead.
    """

    def __init__(self, scene: Scene, weights: Matrix) -> None:
        """Precompute the contributions.

        Args:
            scene: The segments of a cluster, each document in reading order.
            weights: Weights of ``STATE``. Shape: (len(STATE),).
        """
        weight = dict(zip(STATE, weights, strict=True))
        self._scene = scene
        # The document and section of the last answer are not earlier ones, although they count as such below.
        sections = weight["sections in common"] * scene.common
        np.fill_diagonal(sections, weight["same section"] - weight["earlier section"])
        named = weight["named by the last answer"] * scene.named
        named[np.arange(len(named)), scene.document] -= weight["earlier document"]
        self._pairs = sections[scene.section][:, scene.section]
        self._pairs += named[:, scene.document]
        self._pairs += (weight["names the current document"] * scene.named).T[scene.document]
        follows = np.flatnonzero(np.diff(scene.document) == 0)
        self._pairs[follows, follows + 1] += weight["next"] - weight["next of an earlier document"]
        self._origin = longest = int(scene.position.max(initial=0)) + 1
        ahead, distance = np.arange(-longest, longest + 1), _distances(longest)
        earlier = weight["earlier document"] + weight["next of an earlier document"] * (ahead == 1)
        forwards = weight["forwards, how far"] * distance
        backwards = weight["backwards"] + weight["backwards, how far"] * distance
        new = weight["new document"] + weight["new document, how deep"] * distance[longest + 1 :]
        new[0] += weight["lead"]
        new_named = new.copy()
        new_named[0] += weight["named lead"]
        self._table = np.concatenate([earlier + np.where(ahead > 0, forwards, backwards), new, new_named])
        """Contributions in three blocks: by segments ahead; by position, in a new document; and by position, in a new
        document that the last answer names."""
        self._entered = len(ahead) + longest * scene.named
        self._section_weight = weight["earlier section"]
        self._shifts = np.full((1, scene.named.shape[1]), -1, dtype=np.intp)
        """Added to a segment's position to get its index in the table; -1 in a new document."""
        self._heard = np.zeros((1, len(scene.common)), dtype=np.float32)
        self._last = np.zeros(1, dtype=np.intp)

    def extend(self, texts: Numbers, parents: Numbers) -> None:
        """See ``Scorer.extend``."""
        rows = np.arange(len(texts))
        self._shifts = self._shifts.take(parents, axis=0)
        self._shifts[rows, self._scene.document[texts]] = self._origin - self._scene.position[texts]
        self._heard = self._heard.take(parents, axis=0)
        self._heard[rows, self._scene.section[texts]] = self._section_weight
        self._last = texts

    def logits(self) -> Matrix:
        """Return the contribution of positions to every segment's logit, after at least one answer. Shape:
        (conversations, segments)."""
        shifts = np.where(self._shifts < 0, self._entered.take(self._last, axis=0), self._shifts)
        indices = shifts.take(self._scene.document, axis=1)
        indices += self._scene.position
        logits: Matrix = self._table.take(indices)
        logits += self._pairs.take(self._last, axis=0)
        logits += self._heard.take(self._scene.section, axis=1)
        return logits


def _distances(longest: int) -> Matrix:
    """Return ln(1 + segments between), indexed by segments ahead from −``longest`` on. Shape: (2 × longest + 1,).

    0 for the current segment and the next one, ln 2 for the one after the next and the one before the current.
    """
    distances: Matrix = np.log1p(np.abs(np.arange(-longest, longest + 1) - 0.5) - 0.5).astype(np.float32)
    return distances
