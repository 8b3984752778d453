"""Imports Doc2Dial (Feng et al. 2020, v0.9 and v1.0.1) and MultiDoc2Dial (Feng et al. 2021): dialogues over annotated
documents → ``Conversation``.

Give the dialogues (``*_dial_*.json``) together with the documents (``*_doc.json``): an answer is then the spans of the
document that the agent's turn refers to, in order. Without the documents, or with ``--answers written``, it is the
utterance of the agent. Agent turns that refer to nothing (greetings, "I cannot help with that") are left out.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.steps.talk.reward.importers.conversation import Conversation, without_refusals
from lemnos.steps.talk.reward.importers.record import Answers, Record, converted, has

_REFUSES = "respond_no_solution"


class _Reference(msgspec.Struct):
    id_sp: int | str = ""
    sp_id: int | str = ""
    doc_id: str = ""


class _Turn(msgspec.Struct):
    role: str
    utterance: str
    da: str = ""
    references: list[_Reference] = []
    reference: dict[str, object] = {}
    """References in v0.9: span → label."""


class _Dialogue(msgspec.Struct):
    dial_id: str
    turns: list[_Turn]
    doc_id: str = ""


class _Span(msgspec.Struct):
    text_sp: str
    start_sp: int = 0


class _Document(msgspec.Struct):
    spans: dict[str, _Span]


def fits(value: object) -> bool:
    """Return whether a record is a file of dialogues or of documents."""
    return has(value, "dial_data") or has(value, "doc_data")


def conversations(records: Sequence[Record], answers: Answers, problem: Problem) -> Iterator[Conversation]:
    """Yield the conversations of all dialogue files, resolved against all document files."""
    documents: dict[str, _Document] = {}
    for record in records:
        for where, _, value in _items(record, "doc_data"):
            for document in converted(Record(where, value), _Document, problem):
                documents[where.rpartition(" / ")[2]] = document
    for record in records:
        for where, about, value in _items(record, "dial_data"):
            for dialogue in converted(Record(where, value), _Dialogue, problem):
                texts = [
                    _text(turn, dialogue.doc_id or about, documents if answers == "source" else {})
                    for turn in dialogue.turns
                    if turn.role == "agent"
                ]
                yield Conversation(f"doc2dial:{dialogue.dial_id}", without_refusals(texts))


def _items(record: Record, key: str) -> Iterator[tuple[str, str, object]]:
    """Yield the items of a file by domain, and by document within a domain: its location, its document, its value."""
    domains = record.value.get(key) if isinstance(record.value, dict) else None
    for domain, inside in domains.items() if isinstance(domains, dict) else ():
        if isinstance(inside, dict):
            for name, value in inside.items():
                where = f"{record.where}, {domain} / {name}"
                if isinstance(value, list):  # the dialogues about one document
                    yield from ((f"{where}, dialogue {number}", name, item) for number, item in enumerate(value, 1))
                else:
                    yield where, name, value
        elif isinstance(inside, list):
            where = f"{record.where}, {domain}"
            yield from ((f"{where}, dialogue {number}", "", item) for number, item in enumerate(inside, 1))


def _text(turn: _Turn, about: str, documents: Mapping[str, _Document]) -> str:
    referred = [(reference.doc_id or about, str(reference.id_sp or reference.sp_id)) for reference in turn.references]
    referred += [(about, span) for span in turn.reference]
    if not referred or turn.da == _REFUSES:
        return ""
    spans = [
        (document, documents[document].spans[span])
        for document, span in dict.fromkeys(referred)
        if document in documents and span in documents[document].spans
    ]
    order = list(dict.fromkeys(document for document, _ in spans))
    spans.sort(key=lambda entry: (order.index(entry[0]), entry[1].start_sp))
    return " ".join(span.text_sp.strip() for _, span in spans) or turn.utterance
