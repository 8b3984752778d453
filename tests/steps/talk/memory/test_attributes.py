"""What may be asked of a topic, and how it is told that nobody answers it."""

from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.memory.attributes import attributes
from lemnos.steps.talk.memory.history import Past
from lemnos.steps.talk.memory.unanswerable import missing
from lemnos.steps.talk.write.base import Topic

TOWN = "Milford is a town on the northern bank of the river Ouse, with three mills and a market."


def test_a_town_has_a_mayor_and_a_bird_has_none() -> None:
    nouns = {attribute.noun for attribute in attributes("place", TOWN)}
    assert {"the mayor of {f}", "the population of {f}", "the elevation of {f}"} <= nouns
    assert "the currency of {f}" not in nouns
    bird = {attribute.noun for attribute in attributes("living", "The osprey is a large bird of prey.")}
    assert "the weight of {f}" in bird
    assert "the mayor of {f}" not in bird


def test_every_row_is_whole() -> None:
    for sort in ("place", "person", "living", "work", "event", "group", "thing", "code", "guide"):
        for attribute in attributes(sort, f"{TOWN} It is a bird, novel, battle, company and film of 1800 – 1900."):
            assert "{f}" in attribute.noun
            assert "{f}" in attribute.clause
            assert not attribute.question or attribute.question.endswith("?")
            assert all(
                trigger and trigger == trigger.casefold() and "?" not in trigger for trigger in attribute.triggers
            )


def topic(title: str, *texts: str) -> Topic:
    return Topic(title, title, "", "", "", "en", tuple(Segment(0, len(text), text, ()) for text in texts))


def test_what_a_document_may_tell_is_notmissing() -> None:
    past = Past([topic("Milford", TOWN, "The keeper of the lock is elected."), topic("Ouse", "A river.")], frozenset())
    assert "the mayor of {f}" in {attribute.noun for attribute in missing(past, 0)}
    past = Past([topic("Milford", TOWN, "Its mayor is elected."), topic("Ouse", "A river.")], frozenset())
    assert "the mayor of {f}" not in {attribute.noun for attribute in missing(past, 0)}
    past = Past([topic("Milford", TOWN), topic("Ouse", "The mayor of Milford opens the weir.")], frozenset())
    assert "the mayor of {f}" not in {attribute.noun for attribute in missing(past, 0)}
