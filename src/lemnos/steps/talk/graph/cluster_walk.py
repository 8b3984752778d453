"""Grows clusters, the related documents that one dialogue talks about: an anchor in the ``Graph`` → documents.

From each anchor a random walk along weighted links collects up to three more documents (DocTalk, section 3.1). A step
never leads to a document that the cluster already has, so the steps form an acyclic orientation rooted at the anchor.
If the walk has nowhere to go, it continues from an earlier document.
"""

import random
from bisect import bisect
from itertools import accumulate
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lemnos.steps.talk.graph.build import Graph


class ClusterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How clusters are grown."""

    documents: Annotated[int, Meta(ge=1)] = 4
    """Documents in a cluster, including the anchor. 4 as in the paper: the anchor and up to three related documents."""
    min_documents: Annotated[int, Meta(ge=1)] = 2
    """Anchors whose walk ends with fewer documents yield no dialogue."""
    restart: Annotated[float, Meta(ge=0, le=1)] = 0.5
    """Probability that a step starts from the anchor again, which keeps the cluster on one topic."""

    def __post_init__(self) -> None:
        if self.min_documents > self.documents:
            raise ValueError(
                f"min_documents ({self.min_documents}) exceeds documents ({self.documents}); "
                "lower min_documents or raise documents"
            )


def grow_cluster(
    graph: Graph, anchor: int, seed: str, settings: ClusterSettings, free: npt.NDArray[np.bool_] | None = None
) -> list[int]:
    """Return the documents of the anchor's cluster, in the order in which the walk reached them.

    Args:
        graph: The document graph.
        anchor: Row of the document that the walk starts from.
        seed: Seeds the walk.
        settings: Size of the cluster, and how the walk goes.
        free: Documents that the walk may take, shape (documents,); all if None.
    """
    rng = random.Random(seed)
    members = [anchor]
    current = anchor
    while len(members) < settings.documents:
        start = anchor if rng.random() < settings.restart else current
        for origin in (start, *reversed(members)):
            following = _step(graph, origin, members, rng, free)
            if following is not None:
                break
        else:
            break
        members.append(following)
        current = following
    return members


def _step(
    graph: Graph, origin: int, members: list[int], rng: random.Random, free: npt.NDArray[np.bool_] | None
) -> int | None:
    targets, weights = graph.neighbours(origin)
    if free is not None:
        allowed = free[targets]
        targets, weights = targets[allowed], weights[allowed]
    choices = [
        (target, weight)
        for target, weight in zip(targets.tolist(), weights.tolist(), strict=True)
        if target not in members
    ]
    if not choices:
        return None
    total = list(accumulate(weight for _, weight in choices))
    return int(choices[min(bisect(total, rng.random() * total[-1]), len(choices) - 1)][0])
