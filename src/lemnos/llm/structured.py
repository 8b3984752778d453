"""An answer that should be a JSON object → the object, also where the model did not quite write one.

Well-formed JSON costs a microsecond, with a code fence or words around it too. Quotation marks that are not escaped
and an end that was cut off are mended by ``json_repair``; what cannot be read is an empty object, and the caller asks
again or falls back.
"""

import json
import re
from typing import Any

import msgspec

_decoder = json.JSONDecoder(strict=False)
_LINE = re.compile(r"^\s*[\"']?(\d+)[\"']?\s*[.):]\s*(.+?)\s*$", re.MULTILINE)


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object that ``text`` holds, mended if need be; empty if there is none."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    start = text.find("{")
    if start < 0:
        return {}
    try:
        found: Any = _decoder.raw_decode(text, start)[0]  # well-formed, with words around it
    except (ValueError, RecursionError):
        found = _mended(text[start:])
    return found if isinstance(found, dict) else {}


def _mended(text: str) -> Any:
    import json_repair

    try:
        found = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError):  # nested without end
        return {}
    # A model that says more after the object must not turn it into a list of two things.
    if isinstance(found, list):
        found = next((item for item in found if isinstance(item, dict)), {})
    return found


def read_numbered(text: str, count: int) -> dict[int, str]:
    """Return the texts by number, 1 to ``count``, that an answer gives as ``{"1": "…", "2": "…"}`` or as a
    numbered list.

    Numbers that are missing, out of range, empty or no text are left out. White space is folded.
    """
    found: dict[Any, Any] = read_object(text)
    if not found:
        found = dict(_LINE.findall(text))
    elif len(found) == 1 and not _number(next(iter(found)), count):
        (inner,) = found.values()  # {"messages": {...}} or {"messages": [...]}
        if isinstance(inner, dict):
            found = inner
        elif isinstance(inner, list):
            found = dict(enumerate(inner, start=1))
    texts = {}
    for key, value in found.items():
        number = _number(key, count)
        if number and isinstance(value, str) and value.strip():
            texts[number] = " ".join(value.split())
    return texts


def _number(key: Any, count: int) -> int:
    """Return the number that a key stands for, 0 if none of 1 to ``count``."""
    digits = re.sub(r"\D", "", str(key))
    return int(digits) if digits and len(digits) < 6 and 1 <= int(digits) <= count else 0


def numbered_schema(count: int) -> str:
    """Return the JSON Schema, as JSON text, of ``{"1": "…", …}`` with ``count`` texts."""
    numbers = [str(number) for number in range(1, count + 1)]
    return msgspec.json.encode(
        {
            "type": "object",
            "properties": {number: {"type": "string"} for number in numbers},
            "required": numbers,
            "additionalProperties": False,
        }
    ).decode()
