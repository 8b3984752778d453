"""The score card, counted by hand."""

import random
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.records import Dialogue, DialogueMeta, Evidence, ScoreCard, Turn, TurnKind, Utterance
from lemnos.steps.talk.check.score_card import (
    WEIGHTS,
    coverage_of,
    moving_distinct_2,
    needs_history,
    round_trip,
    score_card,
    weakest,
)

HERE = (Evidence("d", 0, 9),)


def turn(
    kind: TurnKind = TurnKind.FOLLOW_UP, reward: float = 0.5, *, rank: int = 1, alone: int = 1, marked: bool = False
) -> Turn:
    return Turn(kind, reward, HERE, rank=rank, rank_alone=alone, context_dependent=marked)


TURNS = (
    turn(TurnKind.OPENING, 0.5),
    turn(reward=0.9, rank=4, alone=9),
    turn(reward=0.4, rank=3, alone=4, marked=True),
    turn(reward=0.2, rank=1, alone=3, marked=True),
    turn(TurnKind.RECALL, 0.0, rank=2, alone=7),
    turn(TurnKind.SUMMARY, 0.0, rank=0, alone=0),
)
QUESTIONS = ["What is a weir?", "What is a lock?", "And then?", "Why is that?", "Again, what is it?", "Sum it up."]


def test_each_part_by_hand() -> None:
    card = score_card(TURNS, QUESTIONS, 1, 0.75)
    assert card.coherence == 0.5  # (0.5 + 0.9 + 0.4 + 0.2) / 4: memory turns tell no new segment
    assert card.answerable == 0.8  # ranks 1, 4, 3, 1, 2
    assert card.memory == 0.5  # recall, summary, and the marked turn that is lost without the history
    assert card.variety == round(11 / 14, 4)  # "what is" three times, "is a" twice
    assert card.soundness == round(5 / 6, 4)
    assert card.coverage == 0.75
    by_hand = 0.3 * 0.5 + 0.25 * 0.8 + 0.1 * 1 + 0.15 * 0.7857 + 0.1 * 0.8333 + 0.1 * 0.75
    assert card.score == pytest.approx(by_hand, abs=1e-4)


def test_weights_add_up_and_stand_for_every_part() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert (*WEIGHTS, "score") == ScoreCard.__struct_fields__


@pytest.mark.parametrize(
    ("one", "needs"),
    [
        (turn(TurnKind.RECALL), True),
        (turn(TurnKind.UNANSWERABLE, rank=0, alone=0), True),
        (turn(alone=4, marked=True), True),
        (turn(alone=3, marked=True), False),
        (turn(alone=40), False),
    ],
)
def test_a_turn_needs_the_history_if_it_asks_for_it_or_is_marked_and_lost_without(one: Turn, needs: bool) -> None:
    assert needs_history(one) is needs


def test_the_weakest_part_is_the_one_that_costs_most() -> None:
    best = ScoreCard(coherence=1, answerable=1, memory=0.25, variety=1, soundness=1, coverage=1, score=1)
    assert weakest(msgspec.structs.replace(best, memory=0.2)) == "memory"
    assert weakest(msgspec.structs.replace(best, coverage=0.5, coherence=0.8)) == "coherence"  # 0.06 against 0.05
    assert weakest(msgspec.structs.replace(best, coverage=0.5, coherence=0.9)) == "coverage"


@pytest.mark.parametrize(
    ("told", "sizes", "share"),
    [
        ([5, 5], [50, 50], 1.0),
        ([10, 0], [50, 50], 0.5),
        ([8, 2], [50, 2], 1.0),  # all of the short one
        ([8, 2], [50, 50], 0.7),
        ([0, 0], [3, 3], 0.0),
    ],
)
def test_coverage_is_how_far_each_document_got_its_share(told: list[int], sizes: list[int], share: float) -> None:
    assert coverage_of(told, sizes) == pytest.approx(share)


def test_variety_of_a_moving_window_by_hand() -> None:
    assert moving_distinct_2([], 3) == 1
    assert moving_distinct_2(["Why?", "How?"], 3) == 1  # no pair
    assert moving_distinct_2(["a b", "A B", "c d"], 10) == pytest.approx(2 / 3)
    assert moving_distinct_2(["a b", "a b", "c d"], 2) == pytest.approx((1 / 2 + 2 / 2) / 2)


@given(st.lists(st.text("ab ", max_size=12), max_size=8), st.integers(1, 9))
def test_variety_is_the_mean_over_all_windows(turns: list[str], window: int) -> None:
    pairs = [pair for text in turns for pair in pairwise(text.split())]
    size = min(window, len(pairs))
    runs = [pairs[at : at + size] for at in range(len(pairs) - size + 1)] if pairs else []
    counted = sum(len(set(run)) / size for run in runs) / len(runs) if runs else 1.0
    assert moving_distinct_2(turns, window) == pytest.approx(counted)


def test_a_long_dialogue_is_as_varied_as_a_short_one_of_the_same_kind() -> None:
    rng = random.Random(7)
    said = [" ".join(rng.choice("abcdefghijklmnop") for _ in range(9)) for _ in range(400)]
    assert moving_distinct_2(said, 100) == pytest.approx(moving_distinct_2(said[:40], 100), abs=0.03)


def test_the_round_trip_is_counted_by_kind() -> None:
    card = ScoreCard(coherence=1, answerable=1, memory=1, variety=1, soundness=1, coverage=1, score=1)
    dialogue = Dialogue(
        id="x",
        messages=(Utterance("user", "?"), Utterance("assistant", ".")) * len(TURNS),
        turns=TURNS,
        documents=(),
        meta=DialogueMeta("x", "offline", "en", 7, 0, 0, 0, 1.0, card),
    )
    counts = round_trip([dialogue, dialogue])
    assert list(counts) == ["follow_up", "opening", "recall", "summary"]
    assert counts["follow_up"] == {
        "turns": 6,
        "retrieved": 6,
        "top_1": 2,
        "top_3": 4,
        "top_10": 6,
        "alone_top_1": 0,
        "alone_top_3": 2,
        "alone_top_10": 6,
        "marked_lost": 2,
        "marked_found": 2,
        "unmarked_lost": 2,
        "unmarked_found": 0,
    }
    assert counts["summary"]["turns"] == 2
    assert sum(counts["summary"].values()) == 2
