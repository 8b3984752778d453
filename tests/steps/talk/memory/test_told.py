"""Attributes that an answer told."""

from lemnos.records import TurnKind
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.memory.history import Past
from lemnos.steps.talk.memory.stated_attributes import told_attributes
from lemnos.steps.talk.write.base import Step, Topic

LEAD = "Milford is a town on the northern bank of the river Ouse, with three mills and a market."


def told(text: str) -> dict[str, str]:
    """Return the attributes that a second answer tells of Milford, with its sentence."""
    parts = tuple(Segment(0, len(part), part, ()) for part in (LEAD, text))
    past = Past([Topic("1", "Milford", "", "", "", "en", parts)], frozenset())
    past.tell(0, Step(0, 1, TurnKind.FOLLOW_UP))
    return {noun: quote.text for noun, (_, quote) in told_attributes(past, past.told[0]).items()}


def test_a_sentence_that_says_it_of_the_topic_tells_the_attribute() -> None:
    founded = "The town of Milford was founded in 1203 by monks from the coast."
    assert told(f"Carts are rare. {founded}") == {"the founding of {f}": founded}


def test_a_sentence_about_something_else_tells_nothing() -> None:
    assert told("The mill on the other bank near Milford was founded in 1203 by monks.") == {}
    assert told("The town of Milford was founded by monks from the coast.") == {}
