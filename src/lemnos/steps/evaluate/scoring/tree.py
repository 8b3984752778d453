"""Sequences of tokens with common prefixes → a tree in which every common prefix stands once.

    sequences   [a b c d]  [a b c e]  [a f g]
    tree        a ─ b ─ c (d, e)           tokens   a b c f
                └── f (g)                  parents -1 0 1 0
                                           depths   0 1 2 1

The last token of a sequence is scored by what the one before it says, so it is no part of the tree unless another
sequence goes on from it. The tokens are laid out depth first, in lexicographic order of the sequences, so that a
forward pass with an attention mask of ancestors computes each of them once. Cost of building: linear in the tokens. Of
what was computed before a block, only the ancestors of its first token are seen by any of its tokens, so the rest need
not be kept.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np


class Path(NamedTuple):
    """One sequence of a tree, with what is scored of it."""

    tokens: list[int]
    places: tuple[int, ...]
    """Places in ``tokens`` that are scored."""
    numbers: tuple[int, ...]
    """Their numbers among the tree's scored tokens."""


class PrefixTree:
    """The tree of some sequences.

    Args:
        sequences: For each, its tokens and the place of the first one that is scored; at least 1.
    """

    def __init__(self, sequences: Sequence[tuple[Sequence[int], int]]) -> None:
        self._sequences = [(list(tokens), first) for tokens, first in sequences]
        order = sorted(range(len(sequences)), key=lambda index: self._sequences[index][0])
        tokens: list[int] = []
        parents: list[int] = []
        depths: list[int] = []
        stack: list[int] = []
        """Places of the tokens of the sequence before."""
        held: list[int] = []
        self._starts = [0] * len(sequences)
        targets: list[int] = []
        self._scored: list[tuple[int, int]] = []
        for index in order:
            sequence, first = self._sequences[index]
            computed = sequence[:-1]
            shared = common(held, computed)
            del stack[shared:]
            for depth in range(shared, len(computed)):
                parents.append(stack[-1] if stack else -1)
                depths.append(depth)
                stack.append(len(tokens))
                tokens.append(computed[depth])
            held = computed
            self._starts[index] = len(targets)
            for depth in range(first, len(sequence)):
                self._scored.append((stack[depth - 1], len(targets)))
                targets.append(sequence[depth])
        self.tokens = np.asarray(tokens, dtype=np.int64)
        """Every token that another one follows, once."""
        self.parents = np.asarray(parents, dtype=np.int64)
        """Place of the token before each; -1 for a first one."""
        self.depths = np.asarray(depths, dtype=np.int64)
        """Position of each in its sequence."""
        self.targets = np.asarray(targets, dtype=np.int64)
        """The tokens to score, sequence after sequence."""
        self._scored.sort(key=lambda pair: pair[0])
        self._scored_after = np.asarray([place for place, _ in self._scored], dtype=np.int64)

    @property
    def length(self) -> int:
        """Number of tokens of all sequences together, as if none were shared."""
        return sum(len(tokens) for tokens, _ in self._sequences)

    def scored_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what can be scored once the tokens from ``start`` to ``end`` are computed: pairs of the place of one
        of them, and the number in ``targets`` of a token that follows it."""
        low, high = np.searchsorted(self._scored_after, [start, end])
        return self._scored[int(low) : int(high)]

    def of_sequence(self, index: int, values: np.ndarray) -> np.ndarray:
        """Return the part of values for ``targets`` that is of one sequence."""
        tokens, first = self._sequences[index]
        return values[self._starts[index] : self._starts[index] + len(tokens) - first]

    def paths(self) -> Iterator[Path]:
        """Yield each sequence with the numbers of what is scored of it."""
        for index, (tokens, first) in enumerate(self._sequences):
            places = tuple(range(first, len(tokens)))
            start = self._starts[index]
            yield Path(tokens, places, tuple(range(start, start + len(places))))

    def ancestors(self) -> "Ancestors":
        """Return which tokens each one may see."""
        return Ancestors(self.parents, self.depths)


class Ancestors:
    """Which tokens of a tree each one may see: itself and its ancestors. Blocks are asked for from the front."""

    def __init__(self, parents: np.ndarray, depths: np.ndarray) -> None:
        self._parents = parents
        self._path = np.zeros(int(depths.max(initial=0)) + 1, dtype=np.int64)
        """Places of the tokens from the root to the last one seen."""
        self._depths = depths

    def block(self, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """Return what the tokens from ``start`` to ``end`` see.

        Returns:
            The places before ``start`` that any of them sees, ascending; and a matrix of booleans, tokens of the block
            × those places followed by the block.
        """
        above = int(self._depths[start])
        before = self._path[:above].copy()
        found = np.zeros((end - start, above + end - start), dtype=bool)
        for row, place in enumerate(range(start, end)):
            depth, parent = int(self._depths[place]), int(self._parents[place])
            self._path[depth] = place
            if parent >= start:
                found[row] = found[parent - start]
            else:
                found[row, :depth] = True  # all its ancestors stand before the block, and are those of its first token
            found[row, above + row] = True
        return before, found


def common(first: Sequence[int], second: Sequence[int]) -> int:
    """Return the number of tokens that two sequences begin with alike."""
    length = min(len(first), len(second))
    if first[:length] == second[:length]:
        return length
    for place in range(length):
        if first[place] != second[place]:
            return place
    return length


def packs(sequences: Sequence[tuple[Sequence[int], int]], room: int) -> Iterator[list[int]]:
    """Yield the indices of the sequences of each pack, those with common prefixes together.

    Args:
        sequences: See ``PrefixTree``.
        room: Tokens of the tree of a pack; a longer sequence is a pack by itself.
    """
    order = sorted(range(len(sequences)), key=lambda index: list(sequences[index][0]))
    pack: list[int] = []
    size = 0
    held: list[int] = []
    for index in order:
        tokens = list(sequences[index][0][:-1])
        new = len(tokens) - common(held, tokens)
        if pack and size + new > room:
            yield pack
            pack, size, new = [], 0, len(tokens)
        pack.append(index)
        size += new
        held = tokens
    if pack:
        yield pack
