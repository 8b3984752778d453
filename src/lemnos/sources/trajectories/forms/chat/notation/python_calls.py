"""Calls as Python source, ``[find(city="Oslo", days=3), news.top()]`` → ``DraftCall``.

The source is parsed by ``ast``. Two things that data sets write are no Python: names with spaces, slashes or hyphens
(``Market Trends API(…)``) and values without quotation marks (``date=2024-05-01``). A scanner that knows brackets and
quotation marks therefore splits the text into calls and arguments, and ``ast`` parses each value by itself; a value
that is no literal stays as its text (the repair ``unquoted_values``). Arguments without a name get that of the
parameter at their place, or their number (the repair ``positional_arguments``).
Cost: 20 µs for a call. Raises nothing; None for what is no list of calls.
"""

import ast
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from lemnos.sources.trajectories.draft import DraftCall

_OPEN, _CLOSE = "([{", ")]}"
_CONSTANTS = {"true": True, "false": False, "null": None, "none": None, "True": True, "False": False, "None": None}
_BETWEEN = " \t\r\n,;"
_MAX_APOSTROPHE = 2_000
"""Characters between an apostrophe in a string and the end of the string."""
_MAX_NAME = 120
_NO_NAME = frozenset("\n\"'=,;:()[]{}<>")


def python_calls(
    text: str, repaired: list[str], parameters: Mapping[str, Sequence[str]] | None = None
) -> list[DraftCall] | None:
    """Return the calls that a text consists of; None if it is anything else.

    Args:
        text: One call, or several in brackets, in lines, or with commas or semicolons between them.
        repaired: Gets the names of repairs.
        parameters: Name of a tool → names of its parameters in order, for arguments without a name.
    """
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]" and bracket_end(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    calls: list[DraftCall] = []
    position = 0
    while position < len(text):
        opening = text.find("(", position)
        if opening < 0:
            return None
        name = text[position:opening].strip()
        if not name or len(name) > _MAX_NAME or _NO_NAME & set(name):
            return None
        closing = bracket_end(text, opening)
        if closing is None:
            return None
        inner = text[opening + 1 : closing]
        calls.append(DraftCall(name, _arguments(inner, repaired, (parameters or {}).get(name, ()))))
        position = after = closing + 1
        while position < len(text) and text[position] in _BETWEEN:
            position += 1
        if position < len(text) and not text[after:position].strip(" \t"):
            return None
    return calls or None


def bracket_end(text: str, opening: int) -> int | None:
    """Return the position of the bracket that closes the one at ``opening``; None if none does."""
    closers: list[str] = []
    position, length = opening, len(text)
    while position < length:
        char = text[position]
        if char in "\"'" and _opens_string(text, position):
            after = _string_end(text, position)
            if after is None:
                return None
            position = after
            continue
        if char in _OPEN:
            closers.append(_CLOSE[_OPEN.index(char)])
        elif char in _CLOSE:
            if not closers or closers.pop() != char:
                return None
            if not closers:
                return position
        position += 1
    return None


def _opens_string(text: str, position: int) -> bool:
    """Return whether a quotation mark begins a string; an apostrophe in an unquoted word does not."""
    before = position - 1
    while before >= 0 and text[before] in " \t\r\n":
        before -= 1
    return before < 0 or text[before] in "=([{,:+-*" or text[before : before + 1] in "rRbBuUfF"


def _string_end(text: str, position: int) -> int | None:
    """Return the position after the string that begins at ``position``.

    A mark that is followed by neither a comma, a colon nor a bracket belongs to the text: models write apostrophes
    without a backslash.
    """
    mark = text[position]
    if text.startswith(mark * 3, position):
        end = text.find(mark * 3, position + 3)
        return None if end < 0 else end + 3
    position += 1
    fallback: int | None = None
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 2
            continue
        if char == mark:
            if _ends_string(text, position + 1):
                return position + 1
            fallback = fallback or position + 1
        if fallback and position - fallback > _MAX_APOSTROPHE:
            break
        position += 1
    return fallback


def _ends_string(text: str, position: int) -> bool:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position == len(text) or text[position] in ",)]}:+*%."


def _arguments(inner: str, repaired: list[str], names: Sequence[str]) -> dict[str, Any]:
    source = f"_({inner})"
    call = _parse(source)
    if isinstance(call, ast.Call) and all(keyword.arg for keyword in call.keywords):
        nodes = [("", node) for node in call.args] + [(keyword.arg or "", keyword.value) for keyword in call.keywords]
        return _named([(name, _value(node, source, repaired)) for name, node in nodes], repaired, names)
    return _named([_pair(piece, repaired) for piece in _pieces(inner)], repaired, names)


def _named(pairs: list[tuple[str, Any]], repaired: list[str], names: Sequence[str]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for number, (name, value) in enumerate(pairs):
        if not name:
            _note(repaired, "positional_arguments")
            name = names[number] if number < len(names) else str(number)
        arguments[name] = value
    return arguments


def _pieces(inner: str) -> list[str]:
    """Return the arguments of a call as texts, split at the commas outside of brackets and strings."""
    pieces: list[str] = []
    start = position = 0
    while position < len(inner):
        char = inner[position]
        if char in "\"'" and _opens_string(inner, position):
            position = _string_end(inner, position) or len(inner)
            continue
        if char in _OPEN:
            end = bracket_end(inner, position)
            position = (end if end is not None else position) + 1
            continue
        if char == ",":
            pieces.append(inner[start:position])
            start = position + 1
        position += 1
    pieces.append(inner[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _pair(piece: str, repaired: list[str]) -> tuple[str, Any]:
    name, equals, text = piece.partition("=")
    if not equals or _NO_NAME & set(name.strip()):
        name, text = "", piece
    text = text.strip()
    node = _parse(text)
    if node is not None:
        return name.strip(), _value(node, text, repaired)
    _note(repaired, "unquoted_values")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return name.strip(), text


def _parse(source: str) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr, source: str, repaired: list[str]) -> Any:
    """Return the JSON value of an expression; its text if it has none."""
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, (str, int, float, bool))):
        return node.value
    if isinstance(node, ast.Name) and node.id in _CONSTANTS:
        return _CONSTANTS[node.id]
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value(item, source, repaired) for item in node.elts]
    if isinstance(node, ast.Dict) and all(key is not None for key in node.keys):
        keys = [_value(key, source, repaired) for key in node.keys if key is not None]
        values = [_value(value, source, repaired) for value in node.values]
        return {key if isinstance(key, str) else str(key): value for key, value in zip(keys, values, strict=True)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _value(node.operand, source, [])
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            return -number
    _note(repaired, "unquoted_values")
    return ast.get_source_segment(source, node) or ast.unparse(node)


def _note(repaired: list[str], name: str) -> None:
    if name not in repaired:
        repaired.append(name)
