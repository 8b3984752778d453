"""Defines the immutable records that steps exchange, each with its Arrow schema.

    pages of prose ──▶ Document ─ Paragraph, Link ──────────────▶ Dialogue ─ Turn ─ Evidence
                                                                     └─ Utterance, ScoreCard
    API descriptions ──▶ Tool ─ ArgumentPlace, ToolResponse ────▶ ToolDocument
    logs of agents ──▶ Trajectory ─ Message, ToolCall, OfferedTool, Verification
    any of these, packed ──▶ PackedWindow ─ Part ──▶ CurvePoint
    a checkpoint and an item of a suite ──▶ ItemScore ─ ContinuationScore, Metric
    bad input ──▶ Rejected

``common.py``
    ``Record``, the base class; ``Rejected``, ``Verdict``, and ids that are hashes of content.
``documents.py``
    ``Document``, a page of prose, with ``Paragraph`` and ``Link``.
``messages.py``
    ``Utterance``, ``Message``, ``ToolCall`` and ``Attachment``, in the format of OpenAI's chat API.
``dialogues.py``
    ``Dialogue``, a conversation grounded in documents, with ``Turn``, ``Evidence`` and ``ScoreCard``.
``tools.py``
    ``Tool``, an operation that a model can call, and ``ToolDocument``, a text that describes it.
``trajectories.py``
    ``Trajectory``, a conversation with calls of tools, with ``OfferedTool``, ``Verification``, ``Execution``,
    ``Outcome``, ``Origin``.
``windows.py``
    ``PackedWindow``, what is in one window of tokens, with ``Part``.
``training.py``
    ``CurvePoint``, where a training run stood after a step.
``scores.py``
    ``ItemScore``, what a checkpoint made of an item of a suite, with ``ContinuationScore`` and ``Metric``.
``licences.py``
    The licences of a record, and conditions on them.
``conversation.py``
    The validator of conversations.
``arrow.py``
    Record types as Arrow schemas, and records as Arrow tables.
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
from lemnos.records.documents import BLOCKS, Document, Link, Paragraph, document_id
from lemnos.records.messages import Attachment, Message, MessageKind, Role, ToolCall, Utterance
from lemnos.records.scores import ContinuationScore, ItemScore, Metric
from lemnos.records.tools import (
    ArgumentPlace,
    Authentication,
    Credential,
    LinkedValue,
    OAuthFlow,
    OAuthScope,
    Place,
    ResponseHeader,
    Style,
    Tool,
    ToolDocument,
    ToolError,
    ToolExample,
    ToolLink,
    ToolResponse,
    tool_id,
)
from lemnos.records.training import CurvePoint
from lemnos.records.trajectories import (
    BackReference,
    Check,
    Execution,
    Masked,
    OfferedTool,
    Origin,
    Outcome,
    Trajectory,
    Verification,
    trajectory_id,
)
from lemnos.records.windows import PackedWindow, Part, Split

__all__ = [
    "BLOCKS",
    "MEMORY_KINDS",
    "ArgumentPlace",
    "Attachment",
    "Authentication",
    "BackReference",
    "Check",
    "ContinuationScore",
    "Credential",
    "CurvePoint",
    "Dialogue",
    "DialogueMeta",
    "Document",
    "DocumentReference",
    "Evidence",
    "Execution",
    "ItemScore",
    "Link",
    "LinkedValue",
    "Masked",
    "Message",
    "MessageKind",
    "Metric",
    "OAuthFlow",
    "OAuthScope",
    "OfferedTool",
    "Origin",
    "Outcome",
    "PackedWindow",
    "Paragraph",
    "Part",
    "Place",
    "Record",
    "Rejected",
    "ResponseHeader",
    "Role",
    "ScoreCard",
    "Split",
    "Style",
    "Tool",
    "ToolCall",
    "ToolDocument",
    "ToolError",
    "ToolExample",
    "ToolLink",
    "ToolResponse",
    "Trajectory",
    "Turn",
    "TurnKind",
    "Utterance",
    "Verdict",
    "Verification",
    "content_id",
    "document_id",
    "tool_id",
    "trajectory_id",
]
