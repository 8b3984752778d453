"""Best-fit packing: sizes → windows that hold them.

The largest first, each into the fullest window that has room for it (best-fit decreasing). The room left in windows is
kept as bits of one integer, so a search costs ``window / 64`` machine words.
Source: Ding et al. 2024, "Fewer Truncations Improve Language Modeling".
"""

from collections.abc import Sequence


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
