"""The score card, counted by hand."""

import msgspec
import pytest

from lemnos.records import Dialogue, DialogueMeta, Evidence, ScoreCard, Turn, TurnKind, Utterance
from lemnos.steps.talk.check.score_card import (
    WEIGHTS,
    coverage_of,
    needs_history,
    round_trip,
    score_card,
    weakest,
)

HERE = (Evidence("d", 0, 9),)


def turn(
    kind: TurnKind = TurnKind.FOLLOW_UP,
    reward: float = 0.5,
    *,
    rank: int = 1,
    alone: int = 1,
    marked: bool = False,
    quality: float = 0.5,
) -> Turn:
    return Turn(kind, reward, HERE, rank=rank, rank_alone=alone, context_dependent=marked, quality=quality)


TURNS = (
    turn(TurnKind.OPENING, 0.5, quality=0.95),
    turn(reward=0.9, rank=4, alone=9, quality=1.0),
    turn(reward=0.4, rank=3, alone=4, marked=True),
    turn(reward=0.2, rank=1, alone=3, marked=True),
    turn(TurnKind.RECALL, 0.0, rank=2, alone=7),
    turn(TurnKind.SUMMARY, 0.0, rank=0, alone=0, quality=0.05),
)


def test_each_part_by_hand() -> None:
    card = score_card(TURNS, 1, 0.75)
    assert card.coherence == 0.5  # (0.5 + 0.9 + 0.4 + 0.2) / 4: memory turns tell no new segment
    assert card.turns == round(3.5 / 6, 4)  # 0.95, 1, 0.5 three times, 0.05
    assert card.memory == 0.5  # recall, summary, and the marked turn that is lost without the history
    assert card.soundness == round(5 / 6, 4)
    assert card.coverage == 0.75
    by_hand = 0.6 * 0.5833 + 0.15 * 0.5 + 0.1 * 1 + 0.05 * 0.8333 + 0.1 * 0.75
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
    best = ScoreCard(turns=1, coherence=1, memory=0.25, soundness=1, coverage=1, score=1)
    assert weakest(msgspec.structs.replace(best, memory=0.2)) == "memory"
    assert weakest(msgspec.structs.replace(best, turns=0.9, coherence=0.5)) == "coherence"  # 0.06 against 0.075
    assert weakest(msgspec.structs.replace(best, turns=0.9, coherence=0.7)) == "turns"  # 0.06 against 0.045


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


def test_the_round_trip_is_counted_by_kind() -> None:
    card = ScoreCard(turns=1, coherence=1, memory=1, soundness=1, coverage=1, score=1)
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
        "quality": 4000,
        **{f"quality_{tenth}": {5: 4, 9: 2}.get(tenth, 0) for tenth in range(10)},
    }
    assert {name: count for name, count in counts["opening"].items() if name.startswith("quality") and count} == {
        "quality": 1900,
        "quality_9": 2,
    }
    assert {name: count for name, count in counts["summary"].items() if count} == {
        "turns": 2,
        "quality": 100,
        "quality_0": 2,
    }
