"""Units become windows: nothing lost, nothing cut that fits, recalls kept."""

from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.errors import SettingsError
from lemnos.steps.pack.fit.bins import Rooms, best_fit
from lemnos.steps.pack.fit.clusters import clusters, held_out
from lemnos.steps.pack.fit.plan import budget
from lemnos.steps.pack.fit.split import Piece, split

SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=30)


def ends_of(sizes: list[int]) -> list[int]:
    return list(accumulate(sizes))


@st.composite
def records(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    sizes = draw(SIZES)
    units = st.integers(0, len(sizes) - 1)
    pairs = draw(st.lists(st.tuples(units, units), max_size=10))
    return ends_of(sizes), [(unit, earlier) for unit, earlier in pairs if earlier < unit]


def size_of(piece: Piece, ends: list[int]) -> int:
    return piece.end - piece.start + sum(length(ends, unit) for unit in piece.repeats)


def length(ends: list[int], unit: int) -> int:
    return ends[unit] - (ends[unit - 1] if unit else 0)


@settings(max_examples=300, deadline=None)
@given(records(), st.integers(16, 80), st.booleans(), st.none() | st.lists(st.integers(0, 40)), st.booleans())
def test_every_token_is_in_one_piece_in_order_and_no_piece_is_too_long(
    record: tuple[list[int], list[tuple[int, int]]], window: int, repeat: bool, left: list[int] | None, eager: bool
) -> None:
    ends, recalls = record
    rooms = None if left is None else Rooms(left, window, eager=eager)
    pieces = split(ends, recalls, window, repeat=repeat, rooms=rooms)
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces[:-1])]
    assert pieces[-1].end == ends[-1]
    assert all(size_of(piece, ends) <= window for piece in pieces)
    borders = {0, *ends}
    long = {unit for unit in range(len(ends)) if length(ends, unit) > window}
    for piece in pieces[:-1]:
        assert piece.end in borders or piece.last in long
    if ends[-1] <= window:
        assert len(pieces) == 1


@settings(max_examples=300, deadline=None)
@given(records(), st.integers(16, 80), st.booleans())
def test_a_recall_has_its_referent_in_the_piece_or_is_an_orphan(
    record: tuple[list[int], list[tuple[int, int]]], window: int, repeat: bool
) -> None:
    ends, recalls = record
    cut = {unit for unit in range(len(ends)) if length(ends, unit) > window}
    for piece in split(ends, recalls, window, repeat=repeat):
        assert list(piece.repeats) == sorted(set(piece.repeats))
        assert all(unit < piece.first for unit in piece.repeats)
        assert not piece.repeats or repeat
        assert not cut & set(piece.repeats)
        for unit, earlier in recalls:
            if piece.first <= unit <= piece.last:
                there = earlier in piece.repeats or (piece.first <= earlier and earlier not in cut)
                assert there or unit in piece.orphans
        assert set(piece.orphans) <= {unit for unit, _ in recalls}


def test_a_window_begins_with_the_turn_that_a_later_one_refers_to() -> None:
    pieces = split(ends_of([10, 10, 10, 10, 10, 10]), [(5, 0)], 40)
    assert pieces[-1].repeats == (0,)
    assert all(not piece.orphans for piece in pieces)
    assert [piece.repeats for piece in pieces[:-1]] == [()] * (len(pieces) - 1)


def test_without_repeats_cuts_keep_recalls_together_where_they_can() -> None:
    pieces = split(ends_of([10] * 8), [(4, 3), (5, 3)], 40, repeat=False)
    assert all(not piece.orphans for piece in pieces)
    blind = split(ends_of([10] * 8), [(7, 0)], 40, repeat=False)
    assert [piece.orphans for piece in blind if piece.orphans] == [(7,)]


def test_a_unit_whose_referent_does_not_fit_beside_it_is_an_orphan() -> None:
    pieces = split(ends_of([30, 20, 30]), [(2, 0)], 40)
    assert [piece.orphans for piece in pieces] == [(), (), (2,)]


def test_a_unit_longer_than_a_window_is_cut_at_tokens() -> None:
    pieces = split(ends_of([5, 95, 5]), [], 40)
    assert {piece.end - piece.start for piece in pieces if piece.first == piece.last == 1} >= {40}
    assert all(piece.end - piece.start <= 40 for piece in pieces)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 64), max_size=200))
