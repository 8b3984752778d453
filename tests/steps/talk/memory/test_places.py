"""Places in a conversation: which turn a few words name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.talk.memory.positions import places, resolve

# turn 3 and turn 6 are memory turns
TOLD = [(0, 0), (1, 0), (2, 1), (4, 1), (5, 0), (7, 2)]


@pytest.mark.parametrize(
    ("place", "turn"),
    [
        ("back 1", 7),
        ("back 2", None),
        ("back 3", 5),
        ("begin", 0),
        ("first 1", 2),
        ("last 1", 4),
        ("turned 0 1", 1),
        ("turned 1 0", 4),
        ("arrived 1 0", 5),
        ("returned 0", 5),
        ("returned 1", None),
        ("turned 0 2", 5),
    ],
)
def test_a_place_names_one_turn_or_none(place: str, turn: int | None) -> None:
    assert resolve(place, 8, TOLD) == turn


def test_what_happened_twice_names_nothing() -> None:
    back_and_forth = [(0, 0), (1, 1), (2, 0), (3, 1), (4, 0)]
    assert resolve("turned 0 1", 5, back_and_forth) is None
    assert resolve("returned 0", 5, back_and_forth) is None
    assert resolve("returned 1", 5, back_and_forth) == 3


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="no place"):
        resolve("beside 3", 8, TOLD)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.data())
def test_every_place_of_a_turn_leads_back_to_it(topics: list[int], data: st.DataObject) -> None:
    told = list(enumerate(topics))
    turn = data.draw(st.integers(0, len(topics) - 1))
    for place in places(turn, len(topics), told):
        assert resolve(place, len(topics), told) == turn
