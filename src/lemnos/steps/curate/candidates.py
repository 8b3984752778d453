"""Records as candidates: record → ``Candidate``, and the text of one with its parts.

Costs some microseconds a record. Offered schemas are left out: they repeat in every trajectory of a data set, and a
reader does not read them as its content.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from lemnos.records import Dialogue, Document, Message, Tool, ToolDocument, Trajectory
from lemnos.steps.curate.base import TYPES, Candidate, Curated, Kind, Part, PartName

_BETWEEN = "\n\n"
KINDS: tuple[Kind, ...] = tuple(TYPES)
"""All kinds, in the order of their folders."""


def kind_of(record: Curated) -> Kind:
    """Return the kind of a record."""
    return next(kind for kind, type_ in TYPES.items() if type_ is type(record))


def candidates(records: Iterable[tuple[int, Curated]], input: int) -> Iterator[Candidate]:
    """Yield numbered records of one input as candidates."""
    for number, record in records:
        yield candidate(record, number, input)


def candidate(record: Curated, number: int = 0, input: int = 0) -> Candidate:
    """Return a record as a candidate.

    Args:
        record: The record.
        number: Its number in its shard.
        input: Number of its input.
    """
    level, title, language = 0, "", "und"
    match record:
        case Document():
            text = record.text
            parts = tuple(Part(part.kind, part.start, part.end) for part in record.paragraphs)
            title, language = record.title, record.language
            licence, source = record.licence, record.source
        case Dialogue():
            text, parts = _joined(
                ("user" if utterance.role == "user" else "assistant", utterance.content)
                for utterance in record.messages
            )
            language = record.meta.language
            licence = " AND ".join(dict.fromkeys(document.licence for document in record.documents if document.licence))
            source = ", ".join(dict.fromkeys(document.source for document in record.documents))
        case Trajectory():
            text, parts = _joined(part for message in record.messages for part in _message(message))
            licence, source, level = record.licence, record.source, record.verification.level
        case ToolDocument():
            text, parts = record.text, (Part("prose", 0, len(record.text)),)
            title, licence, source = record.title, record.licence, record.source
        case Tool():
            text, parts = _joined((("name", record.name), ("prose", record.description), ("schema", record.parameters)))
            title, licence, source = record.name, record.licence, record.source
        case _:
            assert_never(record)
    return Candidate(
        number, kind_of(record), record.id, title, language, licence, source, level, input, text, parts, record
    )


def _message(message: Message) -> Iterator[tuple[PartName, str]]:
    """Yield what one message of a trajectory says and calls."""
    if message.reasoning:
        yield "thought", message.reasoning
    if message.content:
        match message.role:
            case "tool":
                yield "observation", message.content
            case "assistant":
                yield ("thought" if message.kind == "thought" else "assistant"), message.content
            case "system" | "user":
                yield message.role, message.content
    for call in message.tool_calls:
        yield "call", f"{call.name}({call.arguments})"


def _joined(pieces: Iterable[tuple[PartName, str]]) -> tuple[str, tuple[Part, ...]]:
    """Return pieces as one text, a blank line between, and where each is in it."""
    texts: list[str] = []
    parts: list[Part] = []
    position = 0
    for name, text in pieces:
        parts.append(Part(name, position, position + len(text)))
        texts.append(text)
        position += len(text) + len(_BETWEEN)
    return _BETWEEN.join(texts), tuple(parts)


def words_of(candidate: Candidate, names: Sequence[PartName]) -> str:
    """Return the parts of these names, a line each."""
    return "\n".join(candidate.text[part.start : part.end] for part in candidate.parts if part.name in names)