def test_best_fit_puts_every_item_into_one_window_that_holds_it(sizes: list[int]) -> None:
    windows = best_fit(sizes, 64)
    assert sorted(item for window in windows for item in window) == list(range(len(sizes)))
    assert all(sum(sizes[item] for item in window) <= 64 for window in windows)
    assert len(windows) <= 2 * -(-sum(sizes) // 64)


def test_best_fit_takes_the_fullest_window_with_room() -> None:
    assert best_fit([50, 40, 24, 14], 64) == [[0, 3], [1, 2]]


def test_a_piece_takes_the_least_room_that_holds_it() -> None:
    rooms = Rooms([5, 30, 12, 60], 100)
    assert [rooms.least(size) for size in (4, 6, 13, 31)] == [5, 12, 30, None]  # 60 is more than half a window
    rooms.put(10)
    assert [rooms.least(size) for size in (2, 6, 13)] == [2, 30, 30]
    rooms.put(70)
    assert rooms.least(30) == 30
    rooms.put(30)
    assert rooms.least(13) == 30


@pytest.mark.parametrize(
    ("units", "left", "eager", "wanted"),
    [
        (12, None, False, [40, 100, 100]),
        (12, [20, 40, 60], False, [40, 100, 100]),  # a room for the rest
        (12, [22] * 9, False, [20, 20, 100, 100]),  # two rooms, for the rest is too long for one
        (10, [20] * 9, False, [100, 100]),  # nothing is cut off full windows
        (10, [20] * 9, True, [20] * 10),
        (14, [5] * 9, True, [40, 40, 100, 100]),
    ],
)
def test_a_long_record_is_cut_so_that_pieces_fill_rooms(
    units: int, left: list[int] | None, eager: bool, wanted: list[int]
) -> None:
    rooms = None if left is None else Rooms(left, 100, eager=eager)
    assert sorted(piece.end - piece.start for piece in split(ends_of([20] * units), [], 100, rooms=rooms)) == wanted


def test_records_that_share_a_name_with_a_third_are_of_one_cluster() -> None:
    pairs = np.array([(0, 7), (1, 7), (1, 9), (3, 9), (2, 8)], dtype=np.uint64)
    assert clusters(5, pairs).tolist() == [0, 0, 2, 0, 4]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 9)), max_size=30), st.floats(0, 0.5), st.integers(0, 99))
def test_no_name_is_on_both_sides(pairs: list[tuple[int, int]], share: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    tokens = chance.integers(1, 100, 20)
    keys = chance.integers(0, 2**63, 20).astype(np.uint64)
    found = clusters(20, np.array(pairs, dtype=np.uint64).reshape(-1, 2))
    out = held_out(found, tokens, keys, share)
    sides: dict[int, set[bool]] = {}
    for record, name in pairs:
        sides.setdefault(name, set()).add(bool(out[record]))
    assert all(len(side) == 1 for side in sides.values())
    assert tokens[out].sum() <= share * tokens.sum()


def test_about_the_share_is_held_out() -> None:
    chance = np.random.default_rng(0)
    keys = chance.integers(0, 2**63, 1000).astype(np.uint64)
    out = held_out(np.arange(1000), np.full(1000, 10), keys, 0.1)
    assert out.sum() == 100
    assert [int(first) for first, _ in pairwise(np.flatnonzero(out))] != list(range(99))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("1B", 10**9), ("1 B tokens", 10**9), ("2.5m", 2_500_000), ("300k", 300_000), ("50_000", 50_000), ("", None)],
)
def test_a_budget_is_a_number_of_tokens(text: str, tokens: int | None) -> None:
    assert budget(text) == tokens


@pytest.mark.parametrize("text", ["many", "-1", "0", "1X", "1e9B", "1.5.2"])
def test_another_budget_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="no number of tokens"):
        budget(text)


@pytest.mark.parametrize("window", [2048, 4096, 8192])
def test_conversations_leave_less_than_two_percent_of_the_windows_empty(window: int) -> None:
    chance = np.random.default_rng(1)
    items = []
    broken = recalled = 0
    for _ in range(300):
        units = int(np.clip(chance.gamma(2.3, 26), 4, 200))
        ends = np.cumsum(np.clip(chance.gamma(5, 23, units), 15, 400).astype(int)).tolist()
        recalls = [(unit, int(chance.integers(unit))) for unit in range(1, units) if chance.random() < 0.2]
        for piece in split(ends, recalls, window):
            items.append(size_of(piece, ends))
            broken += len(piece.orphans)
        recalled += len(recalls)
    room = len(best_fit(items, window)) * window
    assert 1 - sum(items) / room < 0.02
    assert broken < 0.01 * recalled


def test_later_pieces_begin_with_the_head_if_nothing_has_to_be_cut_for_it() -> None:
    pieces = split(ends_of([20, 15, 15, 38, 15]), [], 40, head=(0, 5))
    assert all(piece.end - piece.start + 5 * piece.headed <= 40 for piece in pieces)
    assert [piece.headed for piece in pieces if piece.first == 3] == [False]
    assert [piece.headed for piece in pieces if piece.first in (1, 2, 4)] == [True] * (len(pieces) - 2)
    assert not pieces[0].headed


def test_a_piece_that_begins_within_the_head_does_not_repeat_it() -> None:
    pieces = split(ends_of([90, 10]), [], 40, head=(0, 38))
    assert [piece.headed for piece in pieces if piece.start < 38] == [False] * sum(p.start < 38 for p in pieces)
    assert pieces[-1].end == 100
