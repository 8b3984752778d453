"""The vocabulary in which all stages meet: immutable records; ``lemnos.arrow`` gives each its Arrow schema.

Records are ``msgspec`` structs: checked when decoded, hashable where their fields are, and cheap to make. An
id is a hash of what the record *is*, never a counter, so it is the same for any number of workers, any order
of reading and any run. Offsets count Unicode code points (Python string indices), not bytes.
"""

import enum
import hashlib
from typing import Literal

import msgspec


def content_id(*parts: str) -> str:
    """Return 16 hexadecimal digits that stand for ``parts``: the first 64 bits of their BLAKE2b hash."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every record."""


class Paragraph(msgspec.Struct, frozen=True):
    """A run of prose in ``Document.text``; ``document.text[start:end]`` is it, to the letter."""

    start: int
    end: int
    section: tuple[str, ...] = ()
    """Headings from the outermost to the innermost; empty in the lead. The document's title is not in it."""
    kind: Literal["prose", "item"] = "prose"
    """``item`` is one entry of a list."""


class Link(msgspec.Struct, frozen=True):
    """A link whose anchor text is ``document.text[start:end]``."""

    start: int
    end: int
    target: str
    """Name of the target, as the source writes it after normalising (see ``lemnos.sources.names``). It stays
    a name because the target may be read later, by another worker, or never; the graph resolves it."""


class Document(Record, frozen=True, kw_only=True):
    """One page of prose with its structure. Tables, code, references and navigation are not in it."""

    id: str
    title: str
    url: str = ""
    source: str
    """Where it was read: the input's file name, and the position in it where it has one."""
    licence: str = ""
    language: str = "und"
    """BCP 47 code; ``und`` where nothing tells."""
    text: str
    """Paragraphs separated by one blank line. No headings: they are in ``Paragraph.section``."""
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...] = ()


def document_id(title: str, text: str) -> str:
    """Return the id of the document with this title and text."""
    return content_id("document", title, text)


class ToolCall(msgspec.Struct, frozen=True):
    """A call of a tool, in the OpenAI chat shape; ``arguments`` is JSON text."""

    id: str
    name: str
    arguments: str


Role = Literal["system", "user", "assistant", "tool"]


class Utterance(msgspec.Struct, frozen=True):
    """One message of a conversation without tools, in the OpenAI chat shape."""

    role: Role
    content: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message of a conversation that may call tools, in the OpenAI chat shape."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


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
    """How well a dialogue is built; every part from 0, bad, to 1. See ``lemnos.talk.score`` for what it costs."""

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


Place = Literal["path", "query", "header", "cookie", "body", "form", "argument"]
"""Where an argument of a tool travels; ``argument`` for tools that are no HTTP operations."""


class ArgumentPlace(msgspec.Struct, frozen=True):
    """Where one property of ``Tool.parameters`` travels."""

    name: str
    """The property."""
    place: Place
    wire_name: str = ""
    """Its name there, where it differs (two parameters of one name in different places, say); else empty."""


class ToolError(msgspec.Struct, frozen=True):
    """A way in which a call can fail."""

    code: str
    """HTTP status, name of the exception, or whatever the description calls it."""
    description: str


class ToolExample(msgspec.Struct, frozen=True):
    """A call that the tool's own description gives."""

    arguments: str
    """JSON text of an object."""
    result: str = ""
    """JSON text; empty where the description does not tell."""


class Tool(Record, frozen=True, kw_only=True):
    """One operation that a model can call, whatever it was described in. All texts are clean: no HTML."""

    id: str
    """``tool_id`` of what it is."""
    kind: Literal["http", "mcp", "function", "python", "model"]
    provider: str
    """Who offers it: ``stripe.com``, the MCP server, the Python distribution, the hub."""
    api: str = ""
    """The API, service, module or class it belongs to."""
    name: str
    """The name by which it is called; unique among the tools of one provider, api and version."""
    version: str = ""
    description: str
    parameters: str
    """JSON text of a JSON Schema (draft 2020-12) of type object, self-contained: no ``$ref`` leads out of it."""
    places: tuple[ArgumentPlace, ...] = ()
    """Where each argument travels; empty for tools that are no HTTP operations."""
    result: str = ""
    """JSON text of the JSON Schema of what it returns; empty where unknown."""
    errors: tuple[ToolError, ...] = ()
    method: str = ""
    """HTTP method in capitals; empty for tools that are no HTTP operations."""
    path: str = ""
    """Path template of an HTTP operation."""
    server: str = ""
    """Base URL of an HTTP operation, where it is known."""
    signature: str = ""
    """Of a function or method in source code, as written there."""
    code: str = ""
    """Source code of a function or method, where it is known and no longer than a page."""
    examples: tuple[ToolExample, ...] = ()
    tags: tuple[str, ...] = ()
    licence: str = ""
    source: str
    """File, and position in it: line, or JSON pointer."""
    deprecated: bool = False
    repaired: tuple[str, ...] = ()
    """What had to be mended in its description, one rule name each; empty for most."""


def tool_id(provider: str, api: str, version: str, name: str, description: str, parameters: str) -> str:
    """Return the id of the tool that is all this."""
    return content_id("tool", provider, api, version, name, description, parameters)


class ToolDocument(Record, frozen=True, kw_only=True):
    """A tool told in one surface form."""

    id: str
    tool: str
    """Id of the tool."""
    form: str
    """Name of the surface form."""
    title: str
    text: str
    provider: str
    licence: str
    source: str


class Rejected(Record, frozen=True, kw_only=True):
    """Something that a stage refused, with enough to find it again."""

    stage: str
    rule: str
    """Stable name of the rule, for counting: ``empty``, ``redirect_to_nothing``, …"""
    reason: str
    """One sentence for a person."""
    source: str
    """File and position, or the id of the record."""
    record: str = ""
    """Id or title of the record, where it got as far as having one."""


class Verdict(Record, frozen=True, kw_only=True):
    """What one rule found about one record. Stages write verdicts; only ``consolidate`` drops."""

    record: str
    stage: str
    rule: str
    keep: bool
    reason: str = ""
    score: float = 0.0
