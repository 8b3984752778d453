"""Texts with spans → tokens and masks, faster than the tokenizer's own batch call where ``pieces.py`` knows it.

A text is encoded as a whole, so its tokens are those that a model sees at inference, also at the borders of spans. A
token is trained on if its first character is in a span that is. Text that says a special token (``<|im_end|>`` in an
answer) is encoded as ordinary text: nobody but the renderer ends a message.

The tokens are checked: joined, they must give the text back, or it as the tokenizer normalises it; else the record is
refused. Where the bytes of tokens are not known, places and checks come from the tokenizer's offsets and its decoder,
at about half the speed.
"""

import re
from bisect import bisect_right
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
        self._apart = {number: token.content for number, token in added.items()}
        self._added = {token.content: token for token in added.values()}
        names = sorted(self._added, key=len, reverse=True)
        self._names = re.compile(f"({'|'.join(map(re.escape, names))})") if names else None

    def encode(self, texts: Sequence[Rendered]) -> list[Tokens | RefusedError]:
        """Return each text as tokens, or why it cannot be one."""
        if self._bytes is None:
            return [self._with_offsets(text) for text in texts]
        return [
            self._exact(text, ids) or self._normalised(text, ids) or self._with_offsets(text)
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
            lengths = self._bytes.within(made.ids, data)
            if lengths is not None:
                starts = np.cumsum(lengths, dtype=np.int64) - lengths
                behind = _behind(shown.text, data)
                if behind is not None:
                    characters = _bytes_before(np.arange(len(shown.text) + 1), behind)
                    starts = np.searchsorted(characters, starts, side="right") - 1
                if normal is not None:
                    starts = _moved(starts, normal.spans, text.spans)
                return made.ids, starts.astype(np.int32)
        return made.ids, self._by_offsets(text)[1].astype(np.int32)

    def _normalised(self, text: Rendered, ids: Ints) -> Tokens | RefusedError | None:
        """Return a text as tokens, each span as the tokenizer normalises it; None if the tokens are not that."""
        normal = self._normal(text)
        if normal is None:
            return None
        made = self._exact(normal, ids)
        if made is None:  # it normalises across spans
            made = self._exact(normal, *self._ids([normal.text]))
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
        lengths = self._bytes.within(ids, data)
        if lengths is None:
            return None
        behind = _behind(text.text, data)
        places = np.cumsum(lengths, dtype=np.int64) - lengths
        made = self._masked(text, ids, places, behind, self._spaced(ids, lengths))
        forged = self._forged(text, made, places, behind)
        if not forged:
            return made
        found, _ = self._said(text, self._tokenizer.encode(text.text, add_special_tokens=False))
        ids = np.array(found, dtype=np.int32)
        lengths = self._bytes.within(ids, data)
        if lengths is not None:
            places = np.cumsum(lengths, dtype=np.int64) - lengths
            made = self._masked(text, ids, places, behind, self._spaced(ids, lengths))
        if lengths is None or self._forged(text, made, places, behind):
            return _SPECIAL
        return made._replace(forged=forged)

    def _spaced(self, ids: Ints, lengths: Ints) -> Faith:
        """Return the faith of tokens that stand for so many bytes each: less than their own where the tokenizer adds a
        space, which decoding takes away again from the first one at most."""
        assert self._bytes is not None
        added = np.flatnonzero(self._bytes.lengths[ids] != lengths)
        taken = (
            0 if not self._bytes.strips or ids[0] in self._apart else 1
        )  # decoding takes that of the first token away
        return "spaces" if (added >= taken).any() else "exact"

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
    ) -> int:
        """Return how many special tokens stand in what is said; ``places`` are bytes."""
        found = np.flatnonzero(self._special[made.ids])
        if not len(found):
            return 0
        ends = np.array([span.end for span in text.spans], dtype=np.int64)
        ends = ends if behind is None else _bytes_before(ends, behind)
        within = np.searchsorted(ends, places[found], side="right")
        return sum(not _is_mark(text.spans[span]) for span in within)

    def _with_offsets(self, text: Rendered) -> Tokens | RefusedError:
        """Return a text as tokens, with places from the tokenizer's offsets and a check by decoding."""
        ids, places, forged = self._by_offsets(text)
        faith = self._faith(text.text, self._tokenizer.decode(ids.tolist(), skip_special_tokens=False))
        if faith is None:
            return RefusedError("lossy", "decoding its tokens does not give the text back; use another tokenizer")
        if forged < 0:
            return _SPECIAL
        return self._masked(text, ids, places, None, faith)._replace(forged=forged)

    def _by_offsets(self, text: Rendered) -> tuple[Ints, npt.NDArray[np.int64], int]:
        """Return the tokens of a text, the character at which each begins, and how many special tokens it says; -1 if
        they cannot be written as text."""
        encoding = self._tokenizer.encode(text.text, add_special_tokens=False)
        ids, starts = encoding.ids, [start for start, _ in encoding.offsets]
        forged = len(self._specials(text, encoding)[1])
        if forged:
            ids, starts = self._said(text, encoding)
            own = {place for _, place, _ in self._specials(text, encoding)[0]}
            places = zip(ids, starts, strict=True)
            if any(self._special[token] and place not in own for token, place in places):
                forged = -1
        return np.array(ids, dtype=np.int32), np.maximum.accumulate(np.array(starts, dtype=np.int64)), forged

    def _specials(self, text: Rendered, encoding: Any) -> tuple[list[tuple[int, int, int]], list[int]]:
        """Return the special tokens that the renderer wrote, each with the characters that it takes, and where others
        are said."""
        ends = [span.end for span in text.spans]
        written, said = [], []
        for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
            if not self._special[token]:
                continue
            place = text.text.find(self._apart[token], start, end)  # it may take the white space beside it
            if place < 0:
                continue  # it stands for something unknown
            if _is_mark(text.spans[bisect_right(ends, place)]):
                written.append((token, start, end))
            else:
                said.append(place)
        return written, said

    def _said(self, text: Rendered, encoding: Any) -> tuple[list[int], list[int]]:
        """Return the tokens of a text, and the character at which each begins, with special tokens where the renderer
        wrote them alone: what stands between is encoded as ordinary text."""
        ids: list[int] = []
        starts: list[int] = []
        position = 0
        for token, start, end in (*self._specials(text, encoding)[0], (-1, len(text.text), 0)):
            self._tokenizer.encode_special_tokens = True
            try:
                between = self._tokenizer.encode(text.text[position:start], add_special_tokens=False)
            finally:
                self._tokenizer.encode_special_tokens = False
            ids += between.ids
            starts += (position + place for place, _ in between.offsets)
            if token >= 0:
                ids.append(token)
                starts.append(start)
            position = end
        return ids, starts

    def _faith(self, text: str, decoded: str) -> Faith | None:
        if decoded == text:
            return "exact"
        normalizer = self._tokenizer.normalizer
        normal = normalizer.normalize_str(text) if normalizer is not None else text
        if decoded in (normal, normal.removeprefix("▁").replace("▁", " ")):
            return "normalised"
        own, found = self._parts(text), self._parts(decoded)
        if [name for _, name in own] != [name for _, name in found]:
            return None
        before = None
        faith: Faith = "spaces"
        for (piece, name), (other, _) in zip(own, found, strict=True):
            after = self._added.get(name)
            if not self._alike(piece, other, before, after):
                normal = normalizer.normalize_str(piece).replace("▁", " ") if normalizer is not None else piece
                if not self._alike(normal, other, before, after):
                    return None
                faith = "normalised"
            before = after
        return faith

    def _parts(self, text: str) -> list[tuple[str, str]]:
        """Return the stretches of a text, each with the added token behind it; the last has none."""
        pieces = self._names.split(text) if self._names else [text]
        return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))

    def _alike(self, piece: str, other: str, before: Any, after: Any) -> bool:
        """Return whether two stretches differ by no more than the spaces that the tokenizer adds before one, and those
        that the added tokens beside it take."""
        if before is not None and before.rstrip:
            piece, other = piece.lstrip(), other.lstrip()
        if after is not None and after.lstrip:
            piece, other = piece.rstrip(), other.rstrip()
        space = self._bytes.prefix.decode() if self._bytes is not None else ""
        return other == piece or (other.removeprefix(space) == piece.removeprefix(space) if space else False)


_SPECIAL = RefusedError("special_text", "it says a special token, which the tokenizer cannot write as text")


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
