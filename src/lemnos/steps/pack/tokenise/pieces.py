"""Texts → the tokens that the library gives for them, each piece of text encoded once and remembered.

    a text ─ cut where tokens certainly end ──▶ pieces ─ remembered, or encoded in a batch ──▶ its tokens

A tokenizer of GPT-2's kind cuts a text into words by a pattern and encodes each word by itself. Under the patterns that
are known here, a word ends before a space that a Latin letter follows, and behind Latin letters that a space, a line
break or one of ``,.;:!?)`` follows; nothing before such a place decides what comes behind it, and the other way round.
So the tokens of a text are those of its pieces one after another. Words recur: on prose, this takes half the time
of the library or less. ``encoder_of`` returns None for any other tokenizer.
Source of the patterns: GPT-2 and tiktoken, https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py.
"""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BORDERS = " ,.;:!?)\n"
"""Every place where a text is cut is before one of these."""
_PIECES = re.compile(rf" [A-Za-z]+(?=[{_BORDERS}])| ?(?: (?![A-Za-z])|[^ ])+")
"""A word between two cuts; else what stands before the next space with a letter."""

_SUFFIX = "'s|'t|'re|'ve|'m|'ll|'d"
_END = r" ?[^\s\p{L}\p{N}]+[\r\n%s]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_CASED = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]%s[\p{Ll}\p{Lm}\p{Lo}\p{M}]%s" + f"(?i:{_SUFFIX})?"
_PATTERNS = {
    rf"{_SUFFIX}| ?\p{{L}}+| ?\p{{N}}+| ?[^\s\p{{L}}\p{{N}}]+|\s+(?!\S)|\s+",  # GPT-2
    rf"(?i:{_SUFFIX})|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}|{_END % ''}",  # cl100k, Llama 3
    rf"(?i:{_SUFFIX})|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}|{_END % ''}",  # Qwen 2
    rf"{_CASED % ('*', '+')}|{_CASED % ('+', '*')}|\p{{N}}{{1,3}}|{_END % '/'}",  # o200k
}

_MOST = 24_000_000
"""Bytes that remembered pieces may take, about; at the most, all are forgotten."""
_OF_A_PIECE = 200
"""Bytes of a remembered piece, beside its characters."""
_AT_ONCE = 1_024
"""Pieces that are encoded at once: the library holds some 500 bytes for each until they are read."""


class PieceEncoder:
    """Encodes texts, and remembers their pieces. Its tokenizer has passed ``encoder_of``."""

    def __init__(self, tokenizer: "Tokenizer", most: int = _MOST) -> None:
        self._tokenizer: Any = tokenizer
        self._most = most
        self._size = 0
        self._known: dict[str, bytes] = {}

    def encode(self, texts: Sequence[str]) -> list[npt.NDArray[np.int32]]:
        """Return the tokens of each text."""
        pieces = [_PIECES.findall(text) for text in texts]
        missing = set(chain.from_iterable(pieces)).difference(self._known)
        added = sum(map(len, missing)) + _OF_A_PIECE * len(missing)
        if self._size + added > self._most:
            self._known, self._size = {}, 0
            missing = set(chain.from_iterable(pieces))
            added = sum(map(len, missing)) + _OF_A_PIECE * len(missing)
        self._size += added
        self._learn(list(missing))
        known = self._known.__getitem__
        return [np.frombuffer(b"".join(map(known, each)), np.int32) for each in pieces]

    def _learn(self, pieces: list[str]) -> None:
        for start in range(0, len(pieces), _AT_ONCE):
            part = pieces[start : start + _AT_ONCE]
            encoded = self._tokenizer.encode_batch_fast(part, add_special_tokens=False)
            self._known.update(zip(part, (array("i", each.ids).tobytes() for each in encoded), strict=True))


def encoder_of(tokenizer: "Tokenizer") -> PieceEncoder | None:
    """Return an encoder that remembers pieces; None where a text's tokens may differ from those of its pieces."""
    known = _cuts(tokenizer) and _added_are_apart(tokenizer.get_added_tokens_decoder().values())
    return PieceEncoder(tokenizer) if known else None


def _cuts(tokenizer: Any) -> bool:
    """Return whether words are cut by a known pattern and encoded by themselves."""
    from tokenizers import models, normalizers

    if not isinstance(tokenizer.model, models.BPE) or tokenizer.model.dropout or tokenizer.pre_tokenizer is None:
        return False
    if not isinstance(tokenizer.normalizer, normalizers.NFC | None):  # which joins no mark with what it stands before
        return False
    steps = list(_steps(json.loads(tokenizer.pre_tokenizer.__getstate__())))
    return all(_is_local(step) for step in steps) and any(_is_known(step) for step in steps)


def _steps(pre_tokenizer: Any) -> Iterator[Any]:
    """Yield the parts of a pre-tokenizer, in their order."""
    if pre_tokenizer["type"] != "Sequence":
        yield pre_tokenizer
        return
    for each in pre_tokenizer["pretokenizers"]:
        yield from _steps(each)


def _is_known(step: Any) -> bool:
    """Return whether a step cuts by a known pattern."""
    if step["type"] == "ByteLevel":
        return bool(step.get("use_regex", True))
    pattern = step.get("pattern")
    return (
        step["type"] == "Split"
        and step.get("behavior") == "Isolated"
        and not step.get("invert")
        and isinstance(pattern, dict)
        and pattern.get("Regex") in _PATTERNS
    )


def _is_local(step: Any) -> bool:
    """Return whether a step cuts the pieces of a text as it cuts the text."""
    if step["type"] == "ByteLevel":
        return not step.get("add_prefix_space", True)
    return step["type"] == "Digits" or _is_known(step)


def _added_are_apart(added: Iterable[Any]) -> bool:
    """Return whether an added token lies in one piece wherever it stands, and takes nothing beside it."""
    return not any(
        token.lstrip or token.rstrip or token.single_word or set(token.content[1:]).intersection(_BORDERS)
        for token in added
    )
