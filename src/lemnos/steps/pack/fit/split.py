"""Where a record that is longer than a window is cut: units → pieces, each of whole units.

Sizes of units and recalls → ``Piece``s in order. The cuts are those of least cost, found by dynamic programming over
the units. A piece costs the tokens by which it misses a full window, or a constant if it is so small that others fill
the window with it; half of the tokens that it repeats, also of a head; and the tokens that are lost where a unit
refers to one that is not there. A unit longer than a window is cut at any token.

Where ``rooms`` are given, a piece of at most half a window costs a quarter of its size too, or what it leaves of a
window of other records that has room for it. An eager try takes that quarter off again: more such pieces are made.

Cost: units × units that fit a window.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lemnos.steps.pack.fit.bins import Rooms

_LEAST = 16
"""A piece that fills a room is no shorter than this part of a window."""


class Piece(NamedTuple):
    """A run of units of a record, or a part of one unit."""

    first: int
    last: int
    """Inclusive."""
    start: int
    end: int
    """Tokens of the record."""
    repeats: tuple[int, ...] = ()
    """Earlier units that stand before it again."""
    orphans: tuple[int, ...] = ()
    """Units in it that refer to one which is neither in it nor repeated."""
    headed: bool = False
    """Whether it begins with the head of the record again."""


class _Atom(NamedTuple):
    """A unit, or a part of a unit that is longer than a window."""

    unit: int
    start: int
    end: int
    whole: bool


def split(
    ends: Sequence[int],
    recalls: Sequence[tuple[int, int]],
    window: int,
    *,
    repeat: bool = True,
    head: tuple[int, int] = (0, 0),
    rooms: Rooms | None = None,
) -> list[Piece]:
    """Return the pieces of a record.

    Args:
        ends: Where each unit ends, in tokens; the first begins at 0. Not empty.
        recalls: Units, each with an earlier one that it refers to.
        window: Most tokens of a piece, with what it repeats.
        repeat: Whether earlier units may be repeated.
        head: Tokens that a piece which begins behind them begins with again, unless a unit that fits a window whole
            would then have to be cut. Shorter than ``window``; empty for none.
        rooms: What windows of other records have left; None if pieces are not to fill it.
    """
    referred: dict[int, list[int]] = {}
    for unit, earlier in recalls:
        if earlier < unit:
            referred.setdefault(unit, []).append(earlier)
    if ends[-1] <= window:
        return [Piece(0, len(ends) - 1, 0, ends[-1])]
    atoms = _atoms(ends, window, head[1] - head[0])
    heads = [_headed(atom, window, head) for atom in atoms]
    chosen = _cheapest(atoms, ends, referred, window, repeat, heads, rooms)
    pieces = []
    first = 0
    while first < len(atoms):
        last = chosen[first]
        repeats, orphans = _repeated(atoms, first, last, ends, referred, window - heads[first], repeat)
        pieces.append(
            Piece(
                atoms[first].unit,
                atoms[last].unit,
                atoms[first].start,
                atoms[last].end,
                tuple(repeats),
                tuple(orphans),
                heads[first] > 0,
            )
        )
        first = last + 1
    return pieces


def _headed(atom: _Atom, window: int, head: tuple[int, int]) -> int:
    """Return how many tokens of the head stand before the piece that begins with an atom."""
    size = head[1] - head[0]
    return size if head[1] <= atom.start and atom.end - atom.start + size <= window else 0


def _atoms(ends: Sequence[int], window: int, head: int) -> list[_Atom]:
    """Return units; those longer than a window in parts that leave room for a head of so many tokens."""
    atoms = []
    start = 0
    room = window - head
    for unit, end in enumerate(ends):
        if end - start <= window:
            atoms.append(_Atom(unit, start, end, True))
        else:
            atoms += [_Atom(unit, place, min(place + room, end), False) for place in range(start, end, room)]
        start = end
    return atoms


def _cheapest(
    atoms: Sequence[_Atom],
    ends: Sequence[int],
    referred: dict[int, list[int]],
    window: int,
    repeat: bool,
    heads: Sequence[int],
    rooms: Rooms | None,
) -> list[int]:
    """Return for each atom the last one of the piece that begins with it, of the cheapest cuts from there on."""
    count = len(atoms)
    sizes = [atom.end - atom.start for atom in atoms]
    half, constant = window // 2, max(1, window // 128)
    best = [0.0] * (count + 1)
    chosen = [0] * count
    for first in range(count - 1, -1, -1):
        size, lost = heads[first], 0.0
        begin = atoms[first].unit
        repeated: set[int] = set()
        least = float("inf")
        for last in range(first, count):
            size += sizes[last]
            if size > window:
                break
            unit = atoms[last].unit
            if unit in referred:
                new = _missing(referred[unit], begin, atoms[first], repeated)
                more = sum(_length(ends, earlier) for earlier in new)
                if repeat and size + more <= window:
                    repeated.update(new)
                    size += more
                elif new and repeat and last > first:
                    break  # the piece ends before the unit, which then has more room for what it refers to
                elif new:
                    lost += sizes[last]
            gap = window - size
            cost: float = gap if size > half else constant
            if rooms is not None and size <= half:
                room = rooms.least(size) if size >= window // _LEAST else None
                cost += min(size / 4, window if room is None else room - size) - rooms.eager * size / 4
            cost += lost + best[last + 1] + heads[first] / 2
            if repeated:
                cost += sum(_length(ends, earlier) for earlier in repeated) / 2
            if cost < least:
                least, chosen[first] = cost, last
        best[first] = least
    return chosen


def _repeated(
    atoms: Sequence[_Atom],
    first: int,
    last: int,
    ends: Sequence[int],
    referred: dict[int, list[int]],
    window: int,
    repeat: bool,
) -> tuple[list[int], list[int]]:
    """Return the earlier units that a piece repeats, and the units whose referent is missing."""
    size = atoms[last].end - atoms[first].start
    repeated: set[int] = set()
    orphans: list[int] = []
    for atom in atoms[first : last + 1]:
        new = _missing(referred.get(atom.unit, ()), atoms[first].unit, atoms[first], repeated)
        more = sum(_length(ends, earlier) for earlier in new)
        if new and repeat and size + more <= window:
            repeated.update(new)
            size += more
        elif new and atom.unit not in orphans:
            orphans.append(atom.unit)
    return sorted(repeated), orphans


def _missing(earlier: Sequence[int], begin: int, first: _Atom, repeated: set[int]) -> set[int]:
    """Return the units referred to that are not in a piece; of a unit that was cut, no piece holds all."""
    return {unit for unit in earlier if (unit < begin or (unit == begin and not first.whole)) and unit not in repeated}


def _length(ends: Sequence[int], unit: int) -> int:
    return ends[unit] - (ends[unit - 1] if unit else 0)
