"""Texts with spans → tokens and masks, faster than the tokenizer's own batch call where ``pieces.py`` knows it.

A text is encoded as a whole, so its tokens are those that a model sees at inference, also at the borders of spans. A
token is trained on if its first character is in a span that is. Text that says a special token (``<|im_end|>`` in an
answer) is encoded as ordinary text: nobody but the renderer ends a message.

The tokens are checked: joined, they must give the text back, or it as the tokenizer normalises it; else the record is
refused. Where the bytes of tokens are not known, places and checks come from the tokenizer's offsets and its decoder,
at about half the speed.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.steps.pack.base import Rendered, Span, Stretch
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.settings import Mask
from lemnos.steps.pack.tokenise.pieces import encoder_of
from lemnos.text.token_bytes import bytes_of_tokens

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int32]
Faith = Literal["exact", "normalised", "spaces"]
"""How the decoded tokens agree with the text: exactly, with the text as the tokenizer normalises it, or but for white
space beside special tokens that swallow it."""

_CACHED = 100_000
"""Words whose tokens the library remembers, where ``pieces.py`` does not. Its own 10,000 are used up by the first
megabytes of text, and it replaces none; with these, a corpus is encoded in 8 to 13% less time, for some 20 MB."""


class Tokens(NamedTuple):
    """A text as tokens."""

    ids: Ints
    """Shape (n)."""
    trained: npt.NDArray[np.bool_]
    """Shape (n). Whether the span of each token has a loss; the first is not excluded yet."""
    units: Ints
    """Shape (units). Where each unit ends in ``ids``."""
    heads: Ints
    """Shape (heads, 2). Where each of ``Rendered.heads`` begins and ends in ``ids``."""
    faith: Faith
    forged: int
    """How often the text says a special token, which is encoded as ordinary text."""


class TextEncoder:
    """Encodes rendered texts.

    Args:
        tokenizer: The tokenizer; it is set up anew.
        mask: What a loss is taken on.
    """

    def __init__(self, tokenizer: "Tokenizer", mask: Mask) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer: Any = tokenizer
        self._mask = mask
        self._bytes = bytes_of_tokens(tokenizer)
        self._pieces = encoder_of(tokenizer)
        if self._pieces is None and (resize := getattr(tokenizer.model, "_resize_cache", None)):
            resize(_CACHED)
        added = tokenizer.get_added_tokens_decoder()
        size = max([*tokenizer.get_vocab(with_added_tokens=True).values(), 0]) + 1
        self._special = np.zeros(size, dtype=np.bool_)
        self._special[[number for number, token in added.items() if token.special]] = True

    def encode(self, texts: Sequence[Rendered]) -> list[Tokens | RefusedError]:
        """Return each text as tokens, or why it cannot be one."""
        if self._bytes is None:
            return [self._with_offsets(text) for text in texts]
        return [
            self._exact(text, ids) or self._normalised(text) or self._with_offsets(text)
            for text, ids in zip(texts, self._ids([text.text for text in texts]), strict=True)
        ]

    def _ids(self, texts: list[str]) -> list[Ints]:
        """Return the tokens of each text as the library gives them."""
        if self._pieces is not None:
            return self._pieces.encode(texts)
        encoded = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.int32) for encoding in encoded]

    def places(self, text: Rendered) -> tuple[Ints, Ints]:
        """Return the tokens of a text that ``encode`` takes, and the character of the text at which each begins.

        Where the tokenizer normalises the text, the character is exact at the borders of spans and near it between.
        """
        (made,) = self.encode([text])
        assert isinstance(made, Tokens)
        normal = self._normal(text) if made.faith == "normalised" and self._bytes is not None else None
        shown = normal or text
        if self._bytes is not None:
            data = shown.text.encode("utf-8", "surrogatepass")
            lengths = self._bytes.lengths[made.ids]
            if int(lengths.sum()) in (len(data), len(data) + len(self._bytes.prefix)):
                lead = int(lengths.sum()) - len(data)
                starts = np.maximum(np.cumsum(lengths, dtype=np.int64) - lengths - lead, 0)
                behind = _behind(shown.text, data)
                if behind is not None:
                    characters = _bytes_before(np.arange(len(shown.text) + 1), behind)
                    starts = np.searchsorted(characters, starts, side="right") - 1
                if normal is not None:
                    starts = _moved(starts, normal.spans, text.spans)
                return made.ids, starts.astype(np.int32)
        encoding = self._tokenizer.encode(text.text, add_special_tokens=False)
        return made.ids, np.maximum.accumulate(np.array([start for start, _ in encoding.offsets], dtype=np.int32))

    def _normalised(self, text: Rendered) -> Tokens | RefusedError | None:
        """Return a text as tokens, each span as the tokenizer normalises it; None if the tokens are not that."""
        normal = self._normal(text)
        if normal is None:
            return None
        (ids,) = self._ids([normal.text])
        made = self._exact(normal, ids)
        return made._replace(faith="normalised") if isinstance(made, Tokens) else made

    def _normal(self, text: Rendered) -> Rendered | None:
        """Return a text with each span as the tokenizer normalises it; None if it normalises nothing."""
        normalizer = self._tokenizer.normalizer
        if normalizer is None:
            return None
        pieces: list[str] = []
        spans: list[Span] = []
        moved = {0: 0}
        length = 0
        for span in text.spans:
            piece = normalizer.normalize_str(text.text[span.start : span.end])
            pieces.append(piece)
            spans.append(msgspec.structs.replace(span, start=length, end=length + len(piece)))
            length += len(piece)
            moved[span.end] = length
        units = tuple(moved[end] for end in text.units)
        heads = tuple(Stretch(moved[head.start], moved[head.end]) for head in text.heads)
        return msgspec.structs.replace(text, text="".join(pieces), spans=tuple(spans), units=units, heads=heads)

    def _exact(self, text: Rendered, ids: Ints) -> Tokens | RefusedError | None:
        """Return a text as tokens; None if these are not pieces of it."""
        assert self._bytes is not None
        data = text.text.encode("utf-8", "surrogatepass")
        behind = _behind(text.text, data)
        lead = 0
        if not self._bytes.spell(ids, data):
            lead = len(self._bytes.prefix)
            if not lead or not self._bytes.spell(ids, self._bytes.prefix + data):
                return None
        lengths = self._bytes.lengths[ids]
        places = np.cumsum(lengths, dtype=np.int64) - lengths - lead
        made = self._masked(text, ids, places, behind, "exact")
        forged = self._forged(text, made, places, behind)
        return self._unforged(text, forged) if len(forged) else made

    def _masked(
        self,
        text: Rendered,
        ids: Ints,
        places: npt.NDArray[np.int64],
        behind: "npt.NDArray[np.int64] | None",
        faith: Faith,
    ) -> Tokens:
        """Return tokens with their mask.

        Args:
            text: The text.
            ids: Its tokens.
            places: Where each token begins.
            behind: ``_behind`` of the text where places are bytes; None where they are characters.
            faith: See ``Faith``.
        """
        starts = np.array([span.start for span in text.spans], dtype=np.int64)
        units = np.array(text.units, dtype=np.int64)
        heads = np.array([(head.start, head.end) for head in text.heads], dtype=np.int64).reshape(-1, 2)
        if behind is not None:
            starts, units, heads = (_bytes_before(each, behind) for each in (starts, units, heads))
        trained = _by_span([is_trained(span, self._mask) for span in text.spans], starts, places)
        borders = np.searchsorted(places, units, side="left").astype(np.int32)
        borders[-1] = len(ids)
        stretches = np.searchsorted(places, heads, side="left").astype(np.int32)
        return Tokens(ids, trained, borders, stretches, faith, 0)

    def _forged(
        self,
        text: Rendered,
        made: Tokens,
        places: npt.NDArray[np.int64],
        behind: "npt.NDArray[np.int64] | None",
    ) -> list[tuple[int, int]]:
        """Return where special tokens stand in what is said, in bytes."""
        assert self._bytes is not None
        found = np.flatnonzero(self._special[made.ids])
        if not len(found):
            return []
        ends = np.array([span.end for span in text.spans], dtype=np.int64)
        ends = ends if behind is None else _bytes_before(ends, behind)
        within = np.searchsorted(ends, places[found], side="right")
        return [
            (int(places[token]), int(places[token] + self._bytes.lengths[made.ids[token]]))
            for token, span in zip(found, within, strict=True)
            if not _is_mark(text.spans[span])
        ]

    def _unforged(self, text: Rendered, forged: list[tuple[int, int]]) -> Tokens | RefusedError:
        """Return a text as tokens, with what says special tokens as ordinary text."""
        assert self._bytes is not None
        data = text.text.encode("utf-8", "surrogatepass")
        ids: list[int] = []
        position = 0
        for start, end in [*forged, (len(data), len(data))]:
            ids += self._tokenizer.encode(data[position:start].decode(), add_special_tokens=False).ids
            self._tokenizer.encode_special_tokens = True
            try:
                ids += self._tokenizer.encode(data[start:end].decode(), add_special_tokens=False).ids
            finally:
                self._tokenizer.encode_special_tokens = False
            position = end
        array = np.array(ids, dtype=np.int32)
        if not self._bytes.spell(array, data):
            return RefusedError("special_text", "it says a special token, which the tokenizer cannot write as text")
        lengths = self._bytes.lengths[array]
        places = np.cumsum(lengths, dtype=np.int64) - lengths
        made = self._masked(text, array, places, _behind(text.text, data), "exact")
        return made._replace(forged=len(forged))

    def _with_offsets(self, text: Rendered) -> Tokens | RefusedError:
        """Return a text as tokens, with places from the tokenizer's offsets and a check by decoding."""
        encoding = self._tokenizer.encode(text.text, add_special_tokens=False)
        decoded = self._tokenizer.decode(encoding.ids, skip_special_tokens=False)
        faith = self._faith(text.text, decoded)
        if faith is None:
            return RefusedError("lossy", "decoding its tokens does not give the text back; use another tokenizer")
        places = np.array([start for start, _ in encoding.offsets], dtype=np.int64)
        return self._masked(text, np.array(encoding.ids, dtype=np.int32), np.maximum.accumulate(places), None, faith)

    def _faith(self, text: str, decoded: str) -> Faith | None:
        if decoded == text:
            return "exact"
        normalizer = self._tokenizer.normalizer
        normal = normalizer.normalize_str(text) if normalizer is not None else text
        if decoded in (normal, normal.removeprefix("▁").replace("▁", " ")):
            return "normalised"
        if "".join(decoded.split()) == "".join(normal.replace("▁", " ").split()) and self._swallows():
            return "spaces"
        return None

    def _swallows(self) -> bool:
        """Return whether an added token takes the white space beside it."""
        tokens = self._tokenizer.get_added_tokens_decoder().values()
        return any(token.lstrip or token.rstrip for token in tokens)


