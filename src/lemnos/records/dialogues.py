"""Defines ``Dialogue``, a conversation grounded in documents, with its turns, evidence and score card."""

import enum

import msgspec

from lemnos.records.common import Record
from lemnos.records.messages import Utterance


class TurnKind(enum.StrEnum):
    """What a turn does in the conversation."""

    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    ELABORATION = "elaboration"
    TOPIC_SHIFT = "topic_shift"
    RETURN = "return"
    COMPARISON = "comparison"
    CLARIFICATION = "clarification"
    RECALL = "recall"
    """Memory: the user asks for something said earlier."""
    CONTRAST = "contrast"
    """Memory: two statements from different documents, compared."""
    SYNTHESIS = "synthesis"
    """Memory: the content of several earlier answers on one subject."""
    CORRECTION = "correction"
    """Memory: the user misunderstands something, and the assistant corrects it."""
    SUMMARY = "summary"
    """Memory: the main points so far."""
    UNANSWERABLE = "unanswerable"
    """The documents do not contain the answer, and the assistant says so."""


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
"""Kinds of turn whose answer is not a new segment of a document."""


class Evidence(msgspec.Struct, frozen=True):
    """The source of words of the assistant: ``text[start:end]`` of the document with this id."""

    document: str
    start: int
    end: int
    section: tuple[str, ...] = ()


class Turn(msgspec.Struct, frozen=True):
    """A user message and the assistant's answer."""

    kind: TurnKind
    reward: float
    """Conversational reward, 0 to 1, of the assistant's segment given the earlier turns; 0 for a memory turn."""
    evidence: tuple[Evidence, ...]
    """Sources of the assistant's words; empty if the documents do not contain the answer."""
    verbatim: bool = True
    """Whether the assistant quotes the evidence verbatim, with a space between its spans."""
    recalls: tuple[int, ...] = ()
    """The earlier turns that this turn refers to, numbered from 0, oldest first."""
    distance: int = 0
    """How many turns back the oldest of them is; 0 if there is none."""
    distance_tokens: int = 0
    """Number of words and punctuation marks between the end of that turn and the start of this one."""
    context_dependent: bool = False
    """Whether the user's message can only be understood with the history."""
    rank: int = 0
    """Rank of the answer among the segments of the cluster when retrieved by the user's message and the history; 1 is
    best, 0 if nothing is retrieved."""
    rank_alone: int = 0
    """Rank of the answer when retrieved without the history; 1 is best, 0 if nothing is retrieved."""
    asks: str = ""
    """What a user message written by rules asks by: ``introduction`` of a topic, ``heading`` of the section,
    ``subject`` mentioned before, its ``relation`` to the answer before, the ``next`` event of a
    story, or just for ``more``. Empty for a memory turn and for other writers."""
    quality: float = 0.0
    """Estimated probability, 0 to 1, that a reader would not find the user's message faulty; see
    ``lemnos.steps.talk.check.turn_quality``. 0 in runs of versions before 0.2.0."""
    writer: str = "rules"
    """What wrote the user's message: ``rules``, ``model``, or the name that a user's own writer gives."""


class DocumentReference(msgspec.Struct, frozen=True):
    """A document that a dialogue uses, with the fields that attribution needs."""

    id: str
    title: str
    url: str
    licence: str
    source: str


class ScoreCard(msgspec.Struct, frozen=True, kw_only=True):
    """The quality of a dialogue; every field is between 0, worst, and 1.

    See ``lemnos.steps.talk.check.score_card``.
    """

    turns: float = 0.0
    """Mean ``quality`` of the turns: the estimated share of user messages that are not faulty. 0 in runs of versions
    before 0.2.0."""
    coherence: float
    """Mean reward of the turns that answer with a new segment."""
    memory: float
    """Share of turns that need the history: memory turns, and context-dependent turns whose answer is not in the first
    3 ranks without it."""
    soundness: float
    """Share of turns that pass all checks."""
    coverage: float
    """Mean share that the documents of the cluster got of their quota of turns. The quota is an even part of the turns,
    or the number of the document's segments if that is smaller."""
    score: float
    """0.6 turns + 0.15 coherence + 0.1 coverage + 0.1 min(1, 4 memory) + 0.05 soundness."""


class DialogueMeta(msgspec.Struct, frozen=True):
    """How a dialogue was generated."""

    anchor: str
    """Id of the document from which the cluster was grown."""
    writer: str
    language: str
    seed: int
    switches: int
    """Number of turns on another document than the turn before."""
    returns: int
    """Of those, turns that returned to a document already discussed."""
    raised: int
    """Number of turns whose answer is about something that the answer before named."""
    mean_reward: float
    """Mean reward of the turns that answer with a new segment."""
    card: ScoreCard


class Dialogue(Record, frozen=True, kw_only=True):
    """A conversation over a cluster of related documents. ``turns[i]`` describes messages 2i and 2i + 1."""

    id: str
    messages: tuple[Utterance, ...]
    turns: tuple[Turn, ...]
    documents: tuple[DocumentReference, ...]
    meta: DialogueMeta
