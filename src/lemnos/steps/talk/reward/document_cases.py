"""Documents → cases: conversations walked over the structure that their authors gave them.

A finished run folder holds documents cut into segments, and the graph of their links. Three kinds of cases come of it:

- *reading*: up to eight paragraphs in a row, and the one that follows among others of the cluster or, three times in
  ten, of the same document alone;
- *talk*: a walk that reads on by small or large steps, follows names to the leads of other documents, and sometimes
  jumps; the next stop, beside later stops and passages of other documents that are close to the walk. Those are the
  closest of a random sample of passages. The closest of the whole corpus would be closer than most true answers, and
  teach that shared words count against a candidate;
- *walk*: a stop of such a walk, all other candidates from the cluster, with places. These teach the heads.

Answers are segments as they are or, for longer ones, two neighbours as one.
"""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.errors import InputError
from lemnos.steps.talk.documents.features import DECODER, Material
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.graph.build import Graph, load_graph
from lemnos.steps.talk.graph.cluster_segments import gather
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings, grow_cluster
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.cases import Case, Place
from lemnos.steps.talk.reward.encode import BUCKETS, Encoded, Matrix, encode
from lemnos.store.blobs import Blobs

CANDIDATES = 20
PARTS = 8
_CLUSTER = ClusterSettings()
_MASK = np.uint32(BUCKETS - 1)


class Walk(NamedTuple):
    """How a walk goes on."""

    link: float = 0.35
    """Chance to follow a name in the last answer to a document that is new."""
    inside: float = 0.3
    """Chance that a followed name leads anywhere in its document, not to its lead."""
    change: float = 0.08
    """Chance to change to another document without a name: half of the time back to one that was left, if any."""
    jump: float = 0.05
    """Chance to go anywhere in the document."""
    strides: tuple[int, ...] = (1, 1, 1, 1, 1, 2, 2, 3, 6)
    """Each walk draws one; a step reads on by 1 to so many segments."""
    turns: tuple[int, int] = (4, 11)
    """Fewest and most stops."""
    kept: float = 0.6
    """Chance that a stop of a walk makes a case."""


