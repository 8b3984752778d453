"""A model is judged by the first 200 turns of a run, whatever its shards are; who wrote the turns is counted once."""

from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import LemnosError
from lemnos.records import TurnKind
from lemnos.steps.talk.card import card
from lemnos.steps.talk.dialogues.trial import (
    REASONS,
    TURNS,
    Tally,
    Trial,
    judge_first_shards,
    refused_lines,
    tally,
)
from lemnos.steps.talk.quality import turn_quality
from lemnos.steps.talk.write.base import UserTurn, writer_of
from lemnos.store.run_folder import RunFolder

WRITTEN = {
    "model": 50,
    "model, asked again": 5,
    "rules": 20,
    "rules, after a check": 4,
    "rules: leak": 3,
    "rules: form": 7,
    "rules: form, after a check": 2,
    "rules: too long": 1,
    "parrot": 8,
}


def test_turns_are_counted_by_who_wrote_them_and_why() -> None:
    counted = tally(WRITTEN)
    assert counted == Tally(55, {"form": 9, "leak": 3, "too long": 1}, 24, 8)
    assert (counted.turns, counted.all) == (68, 100)
    assert counted.share == pytest.approx(13 / 68)
    assert counted.reasons() == "9 no question, request or reaction, 3 gives its answer away, 1 too long"


def test_every_reason_of_the_model_writer_has_words() -> None:
    reasons = ("unreadable", "too long", "prompt copied", "meaning changed", "form", "repeated", "leak", "answerable")
    assert set(reasons) <= set(REASONS)


def test_the_closing_line_counts_only_what_the_model_was_asked_for() -> None:
    lines = refused_lines({"model": 60, "rules: form": 40, "rules": 99})
    assert (
        lines[0] == "the model wrote 60 of 100 user turns; rules wrote the others: 40 no question, request or reaction"
    )
    assert lines[1].startswith("warning: 40% of the model's turns were refused")
    assert refused_lines({"rules": 9, "parrot": 2}) == []


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("rules", "rules"),
        ("rules: leak, after a check", "rules"),
        ("model, asked again", "model"),
        ("parrot", "parrot"),
    ],
)
def test_the_writer_of_a_turn_is_told_without_why(written: str, who: str) -> None:
    assert writer_of(UserTurn("Why?", TurnKind.FOLLOW_UP, written=written)) == who


def shards(tmp_path: Path, *written: dict[str, int] | None) -> RunFolder:
    run = RunFolder(tmp_path)
    run.work("dialogues").mkdir(parents=True)
    for number, counts in enumerate(written):
        if counts is not None:
            run.finish("dialogues", number, {"written": counts})
    return run


BAD, GOOD = {"model": 20, "rules: form": 60}, {"model": 70, "rules: form": 10}


def test_shards_that_have_200_turns_together_are_judged(tmp_path: Path) -> None:
    run = shards(tmp_path, BAD, BAD, BAD)
    with pytest.raises(LemnosError) as caught:
        judge_first_shards(run, "dialogues", 0.5, 3)
    assert caught.value.what == (
        "180 of the model's first 240 user turns were refused (180 no question, request or reaction)"
    )
    judge_first_shards(run, "dialogues", 0.8, 3)
    judge_first_shards(run, "dialogues", 1.0, 3)


def test_a_shard_counts_its_own_turns_before_it_is_finished(tmp_path: Path) -> None:
    run = shards(tmp_path, BAD, BAD, None)
    judge_first_shards(run, "dialogues", 0.5, 2)
    with pytest.raises(LemnosError):
        judge_first_shards(run, "dialogues", 0.5, 2, BAD)


def test_nothing_is_judged_while_an_earlier_shard_is_missing(tmp_path: Path) -> None:
    run = shards(tmp_path, BAD, None, BAD, BAD)
    judge_first_shards(run, "dialogues", 0.5, 4, BAD)


def test_only_the_first_shards_count(tmp_path: Path) -> None:
    judge_first_shards(shards(tmp_path, GOOD, GOOD, GOOD, BAD, BAD, BAD, BAD), "dialogues", 0.5, 7)


def test_a_first_shard_with_enough_turns_is_judged_by_its_first_dialogues_alone(tmp_path: Path) -> None:
    judge_first_shards(shards(tmp_path, {"model": 10, "rules: form": TURNS}), "dialogues", 0.5, 1)


def test_turns_that_the_server_did_not_answer_are_not_held_against_the_model(tmp_path: Path) -> None:
    judge_first_shards(shards(tmp_path, {"model": 80}, {"rules: failed": 300}), "dialogues", 0.5, 2)


def turns(count: int, written: str) -> list[str]:
    return [written] * count


def test_the_trial_ends_with_the_dialogue_that_reaches_200_turns() -> None:
    trial = Trial(0.5)
    trial.add(turns(90, "rules: form"))
    trial.add(turns(100, "rules: form"))
    with pytest.raises(LemnosError):
        trial.add(turns(10, "model"))
    kind = Trial(0.5)
    kind.add(turns(150, "model"))
    kind.add(turns(60, "rules: form"))
    kind.add(turns(500, "rules: form"))  # later turns are not judged


def statistics(written: dict[str, int], **more: Any) -> dict[str, Any]:
    spread: dict[str, float] = {}
    dialogues = dict.fromkeys(
        ("turns_per_dialogue", "documents_per_dialogue", "tokens_per_dialogue", "switches_per_dialogue"), spread
    ) | {
        "returns_per_dialogue": spread,
        "dialogues": 2,
        "tokens_counted_by": "x",
        "turns": 10,
        "answers_with_code": 1,
        "words_per_user_turn": 7,
        "words_per_assistant_turn": 70,
        "tokens_estimate": 9,
        "distinct_n_sample": 2,
        "distinct_n": {"2": 0.5},
    }
    return {
        "written": written,
        "dialogues": dialogues,
        "documents": {"licences": {}, "documents": 3},
        "memory": {"share": 0.1, "recalled_within": {}},
        "targets": [],
        "round_trip": {"turns": 0, "retrieved": 0, "by_kind": {}},
        "scores": {},
        "turn_quality": turn_quality([]),
        "coverage": {"share_used": 1.0},
        "repetition": {"share_of_answer_words": 0.0},
        "graph": {"languages": {"en": 3}},
        **more,
    }


@pytest.mark.parametrize(
    ("written", "model", "line"),
    [
        ({"rules": 9, "rules, after a check": 1}, None, "the `offline` writer, which follows rules."),
        ({"rules": 2, "parrot": 8}, None, "a writer of the user's own (8 of 10), the others by rules."),
        (WRITTEN | {"parrot": 0}, "m", "the model `m` (55 of 92), the others by rules: 9 no question"),
        (
            {"model": 1, "rules: form": 9},
            "m",
            "9 no question, request or reaction. **90% of the model's turns were refused**",
        ),
    ],
)
def test_the_card_says_who_wrote_the_user_turns(written: dict[str, int], model: str | None, line: str) -> None:
    more = {"model": {"name": model}} if model else {}
    assert line in card(statistics(written, **more)).body
