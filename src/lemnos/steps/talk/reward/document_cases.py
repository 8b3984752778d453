"""Makes cases from documents: ``Corpus``, the documents of a finished run folder, → ``Case``, by walks over their
structure.

A run folder has documents cut into segments, and the graph of their links. There are three kinds of cases:

- *reading*: up to eight consecutive segments, and the next one among others of the cluster or, three times in ten, of
  the same document only;
- *talk*: a walk that reads on in small or large steps, follows names to the leads of other documents, and sometimes
  jumps; the next stop, among later stops and passages of other documents that are close to the walk. Those are the
  closest of a random sample of passages. The closest of the whole corpus would be closer than most true answers, and
  teach that shared words count against a candidate;
- *walk*: a stop of such a walk, with all other candidates from the cluster, and with positions. These train the heads.

Answers are segments or, for longer answers, pairs of neighbouring segments.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

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
    """Settings of a walk."""

    link: float = 0.35
    """Probability of following a name in the last answer to a new document."""
    inside: float = 0.3
    """Probability that a followed name leads to a random segment of its document instead of the lead."""
    change: float = 0.08
    """Probability of changing to another document without a name; half of the time to one visited before, if any."""
    jump: float = 0.05
    """Probability of jumping to a random segment of the document."""
    strides: tuple[int, ...] = (1, 1, 1, 1, 1, 2, 2, 3, 6)
    """Each walk draws one of these; a step reads on by 1 to that many segments."""
    turns: tuple[int, int] = (4, 11)
    """Least and greatest number of stops."""
    kept: float = 0.6
    """Probability that a stop of a walk becomes a case."""


def part(name: str) -> int:
    """Return the part of a corpus, 0 to ``PARTS`` − 1, that a document or conversation belongs to, by a hash of its
    name."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


def _any(_: Any) -> bool:
    return True


class Corpus:
    """The documents of a finished run folder that belong to some parts, as a source of cases.

    Args:
        run: The run folder.
        parts: Parts of the corpus whose documents are used, also in clusters.
        pairs: Whether two neighbouring segments form one answer.
        passes: Selects the documents that are used, also in clusters; see ``lemnos.records.licences``.

    Raises:
        InputError: This is not a finished run folder.
    """

    def __init__(
        self, run: Path, parts: frozenset[int], *, pairs: bool = False, passes: Callable[[Any], bool] = _any
    ) -> None:
        blobs = sorted((run / "work" / "documents").glob("*.bin"))
        if not blobs or not (run / "work" / "graph" / "indptr.npy").exists():
            raise InputError(
                "no documents in this folder", where=str(run), remedy="give the folder of a finished `lemnos talk` run"
            )
        self._graph: Graph = load_graph(run / "work" / "graph")
        self._materials: dict[int, Material] = {}
        records = Blobs(blobs)
        for number in range(len(records)):
            material = DECODER.decode(records[number])
            topic = material.topic
            if self._graph.usable[number] and part(topic.title) in parts and passes(topic):
                self._materials[number] = _paired(material) if pairs else material
        self._anchors = [number for number, material in self._materials.items() if len(material.topic.segments) >= 3]

    def texts(self) -> list[str]:
        """Return the texts of all segments."""
        return [segment.text for material in self._materials.values() for segment in material.topic.segments]

    def licences(self) -> str:
        """Return the licences of the documents as one SPDX expression; empty if no document has one."""
        return " AND ".join(sorted({material.topic.licence for material in self._materials.values()} - {""}))

    def readings(self, count: int, seed: str) -> Iterator[Case]:
        """Yield up to ``count`` reading cases."""
        rng = random.Random(f"{seed}/reading")
        for _ in range(count * 4 if self._anchors else 0):
            cluster = self._cluster(rng, longest=30)
            last = cluster.starts[1]
            stop = rng.randrange(1, last)
            history = list(range(max(0, stop - rng.choice((1, 2, 4, 8))), stop))
            alone = rng.random() < 0.3
            case = _among(cluster, history, stop, range(last if alone else cluster.size), rng)
            if case:
                yield case
                count -= 1
            if not count:
                return

    def continuations(self, parts: frozenset[int], count: int, candidates: int, seed: str) -> Iterator[Case]:
        """Yield up to ``count`` cases of each document of some parts: the next segment among others of its cluster.

        Args:
            parts: Parts of the corpus whose documents are used.
            count: Cases of each document; fewer if it is short.
            candidates: Candidates of each case.
            seed: Seeds every random choice.
        """
        for number in self._anchors:
            title = self._materials[number].topic.title
            if part(title) in parts:
                rng = random.Random(f"{seed}/continuation/{title}")
                cluster = self._grown(number, rng)
                stops = range(1, cluster.starts[1])
                for stop in sorted(rng.sample(stops, min(count, len(stops)))):
                    history = list(range(max(0, stop - 8), stop))
                    case = _among(cluster, history, stop, range(cluster.size), rng, candidates)
                    if case:
                        yield case

    def walks(self, count: int, seed: str, settings: Walk) -> Iterator[Case]:
        """Yield up to ``count`` walk cases, whose candidates are all from the cluster."""
        for cluster, stops, index, rng in self._stops(f"{seed}/walk", count * 4, settings):
            case = _among(cluster, stops[:index], stops[index], range(cluster.size), rng)
            if case:
                yield case
                count -= 1
            if not count:
                return

    def talks(self, count: int, seed: str, settings: Walk, idf: Matrix) -> Iterator[Case]:
        """Yield up to ``count`` talk cases, with later stops and close passages of other documents."""
        texts = self.texts()
        passages = encode(texts, idf)
        owners = np.repeat(
            list(self._materials), [len(material.topic.segments) for material in self._materials.values()]
        )
        for cluster, stops, index, rng in self._stops(f"{seed}/talk", count * 4, settings):
            case = _case(cluster, stops[:index], stops[index:])
            encoded = encode(case.history, idf)
            query = np.bincount(encoded.stems & _MASK, weights=encoded.values, minlength=BUCKETS).astype(np.float64)
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
        """Yield, up to ``count`` times, a cluster, a walk over it, the index of a stop, from 1, and the generator."""
        rng = random.Random(seed)
        while count > 0 and self._anchors:
            cluster = self._cluster(rng, longest=60)
            stops = walk(cluster, rng, settings)
            for index in range(1, len(stops)):
                count -= 1
                if rng.random() < settings.kept:
                    yield cluster, stops, index, rng


