"""Records and finished runs of them, for the tests of ``pack``."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lemnos.records import (
    Dialogue,
    DialogueMeta,
    Document,
    DocumentReference,
    Evidence,
    Message,
    OfferedTool,
    Origin,
    Paragraph,
    Record,
    ScoreCard,
    ToolCall,
    ToolDocument,
    Trajectory,
    Turn,
    TurnKind,
    Utterance,
    content_id,
)
from lemnos.store.run_folder import RunFolder, describe, open_run
from tests.builders import prose

CARD = ScoreCard(turns=0.9, coherence=0.9, memory=0.2, soundness=1.0, coverage=0.7, score=0.8)


def dialogue(
    seed: object,
    turns: int = 6,
    recalls: Mapping[int, tuple[int, ...]] | None = None,
    documents: Sequence[str] = (),
    licence: str = "MIT",
    words: int = 30,
) -> Dialogue:
    """Return a dialogue of some turns; ``recalls`` maps a turn to the earlier ones that it refers to."""
    said = [(f"What of number {number}?", prose(f"{seed}:{number}", words)) for number in range(turns)]
    recalls = recalls or {}
    titles = documents or (f"doc {seed}",)
    return Dialogue(
        id=content_id("dialogue", str(seed)),
        messages=tuple(
            utterance
            for question, answer in said
            for utterance in (Utterance("user", question), Utterance("assistant", answer))
        ),
        turns=tuple(
            Turn(
                TurnKind.RECALL if number in recalls else TurnKind.FOLLOW_UP,
                0.5,
                (Evidence(content_id(titles[0]), 0, 5),),
                recalls=recalls.get(number, ()),
            )
            for number in range(turns)
        ),
        documents=tuple(DocumentReference(content_id(title), title, "", licence, f"{title}.md") for title in titles),
        meta=DialogueMeta(content_id(titles[0]), "rules", "en", 0, 0, 0, 0, 0.5, CARD),
    )


TOOL = OfferedTool(
    "read_tide", "Read the tide at a harbour.", '{"type": "object", "properties": {"harbour": {"type": "string"}}}'
)


def trajectory(
    seed: object = 0,
    *,
    train: Sequence[bool] = (True, True),
    shared: int = 0,
    reasoning: str = "I must look.",
    output: str = "2.1 m",
    answer: str = "",
    task: str = "",
    licence: str = "MIT",
) -> Trajectory:
    """Return a trajectory of one call: system, user, call, observation, answer."""
    call = ToolCall("call_1", "read_tide", '{"harbour": "Bergen"}')
    messages = (
        Message("system", "Be brief."),
        Message("user", f"How high is the tide, {seed}?"),
        Message("assistant", "", (call,), reasoning=reasoning, kind="call", train=train[0]),
        Message("tool", output, tool_call_id="call_1", kind="observation"),
        Message("assistant", answer or f"It is 2.1 m, {seed}.", train=train[1]),
    )
    return Trajectory(
        id=content_id("trajectory", str(seed)),
        messages=messages,
        tools=(TOOL,),
        origin=Origin("openai_chat", task=task, shared=shared),
        licence=licence,
        source="logs.jsonl:1",
    )


def document(title: str, *paragraphs: str | tuple[str, str], licence: str = "CC0-1.0") -> Document:
    """Return a document; a paragraph is text, or kind and text."""
    parts = [("prose", each) if isinstance(each, str) else each for each in paragraphs]
    text = ""
    made: list[Paragraph] = []
    for kind, body in parts:
        text += "\n\n" if text else ""
        made.append(Paragraph(len(text), len(text) + len(body), ("Body",) if len(made) else (), kind))  # type: ignore[arg-type]
        text += body
    return Document(
        id=content_id("document", title),
        title=title,
        source=f"{title}.md",
        licence=licence,
        text=text,
        paragraphs=tuple(made),
    )


def tool_document(name: str, text: str) -> ToolDocument:
    """Return a tool document."""
    return ToolDocument(
        id=content_id("tool document", name),
        tool=content_id("tool", name),
        form="signature",
        title=name,
        text=text,
        provider="tides.example",
        licence="MIT",
        source="tides.json",
    )


def finished_run(
    path: Path, step: str, folder: str, kind: type[Record], records: Sequence[Any], shards: int = 1
) -> Path:
    """Write a finished run that holds these records, in some files; return its path."""
    with open_run(path, describe(step, {"made": path.name, "records": len(records)})) as run:
        for number in range(shards):
            run.write_records(folder, number, kind, list(records[number::shards]))
        run.write_manifest({folder: kind})
    return path


def talk_run(path: Path, records: Sequence[Dialogue], shards: int = 1) -> Path:
    """Write a finished run of dialogues; return its path."""
    return finished_run(path, "talk", "dialogues", Dialogue, records, shards)


def many(count: int, seed: int = 0) -> list[Dialogue]:
    """Return dialogues of 4 to 40 turns, a fifth of which refer to an earlier one."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        turns = chance.randrange(4, 40)
        recalls = {turn: (chance.randrange(turn),) for turn in range(1, turns) if chance.random() < 0.2}
        made.append(dialogue(f"{seed}:{number}", turns, recalls, words=chance.randrange(10, 60)))
    return made


def opened(path: Path) -> RunFolder:
    """Return a run folder to read."""
    return RunFolder(path)
