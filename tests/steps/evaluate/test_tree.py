"""Sequences become a tree in which a common prefix stands once, and every token sees its own ancestors."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.evaluate.scoring.tree import PrefixTree, common, packs

SEQUENCES = st.lists(
    st.lists(st.integers(0, 3), min_size=2, max_size=8).flatmap(
        lambda tokens: st.tuples(st.just(tokens), st.integers(1, len(tokens)))
    ),
    min_size=1,
    max_size=8,
)


def test_the_tree_of_the_docstring() -> None:
    tree = PrefixTree([([1, 2, 3, 4], 3), ([1, 2, 3, 5], 3), ([1, 6, 7], 1)])
    assert tree.tokens.tolist() == [1, 2, 3, 6]
    assert tree.parents.tolist() == [-1, 0, 1, 0]
    assert tree.depths.tolist() == [0, 1, 2, 1]
    assert tree.targets.tolist() == [4, 5, 6, 7]
    assert [tree.scored_in(place, place + 1) for place in range(4)] == [[(0, 2)], [], [(2, 0), (2, 1)], [(3, 3)]]
    assert tree.length == 11


@pytest.mark.parametrize(
    ("first", "second", "expected"), [([], [1], 0), ([1, 2], [1, 2, 3], 2), ([1, 2, 3], [1, 3], 1)]
)
def test_common_prefix(first: list[int], second: list[int], expected: int) -> None:
    assert common(first, second) == expected == common(second, first)


@given(SEQUENCES)
def test_every_token_sees_its_own_sequence_and_nothing_else(sequences: list[tuple[list[int], int]]) -> None:
    tree = PrefixTree(sequences)
    ancestors = tree.ancestors()
    seen = np.zeros((len(tree.tokens), len(tree.tokens)), dtype=bool)
    held: list[int] = []
    for start in range(0, len(tree.tokens), 3):
        end = min(start + 3, len(tree.tokens))
        before, visible = ancestors.block(start, end)
        assert set(before.tolist()) <= set(held)  # what was dropped before an earlier block is never needed again
        held = [*before.tolist(), *range(start, end)]
        seen[start:end, held] = visible
    paths = {tuple(tree.tokens[np.flatnonzero(row)].tolist()) for row in seen}
    prefixes = {tuple(tokens[: length + 1]) for tokens, _ in sequences for length in range(len(tokens) - 1)}
    assert paths == prefixes
    assert len(tree.tokens) == len(prefixes)


def _targets(tree: PrefixTree, sequences: list[tuple[list[int], int]]) -> Iterator[tuple[list[int], int, int]]:
    """Yield each scored token: its sequence, its number and its place."""
    for (tokens, _), path in zip(sequences, tree.paths(), strict=True):
        for depth, number in zip(path.places, path.numbers, strict=True):
            yield tokens, number, depth


@given(SEQUENCES)
def test_what_is_scored_comes_back_to_its_sequence(sequences: list[tuple[list[int], int]]) -> None:
    tree = PrefixTree(sequences)
    for index, (tokens, first) in enumerate(sequences):
        assert tree.of_sequence(index, tree.targets).tolist() == tokens[first:]
    scored = [pair for start in range(0, len(tree.tokens), 2) for pair in tree.scored_in(start, start + 2)]
    assert sorted(number for _, number in scored) == list(range(len(tree.targets)))
    before = {number: tokens[:depth] for tokens, number, depth in _targets(tree, sequences)}
    for place, number in scored:
        path = [place]
        while tree.parents[path[0]] >= 0:
            path.insert(0, int(tree.parents[path[0]]))
        assert tree.tokens[path].tolist() == before[number]


@given(SEQUENCES, st.integers(1, 20))
def test_packs_hold_every_sequence_once_and_keep_to_the_room(sequences: list[tuple[list[int], int]], room: int) -> None:
    made = list(packs(sequences, room))
    assert sorted(index for pack in made for index in pack) == list(range(len(sequences)))
    for pack in made:
        assert len(pack) == 1 or len(PrefixTree([sequences[index] for index in pack]).tokens) <= room
