"""Calls as JSON text, or as Python writes such a value → ``DraftCall``.

Read: ``{"name": …, "arguments": …}``, the same with ``parameters`` or ``args``, in a ``function``, in a list, in
several lines; arguments as an object or as JSON text. Single quotation marks (Python's ``repr`` of the value) are
parsed by ``ast``; a text in single quotation marks inside JSON is Glaive's way to write arguments. What is no JSON at
all is mended by ``json_repair`` (the repair ``mended_json``).
"""

import ast
import warnings
from typing import Any

from lemnos.sources.trajectories.draft import DraftCall
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, parsed, text_at

_NAMES = ("name", "tool_name", "api", "api_name", "action", "tool")
_ARGUMENTS = ("arguments", "parameters", "args", "input", "action_input", "param_dict", "kwargs")
_MAX_MENDED = 20_000
"""Characters of a text to mend; the time grows with their square."""


def calls_of(value: Any) -> list[DraftCall] | None:
    """Return the calls that a decoded value describes; None if it describes none."""
    if isinstance(value, list):
        found = [call_of(item) for item in value]
        return [call for call in found if call is not None] if found and None not in found else None
    call = call_of(value)
    if call is not None:
        return [call]
    held = value.get("tool_calls") if isinstance(value, dict) else None
    return calls_of(held) if isinstance(held, list) else None


def call_of(value: Any) -> DraftCall | None:
    """Return the call that a decoded value describes; None if it describes none."""
    value = decoded(value)
    if not isinstance(value, dict):
        return None
    call_id = text_at(value, "id", "call_id", "tool_call_id")
    function = decoded(value.get("function"))
    if isinstance(function, dict):
        value = function
    custom = value.get("custom")
    if isinstance(custom, dict):
        return DraftCall(text_at(custom, "name"), {"input": text_at(custom, "input")}, call_id)
    name = text_at(value, *_NAMES) or (function if isinstance(function, str) else "")
    if not name:
        return None
    arguments = next((value[key] for key in _ARGUMENTS if value.get(key) is not None), None)
    return DraftCall(name, arguments, call_id)


def calls_in(text: str, repaired: list[str]) -> list[DraftCall] | None:
    """Return the calls that a text consists of; None if it is anything else.

    Args:
        text: JSON, or close to it.
        repaired: Gets the names of repairs.
    """
    text = text.strip()
    if text[:3] == "```":
        text = text.strip("`").removeprefix("json").strip()
    if text[:1] not in ("{", "["):
        return None
    value = parsed(text)
    if value is not None:
        return calls_of(value)
    if "\n" in text:
        lines = [parsed(line) for line in text.splitlines() if line.strip()]
        if None not in lines and (found := calls_of(lines)):
            return found
    value = python_value(text)
    if value is not None:
        found = calls_of(value)
        if found:
            _note(repaired, "python_literals")
        return found
    if (quoted := _quoted_arguments(text)) is not None:
        _note(repaired, "quoted_arguments")
        return [quoted]
    found = calls_of(mended(text))
    if found:
        _note(repaired, "mended_json")
    return found


def python_value(text: str) -> Any:
    """Return the value of a Python literal; None if the text is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.literal_eval(text.strip())
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def mended(text: str) -> Any:
    """Return the JSON value that a text was meant to be; None if there is none, or the text is long."""
    import json_repair

    if len(text) > _MAX_MENDED:
        return None
    try:
        return json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError, TypeError, IndexError):
        return None


def _quoted_arguments(text: str) -> DraftCall | None:
    """Return the call in ``{"name": "find", "arguments": '{"city": "Oslo"}'}``, whose arguments stand between single
    quotation marks and may hold more of these."""
    head, key, rest = text.partition('"arguments"')
    opening, closing = rest.find("'"), rest.rfind("'")
    if not key or rest[:opening].strip() != ":" or closing <= opening or rest[closing + 1 :].strip() != "}":
        return None
    name = parsed(head.rstrip().rstrip(",") + "}")
    if not isinstance(name, dict) or not text_at(name, "name"):
        return None
    inner = rest[opening + 1 : closing]
    if parsed(inner) is None:
        value = parsed(inner.replace("\\'", "'").replace("\\\\", "\\"))
        value = mended(inner) if value is None else value
        return DraftCall(text_at(name, "name"), value if isinstance(value, dict) else inner)
    return DraftCall(text_at(name, "name"), inner)


def _note(repaired: list[str], name: str) -> None:
    if name not in repaired:
        repaired.append(name)
