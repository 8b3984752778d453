"""Two texts side by side, with what they share and what differs: for a person who judges whether a drop was right.

Words are aligned by ``difflib``; equal stretches are cut to a few words on each side of a difference. Costs some
milliseconds for texts of a page, more for long ones, of which only the first words are compared.
"""

import difflib
import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile(r"\S+")
_CONTEXT = 8
"""Words of an equal stretch that are shown on each side of a difference."""
_MOST_WORDS = 4000


class Row(NamedTuple):
    """A stretch of both texts."""

    left: str
    right: str
    equal: bool


def rows(left: str, right: str, most: int = _MOST_WORDS) -> Iterator[Row]:
    """Yield stretches of two texts, equal and different ones in turn; long equal ones are shortened in the middle.

    Args:
        left: A text.
        right: Another.
        most: Words of each that are compared.
    """
    one, other = _WORD.findall(left)[:most], _WORD.findall(right)[:most]
    changes = difflib.SequenceMatcher(None, one, other, autojunk=len(one) > 500).get_opcodes()
    is_cut = most in (len(one), len(other))
    if is_cut and changes[-1][0] != "equal":  # the end of one stands beyond the cut in the other
        changes.pop()
    for tag, start, end, begin, stop in changes:
        if tag == "equal":
            words = one[start:end]
            if len(words) > 2 * _CONTEXT:
                left_out = len(words) - 2 * _CONTEXT
                words = [*words[:_CONTEXT], f"[… {left_out} equal words …]", *words[-_CONTEXT:]]
            yield Row(" ".join(words), " ".join(words), equal=True)
        else:
            yield Row(" ".join(one[start:end]), " ".join(other[begin:stop]), equal=False)
    if is_cut:
        rest = f"[… compared up to here: {most:,} words …]"
        yield Row(rest, rest, equal=True)


def side_by_side(left: str, right: str, width: int = 110, most: int = 60) -> str:
    """Return two texts in two columns: equal stretches between bars ``|``, different ones between ``<>``.

    Args:
        left: A text.
        right: Another.
        width: Characters of a line.
        most: Lines at most.
    """
    column = (width - 3) // 2
    lines: list[str] = []
    for row in rows(left, right):
        mark = "|" if row.equal else "<>"
        one, other = textwrap.wrap(row.left, column) or [""], textwrap.wrap(row.right, column) or [""]
        for number in range(max(len(one), len(other))):
            first = one[number] if number < len(one) else ""
            second = other[number] if number < len(other) else ""
            lines.append(f"{first:<{column}} {mark:<2} {second}".rstrip())
    if len(lines) > most:
        lines = [*lines[:most], f"[… {len(lines) - most} more lines …]"]
    return "\n".join(lines)
