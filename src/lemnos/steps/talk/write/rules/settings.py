"""How often the writer by rules asks in each way. The report says what was achieved (``dialogues.asks``)."""

from typing import Annotated

import msgspec
from msgspec import Meta

Weight = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class QuestionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How user turns written by rules ask. A weight multiplies how well such a question fits the answer: 2 makes it
    win more often, 0 leaves it out. Where no question is left, the user asks to go on."""

    heading: Weight = 1.0
    """Weight of what the heading of a new section means ("What's the climate like?")."""
    subject: Weight = 1.0
    """Weight of somebody or something mentioned before that the answer is about ("Who was Piazzi?")."""
    relation: Weight = 1.0
    """Weight of how the answer follows from the one before ("Can you give me an example?")."""
    next: Weight = 1.0
    """Weight of the next event of a story ("What happened then?")."""
    more: Weight = 1.0
    """Weight of plain requests to go on ("What else should I know about its history?"). Turns for which nothing else is
    left ask so at any weight."""
    reactions: Share = 0.2
    """Share of turns within a topic that open with a reaction ("Oh, I didn't know that."); people who chat react more,
    terse ones less."""
    endings: Share = 0.7
    """Share of dialogues whose last turn says that it is the last ("One last question: …")."""

    def __post_init__(self) -> None:
        if not (self.heading or self.subject or self.relation or self.next or self.more):
            raise ValueError(
                "heading, subject, relation, next and more all weigh 0, so that every turn would ask to go on; "
                "give one of them a weight"
            )
