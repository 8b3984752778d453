"""Searches the segments of a cluster for the best path, by beam search: the most reward, close to an outline.

``Cluster``, ``Scorer``, ``Outline`` → ``BestPath``. The worth of a path is the sum over its turns of

    reward(segment | answers so far) + noise − order·dependence − distance·log(1 + skipped) − order·[goes back]
    + links·[the last answer names the document moved to] + raised·[share raised by the last answer] + coverage·[new
    section] − schedule·(turns off / stay)²

where the cost of the schedule is charged as soon as a move is late. A document is entered at its beginning and, while
it has segments left, kept for ``min_dwell`` turns. Towards the end, documents not yet opened take precedence. The worth
of segments is kept in arrays of shape (paths, segments); a turn changes only those of its document, so it costs 90 µs
for 4 paths. Scores of documents are plain numbers, because calls on arrays of 4 × 4 cost more than they compute. Paths
that have used the same segments and end with the same one count as one path.
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
"""Cost of opening a document where the outline goes back, and of going back where it opens one."""
_PROPOSALS = 3
"""Extensions considered in each turn, times the width of the beam."""
_SETS = (1 << 64) - 1


class BestPath(NamedTuple):
    """The best path. Shapes: (turns,), (turns,), (turns, segments)."""

    segments: list[int]
    rewards: list[float]
    outlook: list[Floats]
    """The rewards of all segments before each turn. Shape: (segments,) each."""


class _Frame:
    """Everything that does not change during a search."""

    def __init__(
        self, cluster: Cluster, settings: PlanSettings, unread: Marks, outline: Outline, raised: Floats | None
    ) -> None:
        self.settings = settings
        self.stay = 1 / max(settings.switch_rate, 1e-3)
        self.turns = outline.turns
        self.moves: list[float] = [*outline.moves.tolist(), outline.turns + self.stay]
        self.back: list[bool] = [*outline.back.tolist(), True]
        self.starts, self.mentions, self.unread = cluster.starts, cluster.mentions, unread
        sizes = np.diff(cluster.starts)
        self.topic_of: Numbers = cluster.topic_of()
        self.available: list[int] = np.bincount(self.topic_of[unread], minlength=len(sizes)).tolist()
        """Number of segments of each document that may be used."""
        self.empty = self.available.count(0)
        self.raised: Floats | None = None
        """Worth of a segment (column) for what an answer (row) of its document raised. Shape: (segments, segments)."""
        if raised is not None and settings.raised:
            inside = self.topic_of[:, None] == self.topic_of[None, :]
            self.raised = np.where(inside, np.float32(settings.raised) * raised, np.float32(0))
        self.leans = np.array(cluster.presupposes, dtype=np.float32) * np.float32(settings.order)
        passed = np.arange(-int(sizes.max()) - 1, int(sizes.max()) + 1)
        self.jump = (-np.float32(settings.distance) * np.log1p(np.abs(passed))).astype(np.float32)
        self.jump[passed < 0] -= np.float32(settings.order)
        self.middle = int(sizes.max()) + 1
        """``jump[middle + k]`` is the worth of skipping k segments."""
        self._names: Marks = cluster.names()
        self._ahead: dict[tuple[tuple[bool, bool], ...], Floats] = {}
        self.section_of = cluster.section_of()
        open_: list[list[int]] = [[] for _ in range(max(self.section_of) + 1)]
        for segment in np.flatnonzero(unread).tolist():
            open_[self.section_of[segment]].append(segment)
        self.members = [np.array(segments, dtype=np.intp) for segments in open_]
        """The segments of each section that may be used."""

    def ahead(self, left: tuple[int, ...]) -> Floats:
        """Return the worth of each segment as the last one before a move, for the documents that it names.

        Segments of a document not yet opened get 0, so that no document is opened for the names in it.
        Shape: (segments,).

        Args:
            left: Number of unused segments of each document.
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
    """The last segment."""
    topic: int
    dwelt: int
    """Turns since the dialogue moved to ``topic``; 0 before the first turn."""
    moved: int
    left: tuple[int, ...]
    """Number of unused segments of each document."""
    heard: int
    """The sections used so far, one bit each."""
    used: int
    """Sum of the random codes of the segments used, modulo 2⁶⁴."""


