"""What an answer is asked for: its first sentence, its themes, what was mentioned before, and a person's words."""

import re

import pytest

from lemnos.steps.talk.language.lead import Lead, leads
from lemnos.steps.talk.write.names import Name
from lemnos.steps.talk.write.rules.predicates import questions
from lemnos.steps.talk.write.rules.subjects import subjects
from lemnos.steps.talk.write.rules.themes import first_sentence, kinds_of, themes, themes_of
from lemnos.steps.talk.write.rules.voice import REACTS, Voice
from lemnos.steps.talk.write.slots import topic_slots


def lead(sentence: str) -> Lead:
    return leads([sentence])[0]


@pytest.mark.parametrize(
    ("sentence", "verb", "past", "subject"),
    [
        ("The flag of the harbour bears a broad green stripe.", "bear", False, "the flag of the harbour"),
        ("In 1638 Morrow entered the university as a law student.", "enter", True, "Morrow"),
        ("She advocated free ports and a mild form of taxation.", "advocate", True, "she"),
        ("The locks were built by hand in nine years.", "build", True, "the locks"),
        ("The old lock was closed because it leaked.", "close", True, "the old lock"),
    ],
)
def test_a_sentence_is_read_for_its_subject_and_verb(sentence: str, verb: str, past: bool, subject: str) -> None:
    read = lead(sentence)
    assert (read.verb, read.past, read.subject) == (verb, past, subject)


def test_what_is_no_sentence_has_no_reading() -> None:
    assert lead("Number of locks: nine.").verb == ""
    assert leads(["One sentence stands here.", ""])[1].verb == ""


def test_sentences_read_together_are_read_alike() -> None:
    sentences = [f"The lock number {number} was built by hand." for number in range(200)]
    assert leads(sentences) == leads(sentences)
    assert len({read.verb for read in leads(sentences)}) == 1


def asked(sentence: str, known: bool, person: bool = False) -> set[str]:
    found = questions(lead(sentence), known, person, other=False, straight=True, technical=False)
    return {question.predicate for question in found}


def test_a_subject_that_is_not_known_is_not_asked_about() -> None:
    assert "go" in asked("She sailed to the islands in May.", known=True, person=True)
    assert "go" not in asked("She sailed to the islands in May.", known=False, person=True)


def test_what_a_person_wrote_is_asked_of_persons_only() -> None:
    assert "write" in asked("Morrow wrote two books on tides.", known=True, person=True)
    assert "write" not in asked("Morrow wrote two books on tides.", known=True, person=False)


def test_a_passive_and_an_active_sentence_answer_different_questions() -> None:
    assert "used" in asked("The lock is used for holding back the water.", known=True)
    assert "used" not in asked("The builders used stone for the lock.", known=True)


@pytest.mark.parametrize(
    ("kinds", "text", "theme"),
    [
        ({"place"}, "The climate is mild. Winters bring rain and some snow, with a temperature of 5 °C.", "climate"),
        ({"person"}, "She was born in Leeds to a poor family. Her father and her mother kept bees.", "was born"),
        ({"living"}, "They eat insects and hunt at night. Their prey is small; they also feed on fruit.", "eat*"),
        ({"event"}, "The treaty ended the war. Peace came after long talks, and the surrender was signed.", "treaty"),
        ({"thing", "disease"}, "The infection spreads by contact. The virus is in the blood.", "virus"),
    ],
)
def test_a_paragraph_has_the_theme_that_its_words_show(kinds: set[str], text: str, theme: str) -> None:
    fits = themes(text, lead(first_sentence(text)).core, True, frozenset(kinds))
    assert theme in [fit.theme.key for fit in fits], [fit.theme.key for fit in fits]


def test_a_word_in_passing_is_no_theme() -> None:
    text = "The harbour was dredged in May. A storm had filled it with sand, and the climate did the rest."
    assert not [fit for fit in themes(text, lead(text).core, True, frozenset(("place",))) if fit.strength]


def test_a_theme_of_a_person_needs_that_person() -> None:
    text = "His brother died of a fever. The funeral was held in Leeds, and his body was buried there."
    found = themes(text, lead(first_sentence(text)).core, False, frozenset(("person",)))
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
    core = lead(first_sentence(answer)).core
    return [one.text for one in subjects(answer, said, last, frozenset(("lake",)), {"the", "shore"}, set(), core)]


def test_a_name_must_have_been_said_whole() -> None:
    answer = "Alva Morrow was born in Leeds. She drew maps."
    assert found(answer, "In 1840 the settler Alva Morrow came.") == ["Alva Morrow"]
    assert found(answer, "In 1840 the settlers came.") == []
    assert found(answer, "He went to the Alva Morrow Museum in May.") == []
    assert found("Harbour Office rules are strict.", "He was at the Free Harbour Office of Leeds.") == []


def test_a_name_that_is_only_mentioned_is_not_what_the_answer_is_about() -> None:
    assert found("The shore is long. A road leads to Leeds.", "They came from Leeds in May.") == []


def test_a_noun_needs_to_be_the_subject_and_come_up_again() -> None:
    said = "The boats pass the lock at night. The lock is of stone."
    assert found("The lock holds the water back. A lock of stone lasts; the lock leaks little.", said) == ["the lock"]
    assert found("The boats are old. They pass the lock.", said) == []


def test_a_person_has_one_goal_and_one_register_and_a_table_comes_back_only_when_used_up() -> None:
    voices = [Voice("person", "", 0.5, f"{seed}") for seed in range(200)]
    assert {voice.register for voice in voices} == set(REACTS)
    assert len({voice.goal for voice in voices}) > 3
    assert 60 < sum(voice.ends for voice in voices) < 140
    voice = voices[0]
    table = voice.table("more.plain")
    assert len({voice.word("more.plain") for _ in table}) == len(set(table))
    assert not any(re.match(r"(?:chatty|polite|plain|terse)[,:]", text) for text in table)