def part(name: str) -> int:
    """Return which of ``PARTS`` parts of a corpus a document or a conversation is in, by its name."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


class Corpus:
    """The documents of a finished run folder that belong to some parts, as a source of cases.

    Args:
        run: The run folder.
        parts: Which parts to take documents from, for clusters too.
        pairs: Whether two neighbouring segments make one answer.

    Raises:
        InputError: This is no finished run folder.
    """

    def __init__(self, run: Path, parts: frozenset[int], *, pairs: bool = False) -> None:
        blobs = sorted((run / "work" / "documents").glob("*.bin"))
        if not blobs or not (run / "work" / "graph" / "indptr.npy").exists():
            raise InputError(
                "there are no documents here", where=str(run), remedy="give the folder of a finished `lemnos talk` run"
            )
        self._graph: Graph = load_graph(run / "work" / "graph")
        self._materials: dict[int, Material] = {}
        records = Blobs(blobs)
        for number in range(len(records)):
            material = DECODER.decode(records[number])
            if self._graph.usable[number] and part(material.topic.title) in parts:
                self._materials[number] = _paired(material) if pairs else material
        self._anchors = [number for number, found in self._materials.items() if len(found.topic.segments) >= 3]

    def texts(self) -> list[str]:
        """Return the texts of all segments."""
        return [segment.text for material in self._materials.values() for segment in material.topic.segments]

    def licences(self) -> str:
        """Return the licences of the documents as one SPDX expression, empty if none carries one."""
        return " AND ".join(sorted({found.topic.licence for found in self._materials.values()} - {""}))

    def readings(self, count: int, seed: str) -> Iterator[Case]:
        """Yield up to ``count`` cases of reading on."""
        rng = random.Random(f"{seed}/reading")
        for _ in range(count * 4 if self._anchors else 0):
            cluster = self._cluster(rng, longest=30)
            last = cluster.starts[1]
            stop = rng.randrange(1, last)
            told = list(range(max(0, stop - rng.choice((1, 2, 4, 8))), stop))
            alone = rng.random() < 0.3
            case = _among(cluster, told, stop, range(last if alone else cluster.size), rng)
            if case:
                yield case
                count -= 1
            if not count:
                return

    def continuations(self, parts: frozenset[int], count: int, candidates: int, seed: str) -> Iterator[Case]:
        """Yield up to ``count`` cases of each document of some parts: what stands next, among others of its cluster."""
        for number in self._anchors:
            title = self._materials[number].topic.title
            if part(title) in parts:
                rng = random.Random(f"{seed}/continuation/{title}")
                cluster = self._grown(number, rng)
                stops = range(1, cluster.starts[1])
                for stop in sorted(rng.sample(stops, min(count, len(stops)))):
                    told = list(range(max(0, stop - 8), stop))
                    case = _among(cluster, told, stop, range(cluster.size), rng, candidates)
                    if case:
                        yield case

    def walks(self, count: int, seed: str, settings: Walk) -> Iterator[Case]:
        """Yield up to ``count`` cases of walks whose candidates are the cluster's."""
        for cluster, stops, at, rng in self._stops(f"{seed}/walk", count * 4, settings):
            case = _among(cluster, stops[:at], stops[at], range(cluster.size), rng)
            if case:
                yield case
                count -= 1
            if not count:
                return

    def talks(self, count: int, seed: str, settings: Walk, idf: Matrix) -> Iterator[Case]:
        """Yield up to ``count`` cases of walks, beside later stops and close passages of other documents."""
        texts = self.texts()
        passages = encode(texts, idf)
        owners = np.repeat(list(self._materials), [len(found.topic.segments) for found in self._materials.values()])
        for cluster, stops, at, rng in self._stops(f"{seed}/talk", count * 4, settings):
            case = _case(cluster, stops[:at], stops[at:])
            told = encode(case.history, idf)
            query = np.bincount(told.stems & _MASK, weights=told.values, minlength=BUCKETS).astype(np.float64)
            sample = np.array(sorted(rng.sample(range(len(texts)), min(rng.choice((220, 500, 1500)), len(texts)))))
            sample = sample[~np.isin(owners[sample], cluster.documents)]
            close = [texts[row] for row in sample[np.argsort(-_overlap(passages, sample, query), kind="stable")]]
            known = {*case.history}
            candidates = tuple(text for text in dict.fromkeys((*case.candidates, *close)) if text not in known)
            candidates = candidates[:CANDIDATES]
            if len(candidates) == CANDIDATES and candidates[0] == case.positive:
                yield msgspec.structs.replace(case, candidates=candidates, history_places=(), candidate_places=())
                count -= 1
            if not count:
                return

    def _cluster(self, rng: random.Random, longest: int) -> Cluster:
        weights = [min(len(self._materials[number].topic.segments), longest) for number in self._anchors]
        return self._grown(rng.choices(self._anchors, weights)[0], rng)

    def _grown(self, anchor: int, rng: random.Random) -> Cluster:
        members = grow_cluster(self._graph, anchor, str(rng.random()), _CLUSTER)
        members = [member for member in members if member in self._materials]
        return gather(members, [self._materials[member] for member in members], self._graph)

    def _stops(self, seed: str, count: int, settings: Walk) -> Iterator[tuple[Cluster, list[int], int, random.Random]]:
        """Yield up to ``count`` times a cluster, a walk over it, and a place in the walk, counted from 1."""
        rng = random.Random(seed)
        while count > 0 and self._anchors:
            cluster = self._cluster(rng, longest=60)
            stops = walk(cluster, rng, settings)
            for at in range(1, len(stops)):
                count -= 1
                if rng.random() < settings.kept:
                    yield cluster, stops, at, rng


