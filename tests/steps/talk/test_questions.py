"""What an answer is asked for: its first sentence, its themes, what was mentioned before, and a person's words."""

import re

import pytest

from lemnos.steps.talk.write.names import Name
from lemnos.steps.talk.write.rules.subjects import subjects
from lemnos.steps.talk.write.rules.themes import kinds_of, themes, themes_of
from lemnos.steps.talk.write.rules.voice import REACTS, Voice
from lemnos.steps.talk.write.slots import topic_slots


@pytest.mark.parametrize(
    ("kinds", "text", "theme"),
    [
        (
            {"place"},
            "The climate is mild, with wet winters. Rain is common, snow is rare, and temperatures are even.",
            "climate",
        ),
        (
            {"person"},
            "She was born in Leeds, where her father kept bees. Her mother died in her childhood; she grew up alone.",
            "was born",
        ),
        (
            {"living"},
            "They eat insects and hunt at night. Their prey is small; they also feed on fruit and other food.",
            "eat*",
        ),
        (
            {"event"},
            "The treaty ended in peace. The surrender was signed, and the negotiations led to a victory.",
            "treaty",
        ),
        (
            {"thing", "disease"},
            "The virus spreads by contact. It is in the blood, is transmitted by mosquito bites, and infects many.",
            "virus",
        ),
    ],
)
def test_a_paragraph_has_the_theme_that_its_words_show(kinds: set[str], text: str, theme: str) -> None:
    fits = themes(text, True, frozenset(kinds))
    assert theme in [fit.theme.key for fit in fits], [fit.theme.key for fit in fits]


def test_a_word_in_passing_is_no_theme() -> None:
    text = "The harbour was dredged in May. A storm had filled it with sand, and the climate did the rest."
    assert not [fit for fit in themes(text, True, frozenset(("place",))) if fit]


def test_a_theme_of_a_person_needs_that_person() -> None:
    text = "His brother died of a fever. The funeral was held in Leeds, and his body was buried there."
    found = themes(text, False, frozenset(("person",)))
    assert "died" not in [fit.theme.key for fit in found]


def test_things_are_told_apart_by_how_their_document_begins() -> None:
    assert "disease" in kinds_of("thing", "Rust fever is a disease of the lungs.")
    assert "machine" in kinds_of("thing", "The Morrow crane is a machine for harbours.")
    assert kinds_of("place", "Leeds is a city.") == {"place"}


def test_every_question_of_a_theme_can_be_filled() -> None:
    slots = topic_slots(Name("the locks", "the locks", True, "thing", "locks"), "they", True)
    slots |= {"was_": "is", "were_": "are"}
    every = {
        theme.key: theme
        for kind in ("person", "place", "living", "thing", "event", "work", "group", "code")
        for theme in themes_of(frozenset((kind,)))
    }
    assert len(every) > 80
    for theme in every.values():
        for form in theme.forms.direct:
            assert form.format_map(slots).endswith("?"), form
        for form in theme.forms.indirect:
            assert not form.format_map(slots).endswith((".", "?")), form


def found(answer: str, said: str, last: str = "") -> list[str]:
    return [one.text for one in subjects(answer, said, last, frozenset(("lake",)), {"the", "shore"}, set())]


def test_a_name_must_have_been_said_whole() -> None:
    answer = "Alva Morrow was born in Leeds. She drew maps."
    assert found(answer, "In 1840 the settler Alva Morrow came.") == ["Alva Morrow"]
    assert found(answer, "In 1840 the settlers came.") == []
    assert found(answer, "He went to the Alva Morrow Museum in May.") == []
    assert found("Harbour Office rules are strict.", "He was at the Free Harbour Office of Leeds.") == []


def test_a_name_that_is_only_mentioned_is_not_what_the_answer_is_about() -> None:
    assert found("The shore is long. A road leads to Leeds.", "They came from Leeds in May.") == []


def test_a_person_has_one_goal_and_one_register_and_a_table_comes_back_only_when_used_up() -> None:
    voices = [Voice("person", "", 0.5, f"{seed}") for seed in range(200)]
    assert {voice.register for voice in voices} == set(REACTS)
    assert len({voice.goal for voice in voices}) > 3
    assert 60 < sum(voice.ends for voice in voices) < 140
    voice = voices[0]
    table = voice.table("more.plain")
    assert len({voice.word("more.plain") for _ in table}) == len(set(table))
    assert not any(re.match(r"(?:chatty|polite|plain|terse)[,:]", text) for text in table)