class _Extension(NamedTuple):
    """One more turn for one path."""

    parent: int
    segment: int
    gained: float
    used: int
    """See ``_Path``."""


class _Beam:
    """The paths of the beam, and the part of each segment's worth that changes only when its document is used.

    Shapes: (paths, segments).
    """

    def __init__(self, frame: _Frame) -> None:
        self._frame = frame
        self.paths = [_Path(0.0, 0, 0, 0, 0, tuple(frame.available), 0, 0)]
        fresh = np.where(frame.unread, frame.settings.coverage, _NEVER)
        self._fresh: Floats = fresh.astype(np.float32)[None]
        """Worth of a segment for its section if that is new; segments already used are excluded."""
        # A new document is entered at its beginning, which depends on nothing and skips nothing.
        self.fit: Floats = np.full((1, len(frame.unread)), _NEVER, dtype=np.float32)
        for first, end in pairwise(frame.starts):
            self.fit[0, first + np.flatnonzero(frame.unread[first:end])[:1]] = 0

    def advance(self, extensions: Sequence[_Extension], parents: Numbers) -> None:
        """Replace the paths by their extensions."""
        self._fresh, self.fit = self._fresh.take(parents, axis=0), self.fit.take(parents, axis=0)
        self.paths = [
            self._extend(self.paths[extension.parent], extension, fresh, fit)
            for extension, fresh, fit in zip(extensions, self._fresh, self.fit, strict=True)
        ]

    def _extend(self, path: _Path, extension: _Extension, fresh: Floats, fit: Floats) -> _Path:
        """Return a path with one more segment, and update its rows in place. Shapes of the rows: (segments,)."""
        frame, segment = self._frame, extension.segment
        topic, section = int(frame.topic_of[segment]), frame.section_of[segment]
        if not path.heard >> section & 1:
            fresh[frame.members[section]] = 0
        fresh[segment] = _NEVER
        first, end = frame.starts[topic], frame.starts[topic + 1]
        passed = frame.middle + first - segment - 1
        row = fit[first:end]
        np.subtract(frame.jump[passed : passed + end - first], frame.leans[first:end], out=row)
        row += fresh[first:end]
        stays = topic == path.topic or not path.dwelt
        return _Path(
            path.worth + extension.gained,
            segment,
            topic,
            path.dwelt + 1 if stays else 1,
            path.moved + (not stays),
            (*path.left[:topic], path.left[topic] - 1, *path.left[topic + 1 :]),
            path.heard | 1 << section,
            extension.used,
        )


def search(
    cluster: Cluster,
    scorer: Scorer,
    outline: Outline,
    unread: Marks,
    rng: np.random.Generator,
    settings: PlanSettings,
    raised: Floats | None = None,
) -> BestPath:
    """Return the best path found.

    Args:
        cluster: The documents of the dialogue.
        scorer: The reward, which has read the cluster and no answer yet.
        outline: Target length and moves.
        unread: Which segments may be used. Shape: (segments,).
        rng: Draws the noise.
        settings: Width of the beam, and weights.
        raised: How strongly each segment raises what each other is about; see ``Vectors.raised``.
    """
    frame = _Frame(cluster, settings, unread, outline, raised)
    beam = _Beam(frame)
    codes: list[int] = rng.integers(1, 1 << 63, size=cluster.size, dtype=np.uint64).tolist()
    trail: list[tuple[list[_Extension], Floats]] = []
    noise = np.float32(settings.temperature) * rng.gumbel(size=(outline.turns, cluster.size)).astype(np.float32)
    for turn in range(outline.turns):
        rewards = scorer.rewards()
        worth = rewards + noise[turn]
        worth += beam.fit
        _add_moves(frame, beam.paths, turn, worth)
        extensions = _best(beam.paths, codes, worth, settings.beam)
        if not extensions:
            break
        parents = np.array([extension.parent for extension in extensions])
        beam.advance(extensions, parents)
        scorer.extend(np.array([extension.segment for extension in extensions]), parents)
        trail.append((extensions, rewards))
    return _trace(trail, max(range(len(beam.paths)), key=lambda number: beam.paths[number].worth))


