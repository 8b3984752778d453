"""Beam search over the segments of a cluster for the path that gathers the most reward and keeps to an outline.

What a path is worth is the sum over its turns of

    reward(segment | told so far) + noise − order·leans − distance·log(1 + passed over) − order·[goes back]
    + links·[the answer before names the document moved to] + coverage·[new section] − schedule·(turns off / stay)²

where the schedule's share is paid as soon as a move is late. A document is entered at its beginning and, while it has
segments left, kept for ``min_dwell`` turns; as the end nears, documents that were not opened come first. All paths of
the beam are scored together in arrays of shape (paths, segments), so a turn costs a fixed number of numpy calls. Paths
that have told the same segments and end alike are one path.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.talk.outline import Outline, PlanSettings
from lemnos.talk.reward.reward import Cluster, Scorer

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]

_NEVER = np.float32(-1e9)
_MISMATCH = np.float32(0.5)
"""Cost of opening a document where the outline goes back, and the other way round."""
_PROPOSALS = 3
"""How many ways to go on are considered of each path, times the width of the beam in all."""


class Found(NamedTuple):
    """The best path. Shapes: (turns,), (turns,), (turns, segments)."""

    segments: list[int]
    rewards: list[float]
    outlook: list[Floats]
    """The rewards of all segments before each turn."""


class _Map:
    """What does not change during a search."""

    def __init__(self, cluster: Cluster, settings: PlanSettings, unread: Marks, outline: Outline) -> None:
        self.stay = 1 / max(settings.switch_rate, 1e-3)
        self.turns = outline.turns
        self.moves = np.append(outline.moves, outline.turns + self.stay)
        self.back = np.append(outline.back, True)
        sizes = np.diff(cluster.starts)
        self.topics = len(sizes)
        self.topic_of: Numbers = np.repeat(np.arange(self.topics), sizes)
        self.local: Numbers = np.arange(cluster.size) - np.array(cluster.starts[:-1])[self.topic_of]
        self.leans = np.array(cluster.presupposes, dtype=np.float32) * np.float32(settings.order)
        self.names: Marks = np.zeros((cluster.size, self.topics), dtype=bool)
        for segment, named in enumerate(cluster.mentions):
            self.names[segment, list(named)] = True
        self.follows: Marks = np.concatenate([self.topic_of[1:] == self.topic_of[:-1], [False]])
        self.entry: Marks = np.zeros(cluster.size, dtype=bool)
        for topic, first in enumerate(cluster.starts[:-1]):
            inside = np.flatnonzero(unread[first : cluster.starts[topic + 1]])
            self.entry[first + inside[:1]] = True
        passed = np.arange(-int(sizes.max()) - 1, int(sizes.max()) + 1)
        self.jump = (np.float32(settings.distance) * np.log1p(np.abs(passed))).astype(np.float32)
        self.jump[passed < 0] += np.float32(settings.order)
        self.middle = int(sizes.max()) + 1
        """``jump[middle + k]`` is the cost of passing over k segments."""
        sections: dict[tuple[int, tuple[str, ...]], int] = {}
        self.section_of: Numbers = np.array(
            [
                sections.setdefault((topic, part.section), len(sections))
                for topic, material in enumerate(cluster.materials)
                for part in material.topic.segments
            ]
        )
        self.sections = len(sections)


class _Beam:
    """Paths under construction. Shapes: (paths, …)."""

    def __init__(self, place: _Map, unread: Marks) -> None:
        self.unread: Marks = unread[None].copy()
        self.left = np.bincount(place.topic_of[unread], minlength=place.topics)[None].astype(np.intp)
        self.told_last: Numbers = np.full((1, place.topics), -1)
        """The segment of each document told last, counted in the document; -1 where none was."""
        self.heard: Marks = np.zeros((1, place.sections), dtype=bool)
        self.segment: Numbers = np.zeros(1, dtype=np.intp)
        self.dwelt: Numbers = np.zeros(1, dtype=np.intp)
        self.moved: Numbers = np.zeros(1, dtype=np.intp)
        self.worth = np.zeros(1)
        self.told_set = np.zeros(1, dtype=np.uint64)
        """Sum of the random numbers that stand for the segments told."""

    def advance(self, place: _Map, codes: npt.NDArray[np.uint64], parents: Numbers, segments: Numbers) -> None:
        """Replace the paths: path i is what path ``parents[i]`` was, with one segment more."""
        rows = np.arange(len(parents))
        topics, before = place.topic_of[segments], place.topic_of[self.segment[parents]]
        stays = (topics == before) & (self.dwelt[parents] > 0)
        self.unread, self.left, self.told_last = self.unread[parents], self.left[parents], self.told_last[parents]
        self.heard = self.heard[parents]
        self.unread[rows, segments] = False
        self.left[rows, topics] -= 1
        self.told_last[rows, topics] = place.local[segments]
        self.heard[rows, place.section_of[segments]] = True
        self.moved = self.moved[parents] + (~stays & (self.dwelt[parents] > 0))
        self.dwelt = np.where(stays, self.dwelt[parents], 0) + 1
        self.segment = segments
        self.told_set = self.told_set[parents] + codes[segments]


def search(
    cluster: Cluster,
    scorer: Scorer,
    outline: Outline,
    unread: Marks,
    rng: np.random.Generator,
    settings: PlanSettings,
) -> Found:
    """Return the best path found.

    Args:
        cluster: What is talked about.
        scorer: The reward, which has read the cluster and been told nothing.
        outline: Length and moves aimed at.
        unread: Which segments may be told. Shape: (segments,).
        rng: Draws the noise.
        settings: Width of the beam and what counts how much.
    """
    place = _Map(cluster, settings, unread, outline)
    beam = _Beam(place, unread)
    codes = rng.integers(1, 1 << 63, size=cluster.size, dtype=np.uint64)
    trail: list[tuple[Numbers, Numbers, Floats]] = []
    noise = np.float32(settings.temperature) * rng.gumbel(size=(outline.turns, cluster.size)).astype(np.float32)
    for turn in range(outline.turns):
        rewards = scorer.rewards()
        worth = rewards + noise[turn]
        worth += _structure(place, beam, turn, settings)
        worth[~beam.unread] = _NEVER
        parents, segments, gained = _best(beam, codes, worth, settings.beam)
        if not len(parents):
            break
        beam.worth = beam.worth[parents] + gained
        beam.advance(place, codes, parents, segments)
        scorer.tell(segments, parents)
        trail.append((parents, segments, rewards))
    return _trace(trail, int(np.argmax(beam.worth)))


def _structure(place: _Map, beam: _Beam, turn: int, settings: PlanSettings) -> Floats:
    """Return what speaks for and against each segment besides its reward. Shape: (paths, segments)."""
    rows = np.arange(len(beam.segment))
    topics, due = _topics(place, beam, turn, settings)
    spread = topics.take(place.topic_of, axis=1)
    told = beam.told_last.take(place.topic_of, axis=1)
    result = spread - place.jump.take(place.local - told + (place.middle - 1)) - place.leans
    following = np.minimum(beam.segment + 1, len(place.local) - 1)
    result[rows, following] += place.leans[following] * (place.follows[beam.segment] & (beam.dwelt > 0))
    if settings.coverage:
        result += np.float32(settings.coverage) * ~beam.heard.take(place.section_of, axis=1)
    if due.any() and settings.links:
        ahead = (place.names[None] & (beam.left > 0)[:, None]).any(axis=2) & due[:, None]
        result += np.float32(settings.links / 2) * ahead
    # A document that is new is entered at its beginning, which leans on nothing and passes nothing over.
    return np.where(told < 0, np.where(place.entry, spread, _NEVER), result)


def _topics(place: _Map, beam: _Beam, turn: int, settings: PlanSettings) -> tuple[Floats, Marks]:
    """Return what speaks for and against each document, and whether a move is due after this turn.

    Shapes: (paths, topics), (paths,).
    """
    rows = np.arange(len(beam.segment))
    opened, full = beam.told_last >= 0, beam.left > 0
    result: Floats = np.zeros(opened.shape, dtype=np.float32)
    if not turn:
        result[:, 1:] = _NEVER
        return result, np.zeros(len(rows), dtype=bool)
    current = place.topic_of[beam.segment]
    number = np.minimum(beam.moved, len(place.moves) - 1)
    off = (turn - place.moves[number]) / place.stay
    next_off = off + 1 / place.stay
    rests = full[rows, current]
    held = rests & (beam.dwelt < settings.min_dwell)
    # Late turns are paid one by one as they pass, so that a path cannot put the bill off beyond its end.
    waits = np.maximum(next_off, 0) ** 2 - np.maximum(off, 0) ** 2
    result -= (settings.schedule * rests * np.minimum(off, 0) ** 2)[:, None]
    result += np.float32(settings.links) * place.names[beam.segment]
    unopened = (full & ~opened).sum(axis=1)
    elsewhere = (full & opened).sum(axis=1) - rests
    # Where only one of both is left, the outline's wish counts for nothing.
    back = place.back[number]
    opens, returns = ~back & (unopened > 0), back & (elsewhere > 0)
    result -= _MISMATCH * np.where(opened, opens[:, None], returns[:, None])
    must_open = (unopened > 0) & (place.turns - turn <= unopened * (settings.min_dwell + 1))
    result[opened & must_open[:, None]] = _NEVER
    result[held] = _NEVER
    result[rows, current] = np.where(must_open & ~held, _NEVER, -settings.schedule * waits)
    return result, next_off >= 0


def _best(
    beam: _Beam, codes: npt.NDArray[np.uint64], worth: Floats, width: int
) -> tuple[Numbers, Numbers, npt.NDArray[np.float64]]:
    """Return the paths to go on with: parent, segment and gain of each. Shapes: (at most width,)."""
    size = worth.shape[1]
    total = (beam.worth[:, None] + worth).ravel()
    count = min(_PROPOSALS * width, len(total)) if width > 1 else 1
    pick = np.argpartition(-total, count - 1)[:count] if count < len(total) else np.arange(len(total))
    pick = pick[np.lexsort((pick, -total[pick]))]
    parents, segments = np.divmod(pick, size)
    chosen: dict[tuple[int, int], int] = {}
    for at, (parent, segment) in enumerate(zip(parents.tolist(), segments.tolist(), strict=True)):
        if worth[parent, segment] <= _NEVER / 2:
            continue
        key = ((int(beam.told_set[parent]) + int(codes[segment])) & ((1 << 64) - 1), segment)
        chosen.setdefault(key, at)
        if len(chosen) == width:
            break
    kept = np.fromiter(chosen.values(), dtype=np.intp, count=len(chosen))
    parents, segments = parents[kept], segments[kept]
    return parents, segments, worth[parents, segments].astype(np.float64)


def _trace(trail: list[tuple[Numbers, Numbers, Floats]], path: int) -> Found:
    """Walk back from the end of a path."""
    segments: list[int] = []
    rewards: list[float] = []
    outlook: list[Floats] = []
    for parents, chosen, before in reversed(trail):
        parent = int(parents[path])
        segments.append(int(chosen[path]))
        rewards.append(float(before[parent, chosen[path]]))
        outlook.append(before[parent])
        path = parent
    return Found(segments[::-1], rewards[::-1], outlook[::-1])
