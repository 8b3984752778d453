"""Records and finished runs of them."""

import json
from typing import Any

from lemnos.records import (
    Dialogue,
    DialogueMeta,
    Document,
    DocumentReference,
    Message,
    OfferedTool,
    Origin,
    Paragraph,
    ScoreCard,
    ToolDocument,
    Trajectory,
    Turn,
    TurnKind,
    Utterance,
    content_id,
)

CARD = ScoreCard(turns=0.9, coherence=0.9, memory=0.2, soundness=1.0, coverage=0.7, score=0.8)
META = DialogueMeta("anchor", "rules", "en", 0, 0, 0, 0, 0.5, CARD)


def document(title: str, *paragraphs: str) -> Document:
    made: list[Paragraph] = []
    start = 0
    for text in paragraphs:
        made.append(Paragraph(start, start + len(text)))
        start += len(text) + 2
    return Document(
        id=content_id("document", title),
        title=title,
        source=f"{title}.md",
        licence="MIT",
        text="\n\n".join(paragraphs),
        paragraphs=tuple(made),
    )


def dialogue(seed: str, *texts: str) -> Dialogue:
    """Return a dialogue of six turns, of which the third and those after it are given."""
    said = [f"Turn {number} of {seed}: what is known of it, and who told it?" for number in range(12)]
    said[4 : 4 + len(texts)] = texts
    return Dialogue(
        id=content_id("dialogue", seed),
        messages=tuple(Utterance("assistant" if number % 2 else "user", text) for number, text in enumerate(said)),
        turns=tuple(Turn(TurnKind.FOLLOW_UP, 0.5, ()) for _ in range(6)),
        documents=(DocumentReference("d", "D", "", "MIT", "d.md"),),
        meta=META,
    )


def trajectory(seed: str, answer: str = "Done.", parameters: dict[str, Any] | None = None) -> Trajectory:
    schema = json.dumps(parameters or {"type": "object", "properties": {"harbour": {"type": "string"}}})
    return Trajectory(
        id=content_id("trajectory", seed),
        messages=(Message("user", f"Please see to {seed} for me."), Message("assistant", answer)),
        tools=(OfferedTool("reserve_berth", "Books.", schema),),
        origin=Origin("openai_chat"),
        licence="MIT",
        source="logs.jsonl:1",
    )


def tool_document(name: str, text: str) -> ToolDocument:
    return ToolDocument(
        id=content_id("tool document", name),
        tool=content_id("tool", name),
        form="signature",
        title=name,
        text=text,
        provider="harbour.example",
        licence="MIT",
        source="harbour.json",
    )
