"""Reads the JSON object in an answer, repairing it if the model did not write it correctly.

An answer's text → ``dict``. Well-formed JSON costs a microsecond, even inside a code fence or other text.
``json_repair`` repairs unescaped quotation marks and truncated ends. An unreadable answer is an empty object, and the
caller asks again or falls back.
"""

import json
import re
from typing import Any

import msgspec

_decoder = json.JSONDecoder(strict=False)
_LINE = re.compile(r"^\s*[\"']?(\d+)[\"']?\s*[.):]\s*(.+?)\s*$", re.MULTILINE)


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object in ``text``, repaired if necessary; empty if there is none."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    start = text.find("{")
    if start < 0:
        return {}
    try:
        value: Any = _decoder.raw_decode(text, start)[0]  # well-formed, with text around it
    except (ValueError, RecursionError):
        value = _repaired(text[start:])
    return value if isinstance(value, dict) else {}


def _repaired(text: str) -> Any:
    import json_repair

    try:
        value = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError):  # nested too deeply
        return {}
    # If text follows the object, json_repair returns a list of several values.
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, dict)), {})
    return value


def read_numbered(text: str, count: int) -> dict[int, str]:
    """Return the texts of an answer by number, from 1 to ``count``.

    The answer has the form ``{"1": "…", "2": "…"}`` or is a numbered list. Numbers out of range and values that are
    empty or not text are left out. White space is collapsed.
    """
    items: dict[Any, Any] = read_object(text)
    if not items:
        items = dict(_LINE.findall(text))
    elif len(items) == 1 and not _number(next(iter(items)), count):
        (inner,) = items.values()  # {"messages": {...}} or {"messages": [...]}
        if isinstance(inner, dict):
            items = inner
        elif isinstance(inner, list):
            items = dict(enumerate(inner, start=1))
    texts = {}
    for key, value in items.items():
        number = _number(key, count)
        if number and isinstance(value, str) and value.strip():
            texts[number] = " ".join(value.split())
    return texts


def _number(key: Any, count: int) -> int:
    """Return the number in ``key``; 0 if it is not from 1 to ``count``."""
    digits = re.sub(r"\D", "", str(key))
    return int(digits) if digits and len(digits) < 6 and 1 <= int(digits) <= count else 0


def numbered_schema(count: int, longest: int = 0) -> str:
    """Return the JSON Schema of ``{"1": "…", …}`` with ``count`` texts, as JSON text.

    Args:
        count: Number of texts.
        longest: Most characters of a text; 0 for any number.
    """
    numbers = [str(number) for number in range(1, count + 1)]
    text = {"type": "string", "maxLength": longest} if longest else {"type": "string"}
    return msgspec.json.encode(
        {
            "type": "object",
            "properties": dict.fromkeys(numbers, text),
            "required": numbers,
            "additionalProperties": False,
        }
    ).decode()
