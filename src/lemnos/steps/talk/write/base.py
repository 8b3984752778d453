"""The seam where user turns are written: one protocol, whoever writes."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from lemnos.records import Evidence, TurnKind
from lemnos.steps.talk.documents.segment import Segment


class Topic(msgspec.Struct, frozen=True):
    """A document of a cluster, as the planner and the writer see it."""

    id: str
    title: str
    url: str
    licence: str
    source: str
    language: str
    segments: tuple[Segment, ...]


class Memory(msgspec.Struct, frozen=True):
    """What a memory turn goes back to, and what answers it."""

    turns: tuple[int, ...]
    """The earlier turns that it needs, oldest first."""
    answer: str
    """What the assistant says."""
    evidence: tuple[Evidence, ...]
    """Where the answer's words stand; empty if the documents do not say."""
    verbatim: bool
    """Whether the answer is its evidence to the letter, the spans joined by a space."""
    slots: dict[str, str]
    """What the user's words may use; which there are depends on the kind of turn."""


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
    raised: bool = False
    """Whether the answer is about something that the answer before named."""
    memory: Memory | None = None
    """For a memory turn, which tells no new segment; ``topic`` and ``segment`` are then those of the newest turn it
    goes back to."""


class UserTurn(msgspec.Struct, frozen=True):
    """What the user says, and the kind of turn that it became."""

    text: str
    kind: TurnKind
    context_dependent: bool = False
    """Whether its words leave to the history what they are about."""
    written: str = "rules"
    """By whom: ``rules``, ``model``, and after a colon or comma why or when, for counting."""
    asks: str = ""
    """What the turn asks by, as the writer by rules found it; see ``rules.proposals``. Empty for other writers."""


def writer_of(turn: UserTurn) -> str:
    """Return who wrote a turn, without why or when.

    >>> writer_of(UserTurn("Why?", TurnKind.FOLLOW_UP, written="rules: leak"))
    'rules'
    """
    return re.split(r"[:,]", turn.written, maxsplit=1)[0]


def by_model(turn: UserTurn) -> bool:
    """Return whether a language model wrote a turn."""
    return turn.written.startswith("model")


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
        faults: Mapping[int, str],
        seed: str,
    ) -> dict[int, UserTurn]:
        """Write some turns again, those that failed a check.

        Each names outright what it asks about (topic, section or subject), so that it can be answered without
        guessing, and none equals any of ``turns``.

        Args:
            topics: The documents of the cluster.
            steps: The plan, in order.
            turns: The turns as they are, one for each step.
            faults: What is wrong with those to write again, by number, counted from 0.
            seed: Seeds every choice; the id of the dialogue.
        """
        ...
