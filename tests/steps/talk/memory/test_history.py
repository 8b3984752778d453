"""What the history says of a topic: attributes it states or lacks, and whom pronouns stand for."""

from lemnos.records import TurnKind
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.memory.history import Past, stands
from lemnos.steps.talk.write.base import Step, Topic

LEAD = "Milford is a town on the northern bank of the river Ouse, with three mills and a market."
WELLS = "Anna Wells (1801 – 1870) was an English engineer who built locks."
COMMON = frozenset("the a in locks lock town she her was and canal northern keepers".split())


def topic(title: str, *texts: str) -> Topic:
    return Topic(title, title, "", "", "", "en", tuple(Segment(0, len(text), text, ()) for text in texts))


def past_of(*topics: Topic) -> Past:
    """Return a past in which the last segment of the first topic was told."""
    past = Past(topics, COMMON)
    past.tell(0, Step(0, len(topics[0].segments) - 1, TurnKind.FOLLOW_UP))
    return past


def stated(title: str, lead: str, text: str) -> dict[str, str]:
    past = past_of(topic(title, lead, text))
    return {noun: quote.text for noun, (_, quote) in past.stated(past.told[0]).items()}


def test_a_sentence_that_says_it_of_the_topic_states_the_attribute() -> None:
    founded = "The town of Milford was founded in 1203 by monks from the coast."
    assert stated("Milford", LEAD, f"Carts are rare. {founded}") == {"the founding of {f}": founded}


def test_a_sentence_about_something_else_states_nothing() -> None:
    assert stated("Milford", LEAD, "The mill on the other bank near Milford was founded in 1203 by monks.") == {}
    assert stated("Milford", LEAD, "The town of Milford was founded by monks from the coast.") == {}
    assert stated("Anna Wells", WELLS, "In 1818, Wells's mother died of milk sickness at thirty-four.") == {}
    assert stated("Anna Wells", WELLS, "Anna Wells was nine years old when her mother died of milk sickness.") == {}
    died = "Anna Wells died of milk sickness in the town of Milford."
    assert stated("Anna Wells", WELLS, died) == {"the death of {f}": died}


def test_what_a_document_may_tell_is_not_missing() -> None:
    def missing(*topics: Topic) -> set[str]:
        return {attribute.noun for attribute in past_of(*topics).missing(0)}

    ouse = topic("Ouse", "A river.")
    assert "the mayor of {f}" in missing(topic("Milford", LEAD, "The keeper of the lock is elected."), ouse)
    assert "the mayor of {f}" not in missing(topic("Milford", LEAD, "Its mayor is elected."), ouse)
    assert "the mayor of {f}" not in missing(topic("Milford", LEAD), topic("Ouse", "The mayor of Milford opens it."))
    headed = Topic("M", "Milford", "", "", "", "en", (Segment(0, 5, LEAD, ()), Segment(6, 9, "Nine.", ("Mayors",))))
    assert "the mayor of {f}" not in missing(headed, ouse)


def statements(text: str) -> list[str]:
    past = past_of(topic("Anna Wells", WELLS, "She was tall and her locks were known.", text))
    return [one.text for one in past.statements(past.told[0])]


def test_a_pronoun_stands_for_the_person_that_a_document_is_about() -> None:
    assert statements("She built the northern lock in 1830.") == ["Wells built the northern lock in 1830"]


def test_it_stands_for_nobody_where_somebody_else_is_named() -> None:
    assert statements("Mary Shaw drew maps of all rivers. She built the northern lock in 1830.") == [
        "Mary Shaw drew maps of all rivers"
    ]
    assert statements("He and she built locks. She built the northern lock in 1830.") == []


def test_a_name_stands_as_whole_words() -> None:
    assert stands("Wells", "Anna Wells, of Leeds")
    assert not stands("Well", "Anna Wells")
    assert not stands("Ouse", "the Great-Ouse canal")