def _add_moves(frame: _Frame, paths: Sequence[_Path], turn: int, worth: Floats) -> None:
    """Add the worth that depends on the last segment. Shape of ``worth``: (paths, segments)."""
    moves = np.array([_document_worths(frame, path, turn) for path in paths], dtype=np.float32)
    worth += moves.take(frame.topic_of, axis=1)
    for path, row in zip(paths, worth, strict=True):
        following = path.segment + 1
        if path.dwelt and following < frame.starts[path.topic + 1]:
            row[following] += frame.leans[following]
        if turn and frame.raised is not None:
            row += frame.raised[path.segment]
        if turn and frame.settings.links and turn + 1 >= _next_move(frame, path):
            row += frame.ahead(path.left)


def _next_move(frame: _Frame, path: _Path) -> float:
    """Return the turn at which the outline moves next."""
    return frame.moves[min(path.moved, len(frame.moves) - 1)]


def _document_worths(frame: _Frame, path: _Path, turn: int) -> list[float]:
    """Return the worth of going on with each document. Shape: (documents,)."""
    if not turn:
        return [0.0] + [_NEVER] * (len(path.left) - 1)
    settings, current = frame.settings, path.topic
    deviation = (turn - _next_move(frame, path)) / frame.stay
    # Late turns are charged one by one as they pass, so that a path cannot defer the cost beyond its end.
    late, next_late = max(deviation, 0.0), max(deviation + 1 / frame.stay, 0.0)
    stays = settings.schedule * (late * late - next_late * next_late)
    if path.left[current] and path.dwelt < settings.min_dwell:
        return [stays if topic == current else _NEVER for topic in range(len(path.left))]
    opened = [*map(lt, path.left, frame.available)]
    unopened = opened.count(False) - frame.empty
    early = settings.schedule * deviation * deviation if deviation < 0 and path.left[current] else 0.0
    back = frame.back[min(path.moved, len(frame.back) - 1)]
    # If only one of the two is possible, the outline does not matter.
    cost_of_opened = early + (_MISMATCH if not back and unopened else 0.0)
    elsewhere = back and any(left for topic, left in enumerate(path.left) if opened[topic] and topic != current)
    cost_of_unopened = early + (_MISMATCH if elsewhere else 0.0)
    if unopened and frame.turns - turn <= unopened * (settings.min_dwell + 1):
        cost_of_opened, stays = -_NEVER, _NEVER
    worths = [-cost_of_opened if known else -cost_of_unopened for known in opened]
    for named in frame.mentions[path.segment]:
        worths[named] += settings.links
    worths[current] = stays
    return worths


def _best(paths: Sequence[_Path], codes: Sequence[int], worth: Floats, width: int) -> list[_Extension]:
    """Return the extensions of greatest worth, at most ``width``."""
    total = (np.array([path.worth for path in paths])[:, None] + worth).ravel()
    count = min(_PROPOSALS * width if width > 1 else 1, len(total))
    pick = total.argpartition(-count)[-count:]
    ranked = sorted(zip((-total[pick]).tolist(), pick.tolist(), strict=True))
    chosen: dict[tuple[int, int], _Extension] = {}
    for _, cell in ranked:
        parent, segment = divmod(cell, worth.shape[1])
        gained = float(worth[parent, segment])
        if gained <= _NEVER / 2:
            continue
        used = (paths[parent].used + codes[segment]) & _SETS
        chosen.setdefault((used, segment), _Extension(parent, segment, gained, used))
        if len(chosen) == width:
            break
    return list(chosen.values())


def _trace(trail: Sequence[tuple[list[_Extension], Floats]], path: int) -> BestPath:
    """Return the path that ends with path number ``path`` of the last turn, walking back through ``trail``."""
    segments: list[int] = []
    rewards: list[float] = []
    outlook: list[Floats] = []
    for extensions, before in reversed(trail):
        parent, segment = extensions[path].parent, extensions[path].segment
        segments.append(segment)
        rewards.append(float(before[parent, segment]))
        outlook.append(before[parent])
        path = parent
    return BestPath(segments[::-1], rewards[::-1], outlook[::-1])