def walk(cluster: Cluster, rng: random.Random, settings: Walk) -> list[int]:
    """Return the stops of a walk over a cluster's segments, which starts in document 0. No segment comes twice."""
    starts = cluster.starts
    sizes = np.diff(starts).tolist()
    stride, wanted = rng.choice(settings.strides), rng.randint(*settings.turns)
    front = [-1] * len(sizes)
    document, place = 0, rng.choice((0, rng.randrange(sizes[0])))
    stops: list[int] = []
    while True:
        if starts[document] + place not in stops:
            stops.append(starts[document] + place)
        front[document] = place
        if len(stops) == wanted:
            return stops
        fresh = [other for other, at in enumerate(front) if at < 0 and sizes[other]]
        named = [other for other in cluster.mentions[starts[document] + place] if other in fresh]
        left = [other for other, at in enumerate(front) if other != document and 0 <= at < sizes[other] - 1]
        place += rng.randint(1, stride)
        if named and rng.random() < settings.link:
            document = rng.choice(named)
            place = rng.randrange(sizes[document]) if rng.random() < settings.inside else 0
        elif (fresh or left) and (place >= sizes[document] or rng.random() < settings.change):
            back = left and (not fresh or rng.random() < 0.5)
            document = rng.choice(left if back else fresh)
            place = front[document] + 1
        elif place >= sizes[document]:
            return stops
        elif rng.random() < settings.jump:
            place = rng.randrange(sizes[document])


def _among(
    cluster: Cluster, told: list[int], stop: int, among: range, rng: random.Random, count: int = CANDIDATES
) -> Case | None:
    """Return the case of ``stop`` beside others of ``among``, None if there are too few."""
    texts = {segment.text for segment in _segments(cluster, [*told, stop])}
    rest: dict[str, int] = {}
    for row, segment in zip(among, _segments(cluster, list(among)), strict=True):
        if segment.text not in texts:
            rest.setdefault(segment.text, row)
    if len(rest) < count - 1:
        return None
    return _case(cluster, told, [stop, *rng.sample(list(rest.values()), count - 1)])


def _case(cluster: Cluster, told: list[int], candidates: list[int]) -> Case:
    """Return the case whose true answer is the first candidate."""
    history, open_ = _segments(cluster, told), _segments(cluster, candidates)
    return Case(
        history=tuple(segment.text for segment in history),
        candidates=tuple(segment.text for segment in open_),
        positive=open_[0].text,
        group=cluster.materials[0].topic.title,
        history_places=_places(cluster, told),
        candidate_places=_places(cluster, candidates),
    )


def _segments(cluster: Cluster, rows: list[int]) -> list[Segment]:
    found = []
    for row in rows:
        document = int(np.searchsorted(cluster.starts, row, side="right")) - 1
        found.append(cluster.materials[document].topic.segments[row - cluster.starts[document]])
    return found


def _places(cluster: Cluster, rows: list[int]) -> tuple[Place, ...]:
    titles = [material.topic.id for material in cluster.materials]
    places = []
    for row, segment in zip(rows, _segments(cluster, rows), strict=True):
        document = int(np.searchsorted(cluster.starts, row, side="right")) - 1
        names = tuple(titles[other] for other in cluster.mentions[row])
        places.append(Place(titles[document], segment.section, row - cluster.starts[document], names))
    return tuple(places)


def _paired(material: Material) -> Material:
    """Return the material with every two neighbouring segments as one."""
    segments = material.topic.segments
    joined = [
        Segment(first.start, second.end, f"{first.text} {second.text}", first.section, first.anchors + second.anchors)
        for first, second in zip(segments[::2], segments[1::2], strict=False)
    ]
    topic = msgspec.structs.replace(material.topic, segments=(*joined, *segments[len(joined) * 2 :]))
    return msgspec.structs.replace(material, topic=topic)


def _overlap(
    passages: Encoded, sample: npt.NDArray[np.intp], query: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the sum of each sampled passage's stems, weighted by ``query``. Shape: (sample,)."""
    some = passages.take(sample)
    owner = np.repeat(np.arange(len(sample)), np.diff(some.starts))
    return np.bincount(owner, weights=some.values * query[some.stems & _MASK], minlength=len(sample)).astype(np.float64)
