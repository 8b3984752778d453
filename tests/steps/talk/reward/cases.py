"""Clusters and cases for the tests of the reward."""

from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.cases import Case, Place
from tests.builders import cluster_of, page, prose


def cluster() -> Cluster:
    """Return segments 0, 1 (section A), 2 (A, B), 3 (C); 4, 5 of a document that 1 names; 6 of one of one segment."""
    return cluster_of(
        page("One", (("A",), prose(1)), (("A",), prose(2)), (("A", "B"), prose(3)), (("C",), prose(4))),
        page("Two", prose(5), (("A",), prose(6))),
        page("Three", prose(7)),
        mentions={1: {1: "two"}},
    )


def places(whole: Cluster, rows: list[int]) -> tuple[Place, ...]:
    """Return the places of some segments of a cluster."""
    found = []
    for number, material in enumerate(whole.materials):
        for position, segment in enumerate(material.topic.segments):
            row = whole.starts[number] + position
            named = tuple(str(other) for other in whole.mentions[row])
            found.append(Place(str(number), segment.section, position, named))
    return tuple(found[row] for row in rows)


def texts(whole: Cluster, rows: list[int]) -> tuple[str, ...]:
    """Return the texts of some segments of a cluster."""
    found = [segment.text for material in whole.materials for segment in material.topic.segments]
    return tuple(found[row] for row in rows)


def case_of(whole: Cluster, told: list[int], *, placed: bool = True) -> Case:
    """Return the case whose candidates are all segments of a cluster."""
    every = list(range(whole.size))
    return Case(
        history=texts(whole, told),
        candidates=texts(whole, every),
        history_places=places(whole, told) if placed else (),
        candidate_places=places(whole, every) if placed else (),
    )
