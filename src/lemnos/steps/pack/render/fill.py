"""Fill-in-the-middle: a text in which a piece of code is moved to the end.

``Rendered`` of a document with code → the same text as prefix, suffix and middle, each behind its token. The middle is
cut out of one block of code. A document is one unit then, so only documents that fit a window are written so.
Source: Bavarian et al. 2022, "Efficient Training of Language Models to Fill in the Middle" (PSM and SPM at the level of
characters; SPM here in the joint form, ⟨prefix⟩⟨suffix⟩ S ⟨middle⟩ P M).
"""

import random
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from lemnos.errors import SettingsError
from lemnos.records import Document
from lemnos.steps.pack.base import Rendered, Span
from lemnos.steps.pack.settings import FillSettings

_KNOWN = (
    ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"),
    ("<fim_prefix>", "<fim_suffix>", "<fim_middle>"),
    ("<fim-prefix>", "<fim-suffix>", "<fim-middle>"),
    ("<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"),
    ("<PRE>", "<SUF>", "<MID>"),
    ("▁<PRE>", "▁<SUF>", "▁<MID>"),
)
TRAINED = _KNOWN[0]
"""Tokens of a tokenizer that is trained here."""
_LEAST = 20
"""Characters of a block of code from which a middle is cut."""


class FillTokens(NamedTuple):
    """The tokens before each piece, as text."""

    prefix: str
    suffix: str
    middle: str


def fill_tokens(settings: FillSettings, known: Sequence[str]) -> FillTokens:
    """Return the tokens before each piece.

    Args:
        settings: Which they are; ``auto`` for known names.
        known: The added tokens of the tokenizer.

    Raises:
        SettingsError: The tokenizer has none of the known names, or not the given one.
    """
    given = (settings.prefix, settings.suffix, settings.middle)
    there = set(known)
    if all(name == "auto" for name in given):
        for names in _KNOWN:
            if there.issuperset(names):
                return FillTokens(*names)
        raise SettingsError(
            "the tokenizer has no tokens for fill-in-the-middle",
            where="pack.fill",
            remedy="name them in pack.fill.prefix, suffix and middle, or set pack.fill.share=0",
        )
    for key, name in zip(("prefix", "suffix", "middle"), given, strict=True):
        if name not in there:
            raise SettingsError(
                f"{name!r} is no token of the tokenizer",
                where=f"pack.fill.{key}",
                remedy="name one of its added tokens",
            )
    return FillTokens(*given)


def filled(
    record: Document, rendered: Rendered, settings: FillSettings, tokens: FillTokens, seed: int, longest: int
) -> Rendered | None:
    """Return a document with a piece of its code moved to the end; None if it is to stay as it is.

    Args:
        record: The document.
        rendered: The document as text.
        settings: How many are written so.
        tokens: The tokens before each piece.
        seed: Of the run.
        longest: Most characters of a document that is written so.
    """
    chance = random.Random(f"{seed}:fill:{record.id}")
    if chance.random() >= settings.share or len(rendered.text) > longest:
        return None
    code = [
        span
        for span in rendered.spans
        if span.message >= 0 and record.paragraphs[span.message].kind == "code" and span.end - span.start >= _LEAST
    ]
    if not code:
        return None
    block = chance.choice(code)
    begin, end = sorted(chance.sample(range(block.start, block.end + 1), 2))
    head = rendered.spans[0].end if rendered.spans[0].kind == "template" else 0
    tail = rendered.spans[-1].start if rendered.spans[-1].kind == "template" else len(rendered.text)
    order = settings.order if settings.order != "both" else chance.choice(("psm", "spm"))
    pieces: list[str | tuple[int, int]] = [(0, head), tokens.prefix]
    if order == "psm":
        pieces += [(head, begin), tokens.suffix, (end, tail), tokens.middle, (begin, end)]
    else:
        pieces += [tokens.suffix, (end, tail), tokens.middle, (head, begin), (begin, end)]
    return _assembled(rendered, [*pieces, (tail, len(rendered.text))])


def _assembled(rendered: Rendered, pieces: Sequence[str | tuple[int, int]]) -> Rendered:
    texts: list[str] = []
    spans: list[Span] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            spans.append(Span(length, length + len(piece), "template", "template", -1, True))
            length += len(piece)
            continue
        start, end = piece
        texts.append(rendered.text[start:end])
        for span in rendered.spans:
            first, last = max(span.start, start), min(span.end, end)
            if first < last:
                moved = length - start
                spans.append(msgspec.structs.replace(span, start=first + moved, end=last + moved))
        length += end - start
    return msgspec.structs.replace(rendered, text="".join(texts), spans=tuple(spans), units=(length,))
