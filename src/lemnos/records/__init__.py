"""The vocabulary in which all steps meet: immutable records, each with its Arrow schema.

documents   Document ─ Paragraph, Link              a page of prose
messages    Message, Utterance ─ ToolCall           the OpenAI chat shape
dialogues   Dialogue ─ Turn ─ Evidence; ScoreCard   a conversation grounded in documents
tools       Tool, ToolDocument                      an operation to call, and a text that describes it
common      Record, Rejected, Verdict, content_id   what all records share
arrow       record type → Arrow schema, records → table
conversation   the one validator of message lists
"""

from lemnos.records.common import Record, Rejected, Verdict, content_id
from lemnos.records.dialogues import (
    MEMORY_KINDS,
    Dialogue,
    DialogueMeta,
    DocumentReference,
    Evidence,
    ScoreCard,
    Turn,
    TurnKind,
)
from lemnos.records.documents import Document, Link, Paragraph, document_id
from lemnos.records.messages import Message, Role, ToolCall, Utterance
from lemnos.records.tools import ArgumentPlace, Place, Tool, ToolDocument, ToolError, ToolExample, tool_id

__all__ = [
    "MEMORY_KINDS",
    "ArgumentPlace",
    "Dialogue",
    "DialogueMeta",
    "Document",
    "DocumentReference",
    "Evidence",
    "Link",
    "Message",
    "Paragraph",
    "Place",
    "Record",
    "Rejected",
    "Role",
    "ScoreCard",
    "Tool",
    "ToolCall",
    "ToolDocument",
    "ToolError",
    "ToolExample",
    "Turn",
    "TurnKind",
    "Utterance",
    "Verdict",
    "content_id",
    "document_id",
    "tool_id",
]
