"""Held-out dialogues and prose, and CoQA → the files that ``lemnos evaluate`` scores, chosen so that they fit a window.

    coqa.jsonl           stories that are short, each with its first questions   human-made; the neutral tests
    conversations.jsonl  last turns of held-out dialogues, and all memory turns,
                         each after its history                                  what the dialogues are like
    passages.jsonl       held-out articles, for ``prose_context``                what prose is like
    prose.jsonl          held-out articles, for bits per byte                    whether prose suffers

Ids of dialogue items end with ``:passage`` (the answer is new) or ``:memory`` (it is about an earlier one).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lemnos.records import Dialogue, Document, content_id
from lemnos.store.atomic_files import write_bytes
from proof.arms import is_memory

FILES = {
    "coqa": "coqa.jsonl",
    "stories": "coqa.jsonl",
    "conversations": "conversations.jsonl",
    "prose_context": "passages.jsonl",
    "prose": "prose.jsonl",
}
"""Suite → its file."""


def write_items(
    folder: Path,
    coqa: str,
    dialogues: Sequence[Dialogue],
    documents: Sequence[Document],
    *,
    stories: int,
    conversations: int,
    passages: int,
    prose: int,
    turns: int,
    story: int,
) -> None:
    """Write the files of all suites.

    Args:
        folder: Where to.
        coqa: File of CoQA, one story a line; empty for none.
        dialogues: Held-out dialogues.
        documents: Held-out documents.
        stories: Stories of CoQA.
        conversations: Held-out dialogues; those with most memory turns first, for these are scarce.
        passages: Documents for ``prose_context``.
        prose: Documents for bits per byte.
        turns: Questions of each: of a story, the first ones that have a history; of a dialogue, the last ones, beside
            its memory turns.
        story: Most bytes of a story.
    """
    if coqa and stories:
        _write(folder / FILES["coqa"], _stories(coqa, stories, turns, story))
    by_memory = sorted(_drawn(dialogues, len(dialogues)), key=lambda one: -sum(map(is_memory, one.turns)))
    chosen = by_memory[:conversations]
    _write(folder / FILES["conversations"], (row for dialogue in chosen for row in questions(dialogue, turns)))
    texts = [document for document in documents if len(document.text.encode()) >= 3 * _TEXT]
    _write(folder / FILES["prose_context"], ({"id": one.id, "text": _start(one)} for one in _drawn(texts, passages)))
    _write(folder / FILES["prose"], ({"id": one.id, "text": _start(one)} for one in _drawn(texts, prose)))


_TEXT = 4_000
"""Bytes of a document that are scored: two passages with four before each, or two pieces."""


def questions(dialogue: Dialogue, turns: int) -> Iterator[dict[str, Any]]:
    """Yield the last turns of a dialogue and all its memory turns, in the form of the suite ``conversations``."""
    said = [{"role": message.role, "content": message.content} for message in dialogue.messages]
    for number, turn in enumerate(dialogue.turns):
        if number and (number >= len(dialogue.turns) - turns or is_memory(turn)):
            kind = "memory" if is_memory(turn) else "passage"
            yield {
                "id": f"{dialogue.id}:{number}:{kind}",
                "conversation": dialogue.id,
                "history": said[: 2 * number],
                "question": said[2 * number]["content"],
                "answers": [said[2 * number + 1]["content"]],
            }


def _stories(path: str, each: int, turns: int, most: int) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        stories = [json.loads(line) for line in lines]
    fitting = [story for story in stories if len(story["story"].encode()) <= most and len(story["turns"]) > turns]
    for story in sorted(fitting, key=lambda story: content_id("proof", str(story["id"])))[:each]:
        yield {**story, "turns": story["turns"][: turns + 1]}


def _start(document: Document) -> str:
    """Return whole paragraphs from the start of a document."""
    return document.text[:_TEXT].rpartition("\n\n")[0] or document.text[:_TEXT]


def _drawn(records: Sequence[Any], count: int) -> list[Any]:
    return sorted(records, key=lambda record: content_id("proof", record.id))[:count]


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    write_bytes(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
