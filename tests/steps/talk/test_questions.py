"""Whom an answer is about of those mentioned before, and a person's words."""

import re

import pytest

from lemnos.steps.talk.language.traces import cues
from lemnos.steps.talk.write.rules.proposals import is_story, tells_event
from lemnos.steps.talk.write.rules.subjects import Subject, subject_of
from lemnos.steps.talk.write.rules.voice import REACTS, Voice


def subject(answer: str, said: str, last: str = "") -> Subject | None:
    return subject_of(answer, said, last, frozenset(("lake",)), {"the", "shore"}, set())


def found(answer: str, said: str) -> str:
    one = subject(answer, said)
    return one.text if one else ""


def test_a_name_must_have_been_said_whole() -> None:
    answer = "Alva Morrow was born in Leeds. She drew maps."
    assert found(answer, "In 1840 the settler Alva Morrow came.") == "Alva Morrow"
    assert found(answer, "In 1840 the settlers came.") == ""
    assert found(answer, "He went to the Alva Morrow Museum in May.") == ""
    assert found("Harbour Office rules are strict.", "He was at the Free Harbour Office of Leeds.") == ""


def test_a_name_that_is_only_mentioned_is_not_what_the_answer_is_about() -> None:
    assert found("The shore is long. A road leads to Leeds.", "They came from Leeds in May.") == ""


def test_an_answer_is_about_the_name_that_it_opens_with_and_not_about_what_that_is_a_part_of() -> None:
    said = "They sold the rights to the Tarn Valley and to Alva Morrow in May."
    assert found("In 1840, the Tarn Valley was drained.", said) == "the Tarn Valley"
    assert found("The Tarn Valley farm land was poor.", said) == ""
    assert found("The Tarn Valley farmed sheep.", said) == "the Tarn Valley"
    assert found("Alva Morrow's brother was a miller.", said) == ""
    assert found("Alva Morrow, Ltd. was a mill.", said) == ""
    assert found("The brother of Alva Morrow was a miller. Alva Morrow sold it. Alva Morrow left.", said) == ""


def test_somebody_is_a_person_by_what_they_do_and_nothing_else_is() -> None:
    said = "They spoke of Alva Morrow, of Reformed Calendarism and of the Tarn Valley."
    sorts = {
        "Alva Morrow was born in Leeds.": "person",
        "Alva Morrow kept sheep. She drew maps.": "person",
        "Alva Morrow kept sheep. From her maps we know the rest.": "name",
        "Reformed Calendarism began in Leeds with her sermons.": "name",
        "The Tarn Valley was drained by him.": "name",
    }
    for answer, sort in sorts.items():
        one = subject(answer, said)
        assert one is not None
        assert (one.sort, one.just) == (sort, False), answer


def test_a_person_has_one_goal_and_one_register_and_a_table_comes_back_only_when_used_up() -> None:
    voices = [Voice("person", "", 0.5, f"{seed}") for seed in range(200)]
    assert {voice.register for voice in voices} == set(REACTS)
    assert len({voice.goal for voice in voices}) > 3
    assert 60 < sum(voice.ends for voice in voices) < 140
    voice = voices[0]
    table = voice.table("more.plain")
    assert len({voice.word("more.plain") for _ in table}) == len(set(table))
    assert not any(re.match(r"(?:chatty|polite|plain|terse)[,:]", text) for text in table)


def test_how_an_answer_follows_is_seen_in_its_first_words() -> None:
    assert cues("As a result, the lock was closed.") == ("consequence",)
    assert cues("As a part of these searches, the keeper walks along the wall.") == ()
    assert cues("Now you can replace the gate by a new one.") == ()
    assert cues("Today, the lock is a museum.") == ("today",)


def test_what_is_supposed_or_told_to_a_reader_is_no_story() -> None:
    told = "The lock was dug in 1801 and was filled in 1840. Boats came from Leeds and went home."
    assert is_story(told)
    assert not is_story("If you had dug the lock, the office would have filled it in. It was closed and had no gates.")
    assert not is_story(f"{told} You were to pay at the office.")


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("In 1840 the settlers drained the valley.", True),
        ("The following year she planted ten fields, which is a lot.", True),
        ("He was given the mill.", True),
        ("They would later move to Leeds, where they opened a mill.", True),
        ("The lock was also the fifth of its kind, breaking a record.", False),
        ("The main divide is that between herders, who moved, and farmers.", False),
        ("Once the mill had been closed, the men would go home.", False),
        ("White shirts are usually worn, but grey was used once.", False),
        ("The term originally referred to herders.", False),
        ("Nearly a hundred mills, indeed.", False),
    ],
)
def test_only_what_happened_goes_on_with_a_story(sentence: str, tells: bool) -> None:
    assert tells_event(sentence) is tells
