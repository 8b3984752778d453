"""Text → the line of words that the classifier reads.

Letters are lowered, digits become 0, everything else of ASCII becomes a space, by one table over the bytes; other
characters stay. In scripts without spaces every letter is a word. Only the first words are read: what a page is like
shows early, and the cost is bounded. Speed: some 500 MB a CPU-second of ASCII text.
"""

import re

from lemnos.text.scripts import UNSPACED, has_unspaced

_LETTER = re.compile(f"([{UNSPACED}])")


def _table() -> bytes:
    table = bytearray(range(256))
    for byte in range(128):
        character = chr(byte)
        if character.isdigit():
            table[byte] = ord("0")
        else:
            table[byte] = ord(character.lower()) if character.isalpha() else ord(" ")
    return bytes(table)


_TABLE = _table()
_LONGEST_WORD = 12
"""Bytes of text for each word that is read, before words are counted."""


def line_of(text: str, words: int) -> bytes:
    """Return a text as a line of at most ``words`` words, 0 for all, in UTF-8, without a line break."""
    if words and len(text) > words * _LONGEST_WORD:
        text = text[: words * _LONGEST_WORD]
    if has_unspaced(text):
        text = _LETTER.sub(r" \1 ", text.replace("\u3000", " "))
    line = text.encode("utf-8", "replace").translate(_TABLE)
    if words and len(line) > 2 * words:  # fewer bytes cannot hold more words
        parts = line.split(None, words)
        if len(parts) > words:
            line = b" ".join(parts[:words])
    return line
