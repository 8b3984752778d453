"""Whom an answer is about of those mentioned before, and a person's words."""

import re

from lemnos.steps.talk.write.rules.subjects import subjects
from lemnos.steps.talk.write.rules.voice import REACTS, Voice


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
