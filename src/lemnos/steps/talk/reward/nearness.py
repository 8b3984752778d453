"""Computes how near texts are to each other, in two ways, and how near each candidate is to all others: ``Encoded`` →
``Nearness``.

``cos`` is the cosine of the encoded rows. ``local`` is the cosine after each stem is weighted by the square root of its
rarity among the candidates, ln((candidates + 1) / (candidates with it + ½)): a stem in nearly every candidate says
nothing about which of them comes next.

Most stems are in few texts, so their products are added pair by pair; only stems of more than ``FEW`` texts go through
a matrix product. 240 segments of 75 words cost 2 ms; dense products alone would cost 10.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.reward.encode import Encoded, Matrix

KINDS = ("cos", "local")
FEW = 6


class Nearness(NamedTuple):
    """Nearness of texts to candidates. The candidates are the last of the texts, or all of them."""

    pairs: Matrix
    """Shape: (kinds, texts, candidates)."""
    hub: Matrix
    """The mean nearness of each candidate to the others. Shape: (kinds, candidates)."""


def nearness(encoded: Encoded, first: int) -> Nearness:
    """Return the nearness of all texts to the candidates.

    Args:
        encoded: The texts.
        first: Index of the first candidate; the texts from there on are the candidates.
    """
    size = len(encoded.starts) - 1
    count = size - first
    row = np.repeat(np.arange(size), np.diff(encoded.starts))
    # Sort by stem, then by text, in one fast sort of integers that hold both.
    order = np.sort(encoded.stems.astype(np.uint64) << np.uint64(32) | np.arange(len(row), dtype=np.uint64))
    entry = (order & np.uint64(0xFFFFFFFF)).astype(np.intp)
    stem = (order >> np.uint64(32)).astype(np.uint32)
    row = row[entry]
    new = np.concatenate([[True], stem[1:] != stem[:-1]]) if len(stem) else np.zeros(0, dtype=bool)
    column = np.cumsum(new) - 1
    begins = np.append(np.flatnonzero(new), len(stem))
    spread = np.diff(begins)
    among = np.bincount(column, weights=row >= first, minlength=len(spread))
    rarity = np.sqrt(np.maximum(np.log((count + 1) / (among + 0.5)), 0)).astype(np.float32)
    cos = encoded.values[entry]
    local = cos * rarity[column]
    norms = np.sqrt(np.bincount(row, weights=local * local, minlength=size)).astype(np.float32)
    local /= np.maximum(norms, np.float32(1e-6))[row]
    values = np.stack([cos, local])
    products = _rare(row, column, spread, values, size)
    _frequent(row, column, spread, values, products)
    own = products.reshape(len(KINDS), -1)[:, :: size + 1]
    own[:] = norms > 0  # rows are of length 1, or empty
    pairs = products[:, :, first:]
    hub = (pairs[:, first:].sum(axis=1) - own[:, first:]) / np.float32(max(count - 1, 1))
    return Nearness(pairs, hub)


def _rare(
    row: npt.NDArray[np.intp],
    column: npt.NDArray[np.intp],
    spread: npt.NDArray[np.intp],
    values: Matrix,
    size: int,
) -> Matrix:
    """Return the products over stems of 2 to ``FEW`` texts, without the diagonal. Shape: (kinds, size, size)."""
    kept = np.flatnonzero((spread[column] <= FEW) & (spread[column] > 1))
    row, column, values = row[kept], column[kept], values[:, kept]
    cells, blocks = [np.zeros(0, dtype=np.intp)], [np.zeros((len(KINDS), 0), dtype=np.float32)]
    for apart in range(1, FEW):
        left = np.flatnonzero(column[apart:] == column[:-apart])
        cells.append(row[left] * size + row[left + apart])
        blocks.append(values[:, left] * values[:, left + apart])
    cell, products = np.concatenate(cells), np.concatenate(blocks, axis=1)
    total = np.empty((len(KINDS), size, size), dtype=np.float32)
    for kind, product in enumerate(products):
        upper = np.bincount(cell, weights=product, minlength=size * size).reshape(size, size)
        total[kind] = upper + upper.T
    return total


def _frequent(
    row: npt.NDArray[np.intp],
    column: npt.NDArray[np.intp],
    spread: npt.NDArray[np.intp],
    values: Matrix,
    products: Matrix,
) -> None:
    """Add the products over stems of more than ``FEW`` texts to ``products``."""
    frequent = spread > FEW
    kept = np.flatnonzero(frequent[column])
    block = np.zeros((products.shape[1], int(frequent.sum())), dtype=np.float32)
    columns = (np.cumsum(frequent) - 1)[column[kept]]
    for kind in range(len(KINDS)):
        block[row[kept], columns] = values[kind, kept]
        products[kind] += block @ block.T
