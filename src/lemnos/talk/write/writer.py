"""The seam where user turns are written: one protocol, whoever writes."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from lemnos.records import TurnKind
from lemnos.talk.about import About
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
    about: tuple[About, ...]
    """What each segment is about; as many as segments."""


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
