"""The seam where user turns are written: one protocol, whoever writes."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from lemnos.records import TurnKind
from lemnos.talk.segment import Segment


class Topic(msgspec.Struct, frozen=True):
    """A document of a cluster, as the planner and the writer see it."""

    id: str
    title: str
    url: str
    licence: str
    source: str
    language: str
    segments: tuple[Segment, ...]


class Step(msgspec.Struct, frozen=True):
    """One turn of a plan: which segment answers, and how the conversation gets there."""

    topic: int
    segment: int
    kind: TurnKind
    reward: float = 0.0
    via: str = ""
    """Words of the answer before that lead to this topic: the link's anchor, or the topic's name in it."""
    recalls: int = -1
    """For a return: the turn that last spoke about this topic."""


class UserTurn(msgspec.Struct, frozen=True):
    """What the user says, and the kind of turn that it became."""

    text: str
    kind: TurnKind


class Writer(Protocol):
    """Writes the user's side of a conversation."""

    name: str

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return one user turn for each step. The same arguments give the same turns.

        Args:
            topics: The documents of the cluster.
            steps: The plan, in order.
            seed: Seeds every choice; the id of the dialogue.
        """
        ...

    def rewrite(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        turns: Sequence[UserTurn],
        numbers: Sequence[int],
        seed: str,
    ) -> dict[int, UserTurn]:
        """Write the turns with these numbers again, for example those that failed a check.

        Each names outright what it asks about (topic, section or subject), so that it can be answered without
        guessing, and none equals any of ``turns``.

        Args:
            topics: The documents of the cluster.
            steps: The plan, in order.
            turns: The turns as they are, one for each step.
            numbers: Which of them to write again, counted from 0.
            seed: Seeds every choice; the id of the dialogue.
        """
        ...