def is_trained(span: Span, mask: Mask) -> bool:
    """Return whether a loss is taken on a span."""
    if not span.trained:
        return False
    match mask:
        case "all":
            return True
        case "assistant":
            return span.role in ("assistant", "document")
        case "no_observations":
            return span.role != "tool"
        case "no_user":
            return span.role != "user"


def _moved(starts: npt.NDArray[np.int64], spans: Sequence[Span], own: Sequence[Span]) -> npt.NDArray[np.int64]:
    """Return characters of a text for characters of its normalised form; both have the same spans."""
    ends = np.array([span.end for span in spans], dtype=np.int64)
    within = np.minimum(np.searchsorted(ends, starts, side="right"), len(spans) - 1)
    begin = np.array([span.start for span in spans], dtype=np.int64)[within]
    first = np.array([span.start for span in own], dtype=np.int64)[within]
    last = np.array([span.end for span in own], dtype=np.int64)[within]
    moved: npt.NDArray[np.int64] = np.minimum(first + starts - begin, last)
    return moved


def _is_mark(span: Span) -> bool:
    """Return whether the renderer wrote a span, not the record."""
    return span.kind == "template"


def _behind(text: str, data: bytes) -> "npt.NDArray[np.int64] | None":
    """Return for each byte of ``data`` that continues a character the number of that character; None if none does."""
    if len(text) == len(data):
        return None
    found = np.flatnonzero((np.frombuffer(data, dtype=np.uint8) & 0xC0) == 0x80)
    return found - np.arange(1, len(found) + 1)


def _bytes_before(characters: npt.NDArray[np.int64], behind: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the byte at which each character begins: as many as characters, and the continuing ones, before it."""
    return characters + np.searchsorted(behind, characters, side="left")


def _by_span(
    flags: Sequence[bool], starts: npt.NDArray[np.int64], places: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return for each token the flag of the span that its first character is in.

    Args:
        flags: Of the spans.
        starts: Where each begins; ascending, without gaps between spans.
        places: Where each token begins; ascending.
    """
    first = np.searchsorted(places, starts[1:], side="left")
    return np.repeat(np.array(flags, dtype=np.bool_), np.diff(first, prepend=0, append=len(places)))
