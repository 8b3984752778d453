"""Lays out the cells of a table that span several columns or rows.

Takes rows of ``Cell``s as HTML and docutils give them, in which a cell that a span covers is missing. Returns rows of
texts in which it is empty, so that every text is in its column. Costs one step for each cell of the result.
"""

from collections.abc import Sequence
from typing import NamedTuple

WIDEST = 100
"""The largest number of columns that are laid out; what is beyond is left out."""


class Cell(NamedTuple):
    """A cell, and the number of columns and rows that it spans."""

    text: str
    columns: int = 1
    rows: int = 1


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the texts of the cells, each in the first column and row of its span.

    >>> laid_out([[Cell("Kiln", rows=2), Cell("hot")], [Cell("cold")]])
    [['Kiln', 'hot'], ['', 'cold']]
    """
    covered: dict[int, int] = {}
    """For each column that a cell of a row above covers, how many more rows it does."""
    out: list[list[str]] = []
    for row in rows:
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        texts = _covered([], covered)
        for cell in row:
            if len(texts) >= WIDEST:
                break
            columns = max(1, min(cell.columns, WIDEST - len(texts)))
            if cell.rows > 1:
                below |= dict.fromkeys(range(len(texts), len(texts) + columns), cell.rows - 1)
            texts += [cell.text, *[""] * (columns - 1)]
            _covered(texts, covered)
        out.append(texts)
        covered = below
    return out


def _covered(texts: list[str], covered: dict[int, int]) -> list[str]:
    """Add an empty text to a row for each covered column that follows."""
    while len(texts) in covered:
        texts.append("")
    return texts
