"""The estimated quality of user turns, on turns written for this test in conversations that no rule wrote."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from lemnos.records import Evidence, Turn, TurnKind, Utterance
from lemnos.steps.talk.check.turn_features import Exchange, Features, features
from lemnos.steps.talk.check.turn_quality import WEIGHTS, TurnWeights, exchanges_of, not_faulty, qualities

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "turn_cases.json").read_text(encoding="utf-8"))


def exchanges(dialogue: str, turn: int, user: str) -> list[Exchange]:
    """Return a dialogue of the cases up to a turn, with this user turn."""
    before = CASES["dialogues"][dialogue]["exchanges"][: turn + 1]
    whole = [Exchange(one["user"], one["answer"], one["title"], tuple(one["headings"])) for one in before]
    return [*whole[:-1], whole[-1]._replace(user=user)]


def quality(dialogue: str, turn: int, user: str) -> float:
    fitted = msgspec.json.decode(WEIGHTS.read_bytes(), type=TurnWeights)
    weights = np.array([fitted.weights[name] for name in Features._fields])
    return float(not_faulty(features(exchanges(dialogue, turn, user)), weights, fitted.bias)[-1])


def feature(name: str, dialogue: str, turn: int, user: str) -> float:
    return float(features(exchanges(dialogue, turn, user))[-1][Features._fields.index(name)])


def test_good_turns_have_a_higher_quality_than_faulty_ones() -> None:
    good = [quality(case["dialogue"], case["turn"], case["user"]) for case in CASES["cases"] if not case["fault"]]
    bad = [quality(case["dialogue"], case["turn"], case["user"]) for case in CASES["cases"] if case["fault"]]
    assert len(good) >= 30
    assert len(bad) >= 30
    above = [(one > other) + (one == other) / 2 for one, other in product(good, bad)]
    assert sum(above) / len(above) > 0.88
    assert min(good) > 0.5


@pytest.mark.parametrize(
    ("name", "dialogue", "turn", "faulty", "neighbour"),
    [
        # Only the answer holds the name; the name was said.
        ("revealed", "locks", 3, "And the workshop of Verrocchio?", "And Leonardo da Vinci?"),
        ("revealed_names", "locks", 3, "Who was Verrocchio?", "Who was Leonardo da Vinci?"),
        ("revealed_more", "bees", 5, "Do cosmetics and polishes have wax?", "Does anything have wax?"),
        # A user may bring a name to compare with.
        ("revealed", "bees", 5, "And cosmetics?", "How does it compare with cosmetics?"),
        ("bare_revealed", "locks", 1, "And the grain barges?", "Why were grain barges robbed?"),
        ("bare_tail", "bees", 5, "Uses: churches?", "Uses: what are they?"),
        ("unrelated", "code", 4, "How do I cook rice?", "What does the build use to read my project?"),
        ("mismatch", "locks", 0, "How many gates has a lock?", "Where is the boat held in a lock?"),
        # "You said": not said, and said.
        ("unsaid", "locks", 3, "You mentioned Anchiano. What was it?", "You mentioned Leonardo. Who was he?"),
        ("excluded", "bees", 5, "Besides candles, what is it used for?", "Besides combs, what is it used for?"),
        (
            "restated",
            "locks",
            6,
            "A notary had a son. What about tolls?",
            "The lake was made by damming. What about tolls?",
        ),
        ("seams", "bees", 1, "How large is the a colony?", "How large is a colony?"),
        ("seams", "bees", 1, "what is a colony?", "What is a colony?"),
        ("seams", "bees", 1, "About bees: what?", "About bees: what are they?"),
        ("seams", "bees", 1, "Apart from in hives, where do they live?", "Apart from hives, where do they live?"),
        ("uncompared", "bees", 6, "How do mites compare with viruses?", "Do mites spread viruses?"),
        ("unlinked", "bees", 2, "How is the forager linked to flowers?", "How is the forager linked to the dance?"),
        ("words", "bees", 1, "How large is a colony of bees in spring?", "Go on."),
    ],
)
def test_a_sign_of_a_fault_and_a_neighbour_without_it(
    name: str, dialogue: str, turn: int, faulty: str, neighbour: str
) -> None:
    assert feature(name, dialogue, turn, faulty) > feature(name, dialogue, turn, neighbour)


def test_asking_for_what_was_just_said_is_seen_and_a_check_of_it_is_not() -> None:
    told = Exchange("When was it built?", "The lock was built in 984 by Qiao Weiyo.", "Lock")
    again = features([told, Exchange("Who built the lock in 984?", "The lock was built by Qiao Weiyo.", "Lock")])
    check = features([told, Exchange("So Qiao Weiyo built the lock?", "Yes. Qiao Weiyo built the lock.", "Lock")])
    place = Features._fields.index("repeated")
    assert (again[1][place], check[1][place]) == (1, 0)


def test_an_answer_of_one_sentence_does_not_explain() -> None:
    told = Exchange("What is a lock?", "It has a mitre gate. Boats wait.", "Lock")
    place = Features._fields.index("thin")
    short = Exchange("Can you explain the mitre gate?", "TRUE if the mitre gate is shut.", "Lock")
    longer = short._replace(answer="The mitre gate has two leaves. Water presses them together.")
    assert [features([told, one])[1][place] for one in (short, longer)] == [1, 0]


def test_what_the_sources_do_not_say_reveals_nothing() -> None:
    refusal = Exchange("What is the toll of the lock?", "My sources do not say what the toll of the lock is.", "Lock")
    found = Features(*features([Exchange("What is a lock?", "A chamber with gates.", "Lock"), refusal])[1])
    assert (found.revealed, found.unrelated, found.not_in_view) == (0, 0, 0)


def test_nothing_is_bare_in_another_language() -> None:
    talk = [Exchange("Kammer?", "Eine Kammer hat Tore.", "Schleuse"), Exchange("Tore?", "Tore halten.", "Tor")]
    place = Features._fields.index("bare_revealed")
    assert features(talk)[:, place].tolist() == [1, 0]
    assert not features(talk, english=False)[:, place].any()


def test_every_feature_has_a_weight() -> None:
    fitted = msgspec.json.decode(WEIGHTS.read_bytes(), type=TurnWeights)
    assert tuple(fitted.weights) == Features._fields
    assert all(weight >= 0 for name, weight in fitted.weights.items() if name != "words")


def test_a_dialogue_is_rated_by_its_records() -> None:
    messages = [
        Utterance("user", "What is a lock?"),
        Utterance("assistant", "A lock lifts boats."),
        Utterance("user", "And Qiao Weiyo?"),
        Utterance("assistant", "Qiao Weiyo built one."),
    ]
    turns = [
        Turn(TurnKind.OPENING, 0.5, (Evidence("d", 0, 9, ("Use",)),)),
        Turn(TurnKind.UNANSWERABLE, 0.0, ()),
    ]
    found = exchanges_of(messages, turns, {"d": "Lock"})
    assert [(one.title, one.headings, one.documents) for one in found] == [("Lock", ("Use",), 1), ("Lock", (), 0)]
    rated = qualities(messages, turns, {"d": "Lock"})
    assert rated == [round(value, 3) for value in rated]
    assert 0 <= rated[1] < 0.5 < rated[0] <= 1
    assert qualities([], [], {}) == []
