"""Finds text that was read in a wrong encoding: ``str`` → shares of characters that are damage.

Three kinds. *Replaced*: U+FFFD, control characters but tab and line breaks, halves of surrogate pairs. *Mojibake*:
sequences that are UTF-8 when they are written back in Windows-1252 or Latin-1, by the structure of UTF-8 (RFC 3629,
section 3) and not by a list, so Cyrillic and Chinese are found like French. *Wrong code page*: letters from U+00C0 to
U+00FF in the place of all others, as when Windows-1251 is read as Latin-1.

Cost: tables over the bytes; patterns see only what is not ASCII, until they find something. Limitation: damage that
gives ordinary letters (EUC read as Shift-JIS) is not found.
"""

import re
from functools import cache
from typing import NamedTuple

_CONTROL = bytes((*range(9), 11, *range(14, 32), 127))
_ASCII = bytes(range(128))
_REPLACED = re.compile("[\x80-\x84\x86-\x9f\ud800-\udfff\ufffd]")
_UPPER_LATIN = re.compile("[\u00c0-\u00ff]")
_OTHER_LETTERS = re.compile("[^\\W\\d_\u00c0-\u00ff]")


class Damage(NamedTuple):
    """Shares of the characters of a text."""

    replaced: float = 0.0
    mojibake: float = 0.0
    wrong_code_page: float = 0.0
    """Share of its letters."""


def damage(text: str) -> Damage:
    """Return how much of a text is damaged.

    >>> damage("Ã©tÃ©").mojibake, damage("été").mojibake
    (0.8, 0.0)
    """
    if not text:
        return Damage()
    data = text.encode("utf-8", "surrogatepass")
    control = len(data) - len(data.translate(None, _CONTROL))
    if text.isascii():
        return Damage(replaced=control / len(text))
    others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    replaced = control + len(_REPLACED.findall(others))
    sequences = 0
    if _mojibake().search(others):
        sequences = sum(len(match[0]) for match in _mojibake().finditer(text) if _is_utf8(match[0]))
        if sequences:  # its bytes in Latin-1 are control characters too
            replaced = control + len(_REPLACED.findall(_mojibake().sub("", text)))
    upper = len(_UPPER_LATIN.findall(others))
    share = 0.0
    if upper >= 20 and upper * 8 > len(text) and not sequences:
        share = upper / (upper + len(_OTHER_LETTERS.findall(text)))
    return Damage(replaced / len(text), sequences / len(text), share)


@cache
def _tables() -> dict[str, int]:
    """Return which byte each character is in Windows-1252, or in Latin-1 where that has none."""
    table = {chr(byte): byte for byte in range(128, 256)}
    for byte in range(128, 256):
        try:
            table[bytes((byte,)).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue
    return table


@cache
def _mojibake() -> re.Pattern[str]:
    """Return the expression for a character whose UTF-8 bytes were read as characters."""
    table = _tables()

    def characters(first: int, last: int) -> str:
        return "[" + "".join(re.escape(each) for each, byte in sorted(table.items()) if first <= byte <= last) + "]"

    follow = characters(0x80, 0xBF)
    first = (characters(0xC2, 0xDF), f"{characters(0xE0, 0xEF)}{follow}", f"{characters(0xF0, 0xF4)}{follow}{follow}")
    return re.compile("|".join(f"{lead}{follow}" for lead in first))


@cache
def _is_utf8(sequence: str) -> bool:
    """Return whether a sequence is a character when it is written back; a letter or a mark, not an odd one."""
    table = _tables()
    try:
        character = bytes(table[each] for each in sequence).decode()
    except UnicodeDecodeError:
        return False
    return character.isprintable() or character == "\u00a0"
