"""Dialogues and documents → the records that each arm of the proof is trained on.

Documents are divided by the cluster that ``talk`` put them into: a hash of the cluster gives ``base`` (prose before the
arms), ``arms`` or ``test``. Clusters share no document, so nothing of a test is in any arm or in the base. What
only a setting of ``talk`` can make (more memory turns, longer answers) is a run of it on the documents of ``arms``.

Arms made here, all deterministic:

``shuffled``
    The same turns dealt out anew over all dialogues, so that the history of a turn is other conversations'.
``reordered``
    The turns of each dialogue in another order.
``no_memory``, ``near_memory``
    The dialogues without turns about earlier ones; with those only that are about one of the last two.
``dense_memory``
    Of the dialogues, turns about earlier ones with those that they are about, and one other turn for each.
``prose``
    The start of each document, one window.
``cluster``
    Prose of the two or more documents of a cluster in one window: equal runs of paragraphs of each, in their order.
``told``
    The passages that a dialogue quotes, as prose in the order of their documents: the text without the conversation.
``sourced``
    The dialogues, each after the passages that it quotes: every answer stands in the context.
``repeated``
    The same passages and answers without questions: repetition without a conversation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec
import numpy as np

from lemnos.records import (
    MEMORY_KINDS,
    Dialogue,
    Document,
    Evidence,
    Paragraph,
    Turn,
    Utterance,
    content_id,
    document_id,
)

SPLITS = ("base", "arms", "test")


def split_of(documents: Iterable[str], shares: Sequence[float]) -> str:
    """Return what the cluster of these documents is for, one of ``SPLITS``.

    Args:
        documents: Ids of the documents, in any order.
        shares: Of ``SPLITS``; their sum is 1.
    """
    place = int(content_id("proof", *sorted(documents))[:8], 16) / 16**8
    for name, end in zip(SPLITS, accumulate(shares), strict=True):
        if place < end:
            return name
    return SPLITS[-1]


class Divided(msgspec.Struct, frozen=True):
    """Documents and dialogues of each split."""

    documents: dict[str, list[Document]]
    dialogues: dict[str, list[Dialogue]]


def divide(dialogues: Iterable[Dialogue], documents: Iterable[Document], shares: Sequence[float]) -> Divided:
    """Divide a run of ``talk`` by clusters; documents without a dialogue are of ``base``.

    Raises:
        ValueError: Two dialogues share a document, so that they cannot be divided (``talk.reuse`` is not 1).
    """
    owner: dict[str, str] = {}
    told: dict[str, list[Dialogue]] = {name: [] for name in SPLITS}
    for dialogue in dialogues:
        ids = [reference.id for reference in dialogue.documents]
        split = split_of(ids, shares)
        told[split].append(dialogue)
        for document in ids:
            if document in owner:
                raise ValueError(f"document {document} is in two dialogues; set talk.reuse to 1")
            owner[document] = split
    held: dict[str, list[Document]] = {name: [] for name in SPLITS}
    for record in documents:
        held[owner.get(record.id, "base")].append(record)
    return Divided(held, told)


Exchange = tuple[Utterance, Utterance, Turn]
"""What the user says, what the assistant says, and the turn."""


def exchanges(dialogue: Dialogue) -> list[Exchange]:
    """Return the turns of a dialogue with their messages."""
    said = dialogue.messages
    return [(said[2 * number], said[2 * number + 1], turn) for number, turn in enumerate(dialogue.turns)]


def _with(dialogue: Dialogue, kept: Sequence[Exchange]) -> Dialogue:
    """Return a dialogue of other turns, which refer to nothing."""
    turns = tuple(
        msgspec.structs.replace(turn, recalls=(), distance=0, distance_tokens=0) for _user, _assistant, turn in kept
    )
    messages = tuple(message for user, assistant, _turn in kept for message in (user, assistant))
    name = content_id(dialogue.id, *(message.content for message in messages))
    return msgspec.structs.replace(dialogue, id=name, messages=messages, turns=turns)


def shuffled(dialogues: Sequence[Dialogue], seed: int) -> list[Dialogue]:
    """Return as many dialogues of as many turns, whose turns are dealt out anew over all of them."""
    every = [exchange for dialogue in dialogues for exchange in exchanges(dialogue)]
    order = np.random.default_rng(seed).permutation(len(every))
    dealt = iter([every[number] for number in order])
    return [_with(dialogue, [next(dealt) for _turn in dialogue.turns]) for dialogue in dialogues]


def reordered(dialogues: Iterable[Dialogue], seed: int) -> list[Dialogue]:
    """Return the dialogues with the turns of each in another order."""
    made = []
    for dialogue in dialogues:
        held = exchanges(dialogue)
        generator = np.random.default_rng(int(content_id(str(seed), dialogue.id), 16))
        made.append(_with(dialogue, [held[number] for number in generator.permutation(len(held))]))
    return made


def without(dialogues: Iterable[Dialogue], dropped: Callable[[Turn], bool]) -> list[Dialogue]:
    """Return the dialogues without some of their turns; a dialogue without any turn left is left out."""
    made = [_with(one, [held for held in exchanges(one) if not dropped(held[2])]) for one in dialogues]
    return [one for one in made if one.turns]


def dense(dialogues: Iterable[Dialogue]) -> list[Dialogue]:
    """Return dialogues of which about a third of the turns are memory turns; one without any is left out.

    Kept are memory turns, the turns that they recall, and as many others as there are memory turns, the nearest before
    them, so that something stands between a memory turn and what it is about.
    """
    made = []
    for dialogue in dialogues:
        held = exchanges(dialogue)
        asked = [number for number, (_user, _assistant, turn) in enumerate(held) if is_memory(turn)]
        kept = {*asked, *(recalled for number in asked for recalled in held[number][2].recalls)}
        for number in asked:
            kept.update([other for other in range(number - 1, -1, -1) if other not in kept][:1])
        if asked:
            made.append(_with(dialogue, [held[number] for number in sorted(kept)]))
    return made


def is_memory(turn: Turn) -> bool:
    """Return whether a turn is about earlier ones."""
    return turn.kind in MEMORY_KINDS


def is_far(turn: Turn) -> bool:
    """Return whether a memory turn is not about one of the last two turns alone."""
    return is_memory(turn) and not 1 <= turn.distance <= 2


def document_of(title: str, paragraphs: Sequence[str], like: Document) -> Document:
    """Return a document of some paragraphs, under the licence of another."""
    text = "\n\n".join(paragraphs)
    starts = accumulate((len(paragraph) + 2 for paragraph in paragraphs), initial=0)
    spans = tuple(Paragraph(start, start + len(part)) for start, part in zip(starts, paragraphs, strict=False))
    return Document(
        id=document_id(title, text),
        title=title,
        source=like.source,
        licence=like.licence,
        language=like.language,
        text=text,
        paragraphs=spans,
    )


def told(dialogues: Iterable[Dialogue], documents: Mapping[str, Document]) -> Iterator[Document]:
    """Yield, for each dialogue, the passages that it quotes: by document in the order of first use, then by place.

    Args:
        dialogues: The dialogues.
        documents: By id.
    """
    for dialogue in dialogues:
        yield document_of("", quoted(dialogue.turns, documents), documents[dialogue.documents[0].id])


def sourced(
    dialogues: Iterable[Dialogue], documents: Mapping[str, Document], tokens: int, count: Callable[[str], int]
) -> Iterator[Dialogue]:
    """Yield the dialogues with the passages that they quote before the first question, as ``told`` has them.

    Each has as many of its first turns as a window holds; one of which it holds no two is left out.

    Args:
        dialogues: The dialogues.
        documents: By id.
        tokens: Most tokens of a window.
        count: Counts the tokens of a text.
    """
    for dialogue in dialogues:
        passages, held = _with_passages(dialogue, documents, tokens, count)
        if held:
            user, assistant, turn = held[0]
            asked = "\n\n".join([*passages, user.content])
            yield _with(dialogue, [(msgspec.structs.replace(user, content=asked), assistant, turn), *held[1:]])


def repeated(
    dialogues: Iterable[Dialogue], documents: Mapping[str, Document], tokens: int, count: Callable[[str], int]
) -> Iterator[Document]:
    """Yield what ``sourced`` has without its conversation: the passages, and then the answers, which repeat them."""
    for dialogue in dialogues:
        passages, held = _with_passages(dialogue, documents, tokens, count)
        if held:
            answers = [assistant.content for _user, assistant, _turn in held]
            yield document_of("", [*passages, *answers], documents[dialogue.documents[0].id])


def _with_passages(
    dialogue: Dialogue, documents: Mapping[str, Document], tokens: int, count: Callable[[str], int]
) -> tuple[list[str], list[Exchange]]:
    """Return as many first turns of a dialogue as fit a window with the passages that they quote; none if no two do."""
    held = exchanges(dialogue)
    for most in range(len(held), 1, -1):
        passages = quoted([turn for _user, _assistant, turn in held[:most]], documents)
        said = [message.content for message in dialogue.messages[: 2 * most]]
        if sum(count(text) + _MARKS for text in (*passages, *said)) <= tokens:
            return passages, held[:most]
    return [], []


def quoted(turns: Iterable[Turn], documents: Mapping[str, Document]) -> list[str]:
    """Return the passages that some turns quote, each once, with titles: by document in the order of first use, then
    by place.
    """
    found: dict[str, set[Evidence]] = {}
    for turn in turns:
        for evidence in turn.evidence:
            found.setdefault(evidence.document, set()).add(evidence)
    paragraphs = []
    for name, spans in found.items():
        paragraphs.append(f"# {documents[name].title}")
        end = 0
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            if span.start >= end:  # a memory turn quotes again a part of what was quoted
                paragraphs.append(documents[name].text[span.start : span.end])
                end = span.end
    return paragraphs


def starts(documents: Iterable[Document], tokens: int, count: Callable[[str], int]) -> Iterator[Document]:
    """Yield the start of each document: whole paragraphs that fill a window.

    Args:
        documents: The documents.
        tokens: Most tokens of a window, with the title.
        count: Counts the tokens of a text.
    """
    for document in documents:
        (kept,) = _fill([document], [_paragraphs(document, tokens, count)], tokens, count)
        yield document_of("", kept, document)


def cluster_windows(
    dialogues: Iterable[Dialogue], documents: Mapping[str, Document], tokens: int, count: Callable[[str], int]
) -> Iterator[Document]:
    """Yield windows of the prose of each cluster, as many as it has documents: equal runs of paragraphs of each.

    The text is that of ``starts`` but for what the borders of windows cut off; only what stands together differs.

    Args:
        dialogues: One for each cluster.
        documents: By id.
        tokens: Most tokens of a window.
        count: Counts the tokens of a text.
    """
    for dialogue in dialogues:
        held = [documents[reference.id] for reference in dialogue.documents]
        left = [_paragraphs(document, tokens // len(held), count) for document in held]
        for _window in held:
            parts = _fill(held, left, tokens, count)
            yield document_of("", [text for part in parts for text in part], held[0])


def _fill(
    held: Sequence[Document], left: Sequence[list[tuple[str, int]]], tokens: int, count: Callable[[str], int]
) -> list[list[str]]:
    """Take paragraphs of each document, an equal share of a window; return them, with the title before each part."""
    parts = []
    for document, paragraphs in zip(held, left, strict=True):
        part = [f"# {document.title}"]
        room = tokens // len(held) - count(part[0]) - _MARKS
        while paragraphs and (paragraphs[0][1] + _MARKS <= room or len(part) == 1):
            text, size = paragraphs.pop(0)
            part.append(text)
            room -= size + _MARKS
        parts.append(part if len(part) > 1 else [])
    return parts


_MARKS = 2
"""Tokens of the blank line after a paragraph, and what the border of two texts may add."""


def _paragraphs(document: Document, most: int, count: Callable[[str], int]) -> list[tuple[str, int]]:
    """Return the paragraphs of a document with their tokens, but those that a share of a window cannot hold."""
    texts = [document.text[paragraph.start : paragraph.end] for paragraph in document.paragraphs]
    sized = [(text, count(text)) for text in texts]
    return [(text, size) for text, size in sized if size <= most - 16]
