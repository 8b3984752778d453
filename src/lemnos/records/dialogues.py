"""Conversations grounded in documents: ``Dialogue`` with its turns, evidence and score card."""

import enum

import msgspec

from lemnos.records.common import Record
from lemnos.records.messages import Utterance


class TurnKind(enum.StrEnum):
    """What a user turn does in the conversation."""

    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    ELABORATION = "elaboration"
    TOPIC_SHIFT = "topic_shift"
    RETURN = "return"
    COMPARISON = "comparison"
    CLARIFICATION = "clarification"
    RECALL = "recall"
    """Memory: what was said about something."""
    CONTRAST = "contrast"
    """Memory: two things that different documents told."""
    SYNTHESIS = "synthesis"
    """Memory: what several answers told about one thing."""
    CORRECTION = "correction"
    """Memory: the user takes something wrongly, the assistant sets it right."""
    SUMMARY = "summary"
    """Memory: the main points so far."""
    UNANSWERABLE = "unanswerable"
    """The documents do not say, and the assistant says so."""


MEMORY_KINDS = frozenset(
    (
        TurnKind.RECALL,
        TurnKind.CONTRAST,
        TurnKind.SYNTHESIS,
        TurnKind.CORRECTION,
        TurnKind.SUMMARY,
        TurnKind.UNANSWERABLE,
    )
)
"""Kinds of turn that tell no new segment."""


class Evidence(msgspec.Struct, frozen=True):
    """Where the assistant's words stand: ``text[start:end]`` of the document with this id."""

    document: str
    start: int
    end: int
    section: tuple[str, ...] = ()


class Turn(msgspec.Struct, frozen=True):
    """One user-assistant pair."""

    kind: TurnKind
    reward: float
    """The conversational reward of the assistant's segment after the turns before it, 0 to 1; 0 for a memory turn."""
    evidence: tuple[Evidence, ...]
    """Where the assistant's words stand; empty where the documents do not say."""
    verbatim: bool = True
    """Whether the assistant's words are the evidence to the letter, its spans joined by a space."""
    recalls: tuple[int, ...] = ()
    """The earlier turns that this one goes back to, counted from 0, oldest first."""
    distance: int = 0
    """How many turns back the oldest of them is; 0 for none."""
    distance_tokens: int = 0
    """How many words and punctuation marks stand between the end of that turn and this one."""
    context_dependent: bool = False
    """Whether the user's words leave to the history what they are about."""
    rank: int = 0
    """Rank of the answer among the segments of the cluster when retrieved by the user's words and the history; 1 is
    best, 0 where nothing is retrieved."""
    rank_alone: int = 0
    """The same without the history."""


class DocumentReference(msgspec.Struct, frozen=True):
    """A document that a dialogue used, with what attribution needs."""

    id: str
    title: str
    url: str
    licence: str
    source: str


class ScoreCard(msgspec.Struct, frozen=True):
    """How well a dialogue is built; every part from 0, bad, to 1.

    See ``lemnos.steps.talk.check.score_card``.
    """

    coherence: float
    """Mean reward of the turns that tell a new segment."""
    answerable: float
    """Share of the turns with something to retrieve whose answer is among the first 3, given the history."""
    memory: float
    """Share of turns that need the history: memory turns, and those marked as dependent on it whose answer is not
    among the first 3 without it."""
    variety: float
    """Mean share of distinct word pairs of the user's words over 100 pairs in a row."""
    soundness: float
    """Share of turns without a fault left."""
    coverage: float
    """How far each document of the cluster got an even share of the turns, or all its segments where it has fewer."""
    score: float
    """0.3 coherence + 0.25 answerable + 0.15 variety + 0.1 soundness + 0.1 coverage + 0.1 min(1, 4 memory)."""


class DialogueMeta(msgspec.Struct, frozen=True):
    """How a dialogue was made."""

    anchor: str
    """Id of the document that the cluster grew from."""
    writer: str
    language: str
    seed: int
    switches: int
    """Turns that moved to another document than the turn before."""
    returns: int
    """Of those, turns that moved back to a document already discussed."""
    mean_reward: float
    """Mean reward of the turns that tell a new segment."""
    card: ScoreCard


class Dialogue(Record, frozen=True, kw_only=True):
    """A conversation over a cluster of related documents. ``turns[i]`` describes messages 2i and 2i + 1."""

    id: str
    messages: tuple[Utterance, ...]
    turns: tuple[Turn, ...]
    documents: tuple[DocumentReference, ...]
    meta: DialogueMeta
