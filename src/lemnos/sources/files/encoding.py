"""Decodes a file of unknown encoding: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, or Latin-1.

``utf8`` takes the content of a file, or its beginning, and returns it as UTF-8 without a byte order mark. UTF-16 and
UTF-32 without a mark are told by the zero bytes of their first character, which is ASCII in JSON and nearly always in
YAML (RFC 4627, section 3; YAML 1.2.2, section 5.2). Bytes that are not UTF-8 are read as Windows-1252, which holds all
letters of Latin-1, unless most of the characters beyond ASCII are valid UTF-8: such a file is damaged UTF-8, whose bad
bytes become replacement characters. Cost: one pass of the decoder; nothing is copied if the file is UTF-8.
"""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte order marks. That of UTF-32 in little-endian order begins with that of UTF-16."""
_ZEROS = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
"""The encoding by which of the first four bytes are zero."""


def utf8(data: bytes) -> tuple[bytes, str]:
    """Return ``data`` as UTF-8 without a byte order mark, and the rule that repaired its encoding; empty if none did.

    UTF-16 and UTF-32 are no defect. ``latin_1`` says that Windows-1252 was assumed, ``not_utf8`` that bad bytes were
    replaced.

    >>> utf8("é".encode("utf-16")), utf8("é".encode("latin-1")), utf8(b"\\xef\\xbb\\xbfa")
    ((b'\\xc3\\xa9', ''), (b'\\xc3\\xa9', 'latin_1'), (b'a', ''))
    """
    mark, encoding = next((item for item in _MARKS if data.startswith(item[0])), (b"", ""))
    data = data[len(mark) :]
    if not encoding:
        encoding = _ZEROS.get(tuple(not byte for byte in data[:4]), "utf-8")  # type: ignore[arg-type]
    if encoding != "utf-8":
        return data.decode(encoding, "replace").encode(), ""
    if data.isascii():
        return data, ""
    try:
        data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        valid = sum(not character.isascii() for character in text) - bad
        if valid > bad:
            return text.encode(), "not_utf8"
        return data.decode("cp1252", "replace").encode(), "latin_1"
    return data, ""
