"""The bytes that each token stands for: a tokenizer → a table, where tokens are pieces of the text's UTF-8.

Such are byte-level BPE (GPT-2, Llama 3, Qwen, OLMo) and BPE or Unigram of SentencePiece that falls back to bytes
(Llama 2, Gemma). With the table, the place of each token in a text is a running sum, and tokens joined are the text or
the text was changed: neither needs offsets from the tokenizer, which cost more than the tokens.
"""

import json
import re
from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class TokenBytes:
    """Bytes of every token.

    Args:
        table: Token → its bytes; None for an id that no token has.
        prefix: What the tokenizer puts before a text, or before each stretch between added tokens.
        added: Added tokens.
        strips: Whether decoding takes a prefix at the beginning away again.
    """

    def __init__(
        self, table: list[bytes | None], prefix: bytes, added: Collection[int] = (), *, strips: bool = True
    ) -> None:
        self.table = [each or b"" for each in table]
        self.lengths = np.array([len(each) for each in self.table], dtype=np.int32)
        self.prefix = prefix
        self.strips = strips
        self._added = np.zeros(len(table), dtype=np.bool_)
        self._added[list(added)] = True
        self._begins = np.cumsum(self.lengths, dtype=np.int64) - self.lengths
        self._words = _words(b"".join(self.table))

    def within(self, tokens: npt.NDArray[np.int32], data: bytes) -> npt.NDArray[np.int32] | None:
        """Return how many bytes of ``data`` each token stands for; None if the tokens, joined, are not ``data``.

        A token at the beginning or behind an added token, before which the tokenizer put ``prefix``, stands for less
        than its bytes.

        Args:
            tokens: Shape (n).
            data: Any bytes.
        """
        lengths: npt.NDArray[np.int32] = self.lengths[tokens]
        if self.spell(tokens, data):
            return lengths
        if not self.prefix:
            return None
        ends = np.cumsum(lengths, dtype=np.int64)
        pieces: list[bytes] = []
        position = begin = passed = 0
        for place in (*np.flatnonzero(self._added[tokens]).tolist(), len(tokens)):
            name = self.table[tokens[place]] if place < len(tokens) else b""
            size = int(ends[place - 1]) - passed if place > begin else 0
            after = position + size
            if size and not (data.startswith(name, after) if name else after == len(data)):
                pieces.append(self.prefix)
                lengths[begin] -= len(self.prefix)
                after -= len(self.prefix)
            after += len(name)
            pieces.append(data[position:after])
            position = after
            begin, passed = place + 1, passed + size + len(name)
        spelt = position == len(data) and not (lengths < 0).any() and self.spell(tokens, b"".join(pieces))
        return lengths if spelt else None

    def spell(self, tokens: npt.NDArray[np.int32], data: bytes) -> bool:
        """Return whether tokens, joined, are ``data``; at a third of what it costs to join them.

        Args:
            tokens: Shape (n).
            data: Any bytes.
        """
        left = self.lengths[tokens]
        places = np.cumsum(left, dtype=np.int64) - left
        if int(left.sum()) != len(data):
            return False
        words, begins = _words(data), self._begins[tokens]
        while len(left):
            differ = words[places] ^ self._words[begins]
            if (differ & _FIRST[np.minimum(left, 8)]).any():
                return False
            long = left > 8
            places, begins, left = places[long] + 8, begins[long] + 8, left[long] - 8
        return True


def _words(data: bytes) -> npt.NDArray[np.uint64]:
    """Return the eight bytes from each byte of ``data`` on as one number, zeros behind the end."""
    padded = data + bytes(8)
    return np.ndarray(len(data) + 1, "<u8", padded, strides=(1,)).astype(np.uint64)


_FIRST = np.array([2 ** (8 * count) - 1 for count in range(9)], dtype=np.uint64)
"""Which bits of such a number are its first bytes, none to all eight."""


def bytes_of_tokens(tokenizer: Any) -> TokenBytes | None:
    """Return the bytes of every token; None if tokens are not pieces of the text."""
    content = json.loads(tokenizer.to_str())
    kinds = _kinds(content.get("decoder"))
    added = tokenizer.get_added_tokens_decoder()
    size = max(tokenizer.get_vocab(with_added_tokens=True).values(), default=-1) + 1
    table: list[bytes | None] = [None] * size
    for token, number in tokenizer.get_vocab(with_added_tokens=False).items():
        if number < size:
            if "ByteLevel" in kinds:
                table[number] = _of_byte_level(token)
            elif kinds & {"ByteFallback", "Metaspace", "Replace"}:
                table[number] = _of_sentence_piece(token)
            else:
                return None
    for number, token in added.items():
        table[number] = token.content.encode()
    return TokenBytes(table, b" " if _adds_space(content) else b"", added, strips=bool(kinds & {"Strip", "Metaspace"}))


def _kinds(decoder: Any) -> set[str]:
    if not isinstance(decoder, dict):
        return set()
    return {str(decoder["type"])}.union(*(_kinds(inner) for inner in decoder.get("decoders", ())))


def _adds_space(content: Any) -> bool:
    """Return whether a tokenizer puts a space before a text."""
    text = json.dumps([content.get("normalizer"), content.get("pre_tokenizer")])
    ways = ('"Prepend"', '"prepend_scheme": "always"', '"prepend_scheme": "first"', '"add_prefix_space": true')
    return any(way in text for way in ways)


def _of_byte_level(token: str) -> bytes:
    try:
        return bytes(_CHARACTERS[character] for character in token)
    except KeyError:
        return token.encode()


def _of_sentence_piece(token: str) -> bytes:
    found = _BYTE.fullmatch(token)
    return bytes((int(found[1], 16),)) if found else token.replace("▁", " ").encode()


def _characters() -> dict[str, int]:
    """Return which byte each character of a byte-level vocabulary stands for (GPT-2's ``bytes_to_unicode``)."""
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {chr(byte): byte for byte in shown} | {chr(256 + number): byte for number, byte in enumerate(hidden)}


_CHARACTERS = _characters()
