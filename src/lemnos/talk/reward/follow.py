"""Conversations followed turn by turn, several at once: what the text part of the reward looks at.

For each kind of nearness, how near a candidate is to the last answer (``last``), to any answer (``greatest``), to all
with weights that fade by ``FADING`` a turn (``fading``), and to the other candidates (``hub``). Each number is then
taken relative to the other candidates: less their mean, divided by their standard deviation. A turn of 4 conversations
over 240 candidates costs 40 µs, however long they are.
"""

import numpy as np
import numpy.typing as npt

from lemnos.talk.reward.encode import Matrix
from lemnos.talk.reward.nearness import KINDS, Nearness

FADING = 0.6
REPEATED = 0.8
"""Paragraphs of prose hardly have a cosine above it unless one is a copy of the other, give or take some words."""
SUMMARIES = ("last", "greatest", "fading", "hub")
FEATURES = tuple(f"{kind}.{summary}" for summary in SUMMARIES for kind in KINDS)
_NARROW = 0.02
"""Added to the standard deviation: candidates that are all alike stay alike."""

Numbers = npt.NDArray[np.intp]


class Follower:
    """Sums over the answers of several conversations; at first one, empty."""

    def __init__(self, near: Nearness) -> None:
        self._pairs = near.pairs
        self._hub = standardised(near.hub.copy())
        shape = (1, *near.hub.shape)
        self._last = np.zeros(shape, dtype=np.float32)
        self._greatest = np.zeros(shape, dtype=np.float32)
        self._fading = np.zeros(shape, dtype=np.float32)
        self._mass = 0.0

    def tell(self, texts: Numbers, parents: Numbers) -> None:
        """Go on: conversation i is what conversation ``parents[i]`` was, answered with text ``texts[i]``."""
        self._last = self._pairs[texts]
        self._greatest = np.maximum(self._greatest[parents], self._last)
        self._fading = self._fading[parents] * np.float32(FADING) + self._last
        self._mass = self._mass * FADING + 1

    def features(self) -> Matrix:
        """Return ``FEATURES`` of every candidate in every conversation.

        Before the first answer, only ``hub`` differs between candidates. Shape: (features, conversations, candidates).
        """
        kinds, width = len(KINDS), self._hub.shape[-1]
        found = np.empty((len(SUMMARIES), kinds, len(self._last), width), dtype=np.float32)
        found[0] = self._last.transpose(1, 0, 2)
        found[1] = self._greatest.transpose(1, 0, 2)
        np.multiply(self._fading.transpose(1, 0, 2), np.float32(1 / max(self._mass, 1)), out=found[2])
        standardised(found[:3])
        found[3] = self._hub[:, None]
        return found.reshape(len(FEATURES), -1, width)

    def repeated(self) -> Matrix:
        """Return by how much each candidate's cosine with some answer is above ``REPEATED``. Shape: (conversations,
        candidates)."""
        found: Matrix = np.maximum(self._greatest[:, 0] - np.float32(REPEATED), 0)
        return found


def standardised(features: Matrix) -> Matrix:
    """Subtract the mean over the last axis and divide by the standard deviation, in place."""
    width = np.float32(1 / features.shape[-1])
    features -= features.sum(axis=-1, keepdims=True) * width
    spread = np.sqrt(np.einsum("...i,...i->...", features, features) * width) + np.float32(_NARROW)
    features /= spread[..., None]
    return features
