"""Defines what the rules of ``curate`` are handed and what they hand back.

    record ──▶ Candidate ──▶ Rule.judge ──▶ Finding ──▶ consolidate ──▶ Verdict, Evidence, Rejected
    record ──▶ Rewriter.rewrite ──▶ Rewritten ──▶ consolidate

A ``Rule`` judges each record by itself and never drops it: it says in a ``Finding`` what it found. A ``Rewriter`` masks
parts of the records that are kept. Both are made once in a worker from their settings (``rules.py`` has the table), so
they may load models and files when they are made. They must return the same for the same record, whatever the shard.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from lemnos.records import Dialogue, Document, Record, Tool, ToolDocument, Trajectory

Curated = Document | Dialogue | Trajectory | ToolDocument | Tool
"""A record that the step reads and writes."""

Kind = Literal["document", "dialogue", "trajectory", "tool_document", "tool"]

FOLDERS: Mapping[str, str] = {
    "dialogue": "dialogues",
    "trajectory": "trajectories",
    "tool_document": "tool_documents",
    "document": "documents",
    "tool": "tools",
}
"""Kind → folder of its records in the run folder."""

TYPES: Mapping[Kind, type[Curated]] = {
    "dialogue": Dialogue,
    "trajectory": Trajectory,
    "tool_document": ToolDocument,
    "document": Document,
    "tool": Tool,
}
"""Kind → record type."""

PartName = Literal[
    "prose", "item", "code", "table", "system", "user", "assistant", "thought", "call", "observation", "name", "schema"
]


class Part(NamedTuple):
    """A part of a candidate's text: ``candidate.text[start:end]``."""

    name: PartName
    """What it is: a kind of paragraph, who speaks, or ``name`` and ``schema`` of a tool."""
    start: int
    end: int


class Candidate(NamedTuple):
    """A record as the rules see it, whatever its type."""

    number: int
    """Its number in the shard, from 0."""
    kind: Kind
    id: str
    title: str
    """Title of a document; name of a tool; empty for conversations."""
    language: str
    """BCP 47 code; ``und`` if the record does not say."""
    licence: str
    """SPDX expression; of a dialogue, those of its documents, joined by AND. Empty if none is stated."""
    source: str
    """File and position, for people."""
    level: int
    """Level of verification of a trajectory; 0 for other records."""
    input: int
    """Number of the input that it comes from."""
    text: str
    """What a reader sees of it: the text of a document; all messages and calls of a conversation in their order, a
    blank line between, without the schemas that were offered; name, description and schema of a tool."""
    parts: tuple[Part, ...]
    """The parts of the text in their order."""
    record: Curated
    """The record itself."""


class Span(msgspec.Struct, frozen=True):
    """A stretch of a candidate's text that led to a finding."""

    start: int
    """Offset of its first code point in ``Candidate.text``."""
    end: int
    other: str = ""
    """The words that it agrees with, of the text named in ``Finding.other``; empty if it agrees with none."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule found about one candidate. No finding means that the rule has nothing against it."""

    number: int
    """``Candidate.number``."""
    rule: str
    """Stable name, for counting: ``repeated_lines``."""
    keep: bool
    """False to drop the record. A rule may also note a score of a record that it keeps."""
    reason: str = ""
    """In one sentence, for the user, with the figures that decided."""
    score: float = 0.0
    other: str = ""
    """Id or name of what it was compared with: a record, an item of a benchmark."""
    evidence: tuple[Span, ...] = ()


class Evidence(Record, frozen=True, kw_only=True):
    """A finding that can be shown: where in a record, and beside what. Written beside the verdicts."""

    record: str
    """Id of the record."""
    source: str
    """Where the record was read."""
    rule: str
    keep: bool
    other: str
    """Id or name of what it was compared with; empty for nothing."""
    start: int
    end: int
    text: str
    """The words of the record."""
    beside: str
    """The words that they agree with; empty for none."""


class Rewritten(NamedTuple):
    """A record with parts of it masked."""

    record: Curated
    """The record; its id stays, because other records refer to it."""
    counts: Mapping[str, int]
    """What was masked → how often; empty if nothing was."""


class Rule(Protocol):
    """Judges records one by one."""

    def judge(self, candidates: Sequence[Candidate], before: Sequence[Finding]) -> Sequence[Finding]:
        """Return what the rule found in some candidates.

        Args:
            candidates: Some of the records of one shard, in order.
            before: What the rules before it found in them (a filter's score, say).
        """
        ...


class Rewriter(Protocol):
    """Masks parts of a record."""

    def rewrite(self, record: Curated) -> Rewritten:
        """Return the record with parts masked; the same object if there is nothing to mask."""
        ...


class RuleEntry(NamedTuple):
    """One row of the table of rules."""

    name: str
    """Its settings in ``CurateSettings``: a struct with a field ``enabled``."""
    stage: str
    """What it does in a few words, for the report and the card."""
    path: str
    """Module and function: ``lemnos.steps.curate.filter.rule:load``, called with its settings and the run folder;
    returns a ``Rule``, or a ``Rewriter`` where ``rewrites``."""
    rewrites: bool = False
    prepare: str = ""
    """Module and function that runs stages of its own over the whole corpus before any rule judges, called with the
    ``Job`` and the number of shards; empty for none."""
    identity: str = ""
    """Module and function: settings → fingerprints of the files that they name, by setting (``Step.identity``)."""
    paths: tuple[str, ...] = ()
    """Its settings that name files."""