def walk(cluster: Cluster, rng: random.Random, settings: Walk) -> list[int]:
    """Return the stops of a walk over the segments of a cluster, starting in document 0. No segment occurs twice."""
    starts = cluster.starts
    sizes = np.diff(starts).tolist()
    stride, wanted = rng.choice(settings.strides), rng.randint(*settings.turns)
    front = [-1] * len(sizes)
    document, position = 0, rng.choice((0, rng.randrange(sizes[0])))
    stops: list[int] = []
    while True:
        if starts[document] + position not in stops:
            stops.append(starts[document] + position)
        front[document] = position
        if len(stops) == wanted:
            return stops
        fresh = [other for other, at in enumerate(front) if at < 0 and sizes[other]]
        named = [other for other in cluster.mentions[starts[document] + position] if other in fresh]
        left = [other for other, at in enumerate(front) if other != document and 0 <= at < sizes[other] - 1]
        position += rng.randint(1, stride)
        if named and rng.random() < settings.link:
            document = rng.choice(named)
            position = rng.randrange(sizes[document]) if rng.random() < settings.inside else 0
        elif (fresh or left) and (position >= sizes[document] or rng.random() < settings.change):
            back = left and (not fresh or rng.random() < 0.5)
            document = rng.choice(left if back else fresh)
            position = front[document] + 1
        elif position >= sizes[document]:
            return stops
        elif rng.random() < settings.jump:
            position = rng.randrange(sizes[document])


def _among(
    cluster: Cluster, history: list[int], stop: int, among: range, rng: random.Random, count: int = CANDIDATES
) -> Case | None:
    """Return the case of ``stop`` among random others of ``among``, None if there are too few."""
    texts = {segment.text for segment in _segments(cluster, [*history, stop])}
    rest: dict[str, int] = {}
    for row, segment in zip(among, _segments(cluster, list(among)), strict=True):
        if segment.text not in texts:
            rest.setdefault(segment.text, row)
    if len(rest) < count - 1:
        return None
    return _case(cluster, history, [stop, *rng.sample(list(rest.values()), count - 1)])


def _case(cluster: Cluster, stops: list[int], candidates: list[int]) -> Case:
    """Return the case whose positive is the first candidate."""
    answered, offered = _segments(cluster, stops), _segments(cluster, candidates)
    return Case(
        history=tuple(segment.text for segment in answered),
        candidates=tuple(segment.text for segment in offered),
        positive=offered[0].text,
        group=cluster.materials[0].topic.title,
        history_places=_places(cluster, stops),
        candidate_places=_places(cluster, candidates),
    )


def _segments(cluster: Cluster, rows: list[int]) -> list[Segment]:
    segments = []
    for row in rows:
        document = int(np.searchsorted(cluster.starts, row, side="right")) - 1
        segments.append(cluster.materials[document].topic.segments[row - cluster.starts[document]])
    return segments


def _places(cluster: Cluster, rows: list[int]) -> tuple[Place, ...]:
    titles = [material.topic.id for material in cluster.materials]
    places = []
    for row, segment in zip(rows, _segments(cluster, rows), strict=True):
        document = int(np.searchsorted(cluster.starts, row, side="right")) - 1
        names = tuple(titles[other] for other in cluster.mentions[row])
        places.append(Place(titles[document], segment.section, row - cluster.starts[document], names))
    return tuple(places)


def _paired(material: Material) -> Material:
    """Return the material with every two neighbouring segments joined."""
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
    """Return the sum of the stems of each sampled passage, weighted by ``query``. Shape: (sample,)."""
    some = passages.take(sample)
    owner = np.repeat(np.arange(len(sample)), np.diff(some.starts))
    return np.bincount(owner, weights=some.values * query[some.stems & _MASK], minlength=len(sample)).astype(np.float64)
