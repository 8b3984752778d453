"""Masks personal data and secrets of a dialogue, so that its evidence can still be checked.

``Dialogue``, what was masked in the documents that it quotes → ``Dialogue``. A verbatim answer consists of spans of
documents with a space between. If these documents were masked, the spans move, and each gets the placeholders that its
document has: it goes on to quote the masked document to the letter. Without masked documents, an answer in which
something is replaced is no longer ``verbatim``, and its evidence stands as it was, for the documents as they were.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from lemnos.records import Dialogue, Evidence, Turn, Utterance
from lemnos.text.private.documents import Shift
from lemnos.text.private.find import Found, replaced, replacer
from lemnos.text.private.kinds import Kind, Private


class MaskedDialogue(NamedTuple):
    """A dialogue with placeholders, and what they stand for."""

    dialogue: Dialogue
    counts: Counter[Kind]


def mask_dialogue(
    dialogue: Dialogue,
    find: Callable[[str], Sequence[Private]],
    documents: Mapping[str, Sequence[Found]],
) -> MaskedDialogue:
    """Return a dialogue with placeholders. It keeps its id.

    Args:
        dialogue: The dialogue.
        find: Finds what is private in a text.
        documents: Id of each document that was masked → where, in the text that it had.
    """
    counts: Counter[Kind] = Counter()
    contents = [message.content for message in dialogue.messages]
    turns = list(dialogue.turns)
    quoting: set[int] = set()
    for number, turn in enumerate(turns):
        if not any(evidence.document in documents for evidence in turn.evidence):
            continue
        at = 2 * number + 1
        quoted = _quoted(turn, contents[at], documents, counts)
        if quoted is not None:
            contents[at] = quoted
            quoting.add(at)
        turns[number] = msgspec.structs.replace(turn, evidence=_moved(turn, documents))
    found = find("\n\0".join(text for at, text in enumerate(contents) if at not in quoting))
    if found:
        replace = replacer(found)
        for at, text in enumerate(contents):
            if at in quoting:
                continue
            contents[at], here = replace(text)
            counts.update(here)
            if contents[at] != text and at % 2 == 1 and at // 2 < len(turns):
                turns[at // 2] = msgspec.structs.replace(turns[at // 2], verbatim=False)
    if contents == [message.content for message in dialogue.messages] and turns == list(dialogue.turns):
        return MaskedDialogue(dialogue, counts)
    messages = tuple(
        Utterance(message.role, content) for message, content in zip(dialogue.messages, contents, strict=True)
    )
    return MaskedDialogue(msgspec.structs.replace(dialogue, messages=messages, turns=tuple(turns)), counts)


def _quoted(turn: Turn, content: str, documents: Mapping[str, Sequence[Found]], counts: Counter[Kind]) -> str | None:
    """Return a verbatim answer with the placeholders of its documents; None if it does not consist of its evidence."""
    lengths = [evidence.end - evidence.start for evidence in turn.evidence]
    if not turn.verbatim or sum(lengths) + len(lengths) - 1 != len(content):
        return None
    pieces = []
    at = 0
    for evidence, length in zip(turn.evidence, lengths, strict=True):
        there = [
            place._replace(start=place.start - evidence.start, end=place.end - evidence.start)
            for place in documents.get(evidence.document, ())
            if evidence.start <= place.start and place.end <= evidence.end
        ]
        counts.update(place.kind for place in there)
        pieces.append(replaced(content[at : at + length], there))
        at += length + 1
    return " ".join(pieces)


def _moved(turn: Turn, documents: Mapping[str, Sequence[Found]]) -> tuple[Evidence, ...]:
    shifts = {name: Shift(documents[name]) for name in {each.document for each in turn.evidence} & documents.keys()}
    return tuple(
        msgspec.structs.replace(each, start=shifts[each.document](each.start), end=shifts[each.document](each.end))
        if each.document in shifts
        else each
        for each in turn.evidence
    )
