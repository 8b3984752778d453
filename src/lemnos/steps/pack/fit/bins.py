"""Best-fit packing: sizes → windows that hold them.

The largest first, each into the fullest window that has room for it (best-fit decreasing). The room left in windows is
kept as bits of one integer, so a search costs ``window / 64`` machine words.
Source: Ding et al. 2024, "Fewer Truncations Improve Language Modeling".
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence


def best_fit(sizes: Sequence[int], window: int) -> list[list[int]]:
    """Return the numbers of the items in each window, in the order in which they were put there.

    Args:
        sizes: At most ``window`` each.
        window: Room in a window.
    """
    windows: list[list[int]] = []
    with_room: list[list[int]] = [[] for _ in range(window + 1)]
    rooms = 0
    for item in sorted(range(len(sizes)), key=lambda number: (-sizes[number], number)):
        size = sizes[item]
        enough = rooms >> size
        if enough:
            room = size + (enough & -enough).bit_length() - 1
            number = with_room[room].pop()
            if not with_room[room]:
                rooms &= ~(1 << room)
            windows[number].append(item)
        else:
            room, number = window, len(windows)
            windows.append([item])
        left = room - size
        if left:
            with_room[left].append(number)
            rooms |= 1 << left
    return windows


class Rooms:
    """The room that windows have left, while pieces are put into them.

    Args:
        left: Room of each window.
        window: Room of an empty one.
        eager: Whether records are to be cut into more pieces to fill it.
    """

    def __init__(self, left: Iterable[int], window: int, *, eager: bool = False) -> None:
        self.eager = eager
        self._left = sorted(left)
        self._window = window

    def least(self, size: int) -> int | None:
        """Return the least room, of at most half a window, that holds so many tokens; None if there is none."""
        place = bisect_left(self._left, size)
        found = self._left[place] if place < len(self._left) else self._window
        return found if found <= self._window // 2 else None

    def put(self, size: int) -> None:
        """Put a piece into the fullest window that holds it, or into an empty one."""
        place = bisect_left(self._left, size)
        room = self._left.pop(place) if place < len(self._left) else self._window
        insort(self._left, room - size)
