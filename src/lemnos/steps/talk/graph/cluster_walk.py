"""Clusters: the related documents that one dialogue talks about.

From each anchor a random walk along weighted links gathers up to three more documents (DocTalk, section 3.1). A
step never leads back to a document that the cluster has, so the steps taken form an acyclic orientation rooted at
the anchor; where the walk has nowhere to go it goes on from an earlier document.
"""

import random
from bisect import bisect
from itertools import accumulate
from typing import Annotated

import msgspec
from msgspec import Meta

from lemnos.steps.talk.graph.build import Graph


class ClusterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How clusters grow."""

    documents: Annotated[int, Meta(ge=1)] = 4
    """Documents in a cluster, the anchor included. The paper's 4: anchor and up to three related ones."""
    min_documents: Annotated[int, Meta(ge=1)] = 2
    """Anchors whose walk ends with fewer documents give no dialogue."""
    restart: Annotated[float, Meta(ge=0, le=1)] = 0.5
    """Chance that a step starts from the anchor again, which keeps the cluster about one thing."""

    def __post_init__(self) -> None:
        if self.min_documents > self.documents:
            raise ValueError(f"min_documents {self.min_documents} is over documents {self.documents}")


def grow_cluster(graph: Graph, anchor: int, seed: str, settings: ClusterSettings) -> list[int]:
    """Return the documents of the anchor's cluster, in the order in which the walk met them."""
    rng = random.Random(seed)
    members = [anchor]
    current = anchor
    while len(members) < settings.documents:
        start = anchor if rng.random() < settings.restart else current
        for origin in (start, *reversed(members)):
            found = _step(graph, origin, members, rng)
            if found is not None:
                break
        else:
            break
        members.append(found)
        current = found
    return members


def _step(graph: Graph, origin: int, members: list[int], rng: random.Random) -> int | None:
    targets, weights = graph.neighbours(origin)
    choices = [
        (target, weight)
        for target, weight in zip(targets.tolist(), weights.tolist(), strict=True)
        if target not in members
    ]
    if not choices:
        return None
    total = list(accumulate(weight for _, weight in choices))
    return int(choices[min(bisect(total, rng.random() * total[-1]), len(choices) - 1)][0])
