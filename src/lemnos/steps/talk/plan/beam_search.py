"""Beam search over the segments of a cluster for the path that gathers the most reward and keeps to an outline.

What a path is worth is the sum over its turns of

    reward(segment | told so far) + noise − order·leans − distance·log(1 + passed over) − order·[goes back]
    + links·[the answer before names the document moved to] + coverage·[new section] − schedule·(turns off / stay)²

where the schedule's share is paid as soon as a move is late. A document is entered at its beginning and, while it has
segments left, kept for ``min_dwell`` turns; as the end nears, documents that were not opened come first. What each
segment is worth is kept in arrays of shape (paths, segments); a turn changes those of the document told alone, so it
costs 90 µs for 4 paths. What concerns documents is plain numbers, for arrays of 4 × 4 cost more to call than to
compute. Paths that have told the same segments and end alike are one path.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import lt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.plan.outline import Outline, PlanSettings
from lemnos.steps.talk.reward.base import Cluster, Scorer

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]

_NEVER = -1e9
_MISMATCH = 0.5
"""Cost of opening a document where the outline goes back, and the other way round."""
_PROPOSALS = 3
"""How many ways to go on are considered of each path, times the width of the beam in all."""
_SETS = (1 << 64) - 1


class Found(NamedTuple):
    """The best path. Shapes: (turns,), (turns,), (turns, segments)."""

    segments: list[int]
    rewards: list[float]
    outlook: list[Floats]
    """The rewards of all segments before each turn."""


class _Map:
    """What does not change during a search."""

    def __init__(self, cluster: Cluster, settings: PlanSettings, unread: Marks, outline: Outline) -> None:
        self.settings = settings
        self.stay = 1 / max(settings.switch_rate, 1e-3)
        self.turns = outline.turns
        self.moves: list[float] = [*outline.moves.tolist(), outline.turns + self.stay]
        self.back: list[bool] = [*outline.back.tolist(), True]
        self.starts, self.mentions, self.unread = cluster.starts, cluster.mentions, unread
        sizes = np.diff(cluster.starts)
        self.topic_of: Numbers = cluster.topic_of()
        self.available: list[int] = np.bincount(self.topic_of[unread], minlength=len(sizes)).tolist()
        """How many segments of each document may be told."""
        self.empty = self.available.count(0)
        self.leans = np.array(cluster.presupposes, dtype=np.float32) * np.float32(settings.order)
        passed = np.arange(-int(sizes.max()) - 1, int(sizes.max()) + 1)
        self.jump = (-np.float32(settings.distance) * np.log1p(np.abs(passed))).astype(np.float32)
        self.jump[passed < 0] -= np.float32(settings.order)
        self.middle = int(sizes.max()) + 1
        """``jump[middle + k]`` is what passing over k segments is worth."""
        self._names: Marks = cluster.names()
        self._ahead: dict[tuple[tuple[bool, bool], ...], Floats] = {}
        self.section_of = cluster.section_of()
        open_: list[list[int]] = [[] for _ in range(max(self.section_of) + 1)]
        for segment in np.flatnonzero(unread).tolist():
            open_[self.section_of[segment]].append(segment)
        self.members = [np.array(found, dtype=np.intp) for found in open_]
        """The segments of each section that may be told."""

    def ahead(self, left: tuple[int, ...]) -> Floats:
        """Return what it is worth to tell each segment last before a move, for the documents that it names.

        Args:
            left: How many segments of each document may still be told. A document is not entered for names.
        """
        key = tuple(zip((count > 0 for count in left), map(int.__lt__, left, self.available), strict=True))
        if key not in self._ahead:
            opened = np.array(left) < np.array(self.available)
            named = (self._names @ (np.array(left) > 0)) & opened[self.topic_of]
            self._ahead[key] = named * np.float32(self.settings.links / 2)
        return self._ahead[key]


class _Path(NamedTuple):
    """A path under construction."""

    worth: float
    segment: int
    """The one told last."""
    topic: int
    dwelt: int
    """Turns that the talk has stayed on ``topic``; 0 before the first turn."""
    moved: int
    left: tuple[int, ...]
    """How many segments of each document may still be told."""
    heard: int
    """The sections heard, a bit each."""
    told: int
    """Sum of the random numbers that stand for the segments told, modulo 2⁶⁴."""


class _Way(NamedTuple):
    """One turn more for one path."""

    parent: int
    segment: int
    gained: float
    told: int


class _Beam:
    """The paths, and what speaks for and against each segment as long as its document is not told from again.

    Shapes: (paths, segments).
    """

    def __init__(self, place: _Map) -> None:
        self._place = place
        self.paths = [_Path(0.0, 0, 0, 0, 0, tuple(place.available), 0, 0)]
        fresh = np.where(place.unread, place.settings.coverage, _NEVER)
        self._fresh: Floats = fresh.astype(np.float32)[None]
        """What a segment is worth for its section, if that was not heard; none is told twice."""
        # A document that is new is entered at its beginning, which leans on nothing and passes nothing over.
        self.fit: Floats = np.full((1, len(place.unread)), _NEVER, dtype=np.float32)
        for first, end in pairwise(place.starts):
            self.fit[0, first + np.flatnonzero(place.unread[first:end])[:1]] = 0

    def advance(self, ways: Sequence[_Way], parents: Numbers) -> None:
        """Replace the paths by those that go these ways."""
        self._fresh, self.fit = self._fresh.take(parents, axis=0), self.fit.take(parents, axis=0)
        self.paths = [
            self._tell(self.paths[way.parent], way, fresh, fit)
            for way, fresh, fit in zip(ways, self._fresh, self.fit, strict=True)
        ]

    def _tell(self, path: _Path, way: _Way, fresh: Floats, fit: Floats) -> _Path:
        """Tell a segment and return the path. Shapes of its rows: (segments,)."""
        place, segment = self._place, way.segment
        topic, section = int(place.topic_of[segment]), place.section_of[segment]
        if not path.heard >> section & 1:
            fresh[place.members[section]] = 0
        fresh[segment] = _NEVER
        first, end = place.starts[topic], place.starts[topic + 1]
        passed = place.middle + first - segment - 1
        row = fit[first:end]
        np.subtract(place.jump[passed : passed + end - first], place.leans[first:end], out=row)
        row += fresh[first:end]
        stays = topic == path.topic or not path.dwelt
        return _Path(
            path.worth + way.gained,
            segment,
            topic,
            path.dwelt + 1 if stays else 1,
            path.moved + (not stays),
            (*path.left[:topic], path.left[topic] - 1, *path.left[topic + 1 :]),
            path.heard | 1 << section,
            way.told,
        )


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
    beam = _Beam(place)
    codes: list[int] = rng.integers(1, 1 << 63, size=cluster.size, dtype=np.uint64).tolist()
    trail: list[tuple[list[_Way], Floats]] = []
    noise = np.float32(settings.temperature) * rng.gumbel(size=(outline.turns, cluster.size)).astype(np.float32)
    for turn in range(outline.turns):
        rewards = scorer.rewards()
        worth = rewards + noise[turn]
        worth += beam.fit
        _add_moves(place, beam.paths, turn, worth)
        ways = _best(beam.paths, codes, worth, settings.beam)
        if not ways:
            break
        parents = np.array([way.parent for way in ways])
        beam.advance(ways, parents)
        scorer.tell(np.array([way.segment for way in ways]), parents)
        trail.append((ways, rewards))
    return _trace(trail, max(range(len(beam.paths)), key=lambda number: beam.paths[number].worth))


def _add_moves(place: _Map, paths: Sequence[_Path], turn: int, worth: Floats) -> None:
    """Add what depends on the segment told last. Shape of ``worth``: (paths, segments)."""
    moves = np.array([_documents(place, path, turn) for path in paths], dtype=np.float32)
    worth += moves.take(place.topic_of, axis=1)
    for path, row in zip(paths, worth, strict=True):
        following = path.segment + 1
        if path.dwelt and following < place.starts[path.topic + 1]:
            row[following] += place.leans[following]
        if turn and place.settings.links and turn + 1 >= _due(place, path):
            row += place.ahead(path.left)


def _due(place: _Map, path: _Path) -> float:
    """Return the turn at which the outline moves next."""
    return place.moves[min(path.moved, len(place.moves) - 1)]


def _documents(place: _Map, path: _Path, turn: int) -> list[float]:
    """Return what speaks for and against each document as the next. Shape: (documents,)."""
    if not turn:
        return [0.0] + [_NEVER] * (len(path.left) - 1)
    settings, current = place.settings, path.topic
    off = (turn - _due(place, path)) / place.stay
    # Late turns are paid one by one as they pass, so that a path cannot put the bill off beyond its end.
    late, next_late = max(off, 0.0), max(off + 1 / place.stay, 0.0)
    stays = settings.schedule * (late * late - next_late * next_late)
    if path.left[current] and path.dwelt < settings.min_dwell:
        return [stays if topic == current else _NEVER for topic in range(len(path.left))]
    opened = [*map(lt, path.left, place.available)]
    unopened = opened.count(False) - place.empty
    early = settings.schedule * off * off if off < 0 and path.left[current] else 0.0
    back = place.back[min(path.moved, len(place.back) - 1)]
    # Where only one of both is left, the outline's wish counts for nothing.
    opens = early + (_MISMATCH if not back and unopened else 0.0)
    elsewhere = back and any(left for topic, left in enumerate(path.left) if opened[topic] and topic != current)
    returns = early + (_MISMATCH if elsewhere else 0.0)
    if unopened and place.turns - turn <= unopened * (settings.min_dwell + 1):
        opens, stays = -_NEVER, _NEVER
    result = [-opens if known else -returns for known in opened]
    for named in place.mentions[path.segment]:
        result[named] += settings.links
    result[current] = stays
    return result


def _best(paths: Sequence[_Path], codes: Sequence[int], worth: Floats, width: int) -> list[_Way]:
    """Return the ways to go on with, ``width`` at most."""
    total = (np.array([path.worth for path in paths])[:, None] + worth).ravel()
    count = min(_PROPOSALS * width if width > 1 else 1, len(total))
    pick = total.argpartition(-count)[-count:]
    ranked = sorted(zip((-total[pick]).tolist(), pick.tolist(), strict=True))
    chosen: dict[tuple[int, int], _Way] = {}
    for _, at in ranked:
        parent, segment = divmod(at, worth.shape[1])
        gained = float(worth[parent, segment])
        if gained <= _NEVER / 2:
            continue
        told = (paths[parent].told + codes[segment]) & _SETS
        chosen.setdefault((told, segment), _Way(parent, segment, gained, told))
        if len(chosen) == width:
            break
    return list(chosen.values())


def _trace(trail: Sequence[tuple[list[_Way], Floats]], path: int) -> Found:
    """Walk back from the end of a path."""
    segments: list[int] = []
    rewards: list[float] = []
    outlook: list[Floats] = []
    for ways, before in reversed(trail):
        parent, segment = ways[path].parent, ways[path].segment
        segments.append(segment)
        rewards.append(float(before[parent, segment]))
        outlook.append(before[parent])
        path = parent
    return Found(segments[::-1], rewards[::-1], outlook[::-1])
