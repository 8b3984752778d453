"""Reads the metadata of a GGUF file: a path → its numbers and texts by key.

The format is little-endian: magic ``GGUF``, version, number of tensors, number of entries, then the entries (GGUF
specification, version 3; 2 differs in nothing that is read here). Arrays, such as the vocabulary, are skipped. Takes
some 20 ms and no memory to speak of. Written here because the package ``gguf`` maps the whole file and reads every
tensor's header for the same three values.
Limitation: files of version 1, of 2023, and big-endian files are rejected.
"""

import struct
from pathlib import Path
from typing import BinaryIO

from lemnos.errors import SettingsError

_REMEDY = "give the path of a GGUF file, version 2 or later"
_FORMATS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
"""Format of a number, by the type's number."""
_STRING, _ARRAY = 8, 9
_MOST = 1 << 28
"""Bytes of the longest text, and elements of the longest array, that a sound file has."""


def read_metadata(path: Path) -> dict[str, int | float | str]:
    """Return the numbers and texts in the metadata of a GGUF file.

    Raises:
        SettingsError: The file cannot be read or is no GGUF file.
    """
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"GGUF":
                raise SettingsError("not a GGUF file", where=str(path), remedy=_REMEDY)
            version = _number(stream, "<I")
            if not 2 <= version <= 9:
                raise SettingsError(f"a GGUF file of version {version}", where=str(path), remedy=_REMEDY)
            _number(stream, "<Q")  # tensors
            entries: dict[str, int | float | str] = {}
            for _ in range(int(_number(stream, "<Q"))):
                key, kind = _text(stream), int(_number(stream, "<I"))
                if kind == _ARRAY:
                    _skip_array(stream)
                else:
                    entries[key] = _text(stream) if kind == _STRING else _number(stream, _FORMATS[kind])
            return entries
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), remedy=_REMEDY) from None
    except (EOFError, KeyError, struct.error):
        raise SettingsError("damaged: its metadata cannot be read", where=str(path), remedy=_REMEDY) from None


def _number(stream: BinaryIO, form: str) -> int | float:
    value: int | float = struct.unpack(form, stream.read(struct.calcsize(form)))[0]
    return value


def _length(stream: BinaryIO) -> int:
    length = int(_number(stream, "<Q"))
    if length > _MOST:
        raise EOFError
    return length


def _text(stream: BinaryIO) -> str:
    length = _length(stream)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data.decode("utf-8", "replace")


def _skip_array(stream: BinaryIO) -> None:
    kind, length = int(_number(stream, "<I")), _length(stream)
    if kind in _FORMATS:
        stream.seek(length * struct.calcsize(_FORMATS[kind]), 1)
        return
    for _ in range(length):
        if kind == _STRING:
            stream.seek(_length(stream), 1)
        elif kind == _ARRAY:
            _skip_array(stream)
        else:
            raise KeyError(kind)
