"""Prepares the code of a module for the parser of the running Python, so that every line keeps its number.

``readable`` takes code and returns code that parses. Type parameters (PEP 695), which an older Python does not know,
are taken out of the heads of functions and classes; ``type X = …`` becomes an assignment. A statement that still does
not parse is replaced by ``pass``, as small as its indentation allows, and reported with its line. ``newest_branches``
takes code that parses and empties the branches that the newest Python does not run (``if sys.version_info < (3, 9)``),
so that what a module defines does not depend on the running Python.
"""

import ast
import re
import sys
from typing import NamedTuple

_HEAD = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?def|class|type)[ \t]+\w+[ \t]*\[", re.MULTILINE)
_TYPE_STATEMENT = re.compile(r"^([ \t]*)type[ \t]+(?=\w+[ \t]*=[^=])", re.MULTILINE)
_MOST_LOST = 50
"""The number of statements that are replaced in one file before it is given up."""
_NEWEST = (3, 1000)
"""The version of Python for which branches are chosen."""


class LostStatement(NamedTuple):
    """A statement that does not parse."""

    line: int
    reason: str


def readable(code: str) -> tuple[str, list[LostStatement]]:
    """Return ``code`` without the statements that do not parse, and these statements.

    Raises:
        SyntaxError: Nothing of the code parses, or more than ``_MOST_LOST`` statements do not.
    """
    try:
        ast.parse(code)
    except SyntaxError as error:
        first = error
    else:
        return code, []
    older = _TYPE_STATEMENT.sub(r"\1", _without_type_parameters(code))
    lines = older.split("\n")
    lost: list[LostStatement] = []
    for _ in range(_MOST_LOST):
        try:
            tree = ast.parse("\n".join(lines))
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), len(lines))
            replaced = _replace_statement(lines, line - 1)
            lost = [each for each in lost if each.line - 1 not in replaced]
            lost.append(LostStatement(replaced.start + 1, error.msg))
        else:
            if all(isinstance(node, ast.Pass) for node in tree.body):
                break
            return "\n".join(lines), sorted(lost)
    raise first


def _without_type_parameters(code: str) -> str:
    """Return the code without the brackets after the names of functions and classes."""
    pieces = []
    start = 0
    for match in _HEAD.finditer(code):
        if match.end() < start:
            continue
        depth = 1
        position = match.end()
        while position < len(code) and depth:
            depth += {"[": 1, "(": 1, "{": 1, "]": -1, ")": -1, "}": -1}.get(code[position], 0)
            position += 1
        pieces.append(code[start : match.end() - 1])
        pieces.append("\n" * code.count("\n", match.end(), position))
        start = position
    return "".join(pieces) + code[start:]


def _replace_statement(lines: list[str], number: int) -> range:
    """Replace the statement at a line by ``pass``, and return the indexes of its lines.

    If the statement was replaced before, that before it is, or that around it if it is the first of a block.
    """
    while number > 0 and not lines[number].strip():
        number -= 1
    indent = _indent(lines[number])
    if lines[number].strip() == "pass":
        # The statement was replaced and the error is still here, as with a ``try`` that lost its ``except``.
        while number > 0 and (_is_done(lines[number]) or _indent(lines[number]) > indent):
            number -= 1
        indent = _indent(lines[number])
    start = number
    while start > 0 and lines[start - 1].lstrip().startswith("@") and _indent(lines[start - 1]) == indent:
        start -= 1
    end = number + 1
    while end < len(lines) and _continues(lines[end], indent):
        end += 1
    while end > number + 1 and not lines[end - 1].strip():
        end -= 1
    lines[start:end] = [" " * indent + "pass", *[""] * (end - start - 1)]
    return range(start, end)


def _is_done(line: str) -> bool:
    return line.strip() in ("", "pass")


def _continues(line: str, indent: int) -> bool:
    """Return whether a line belongs to the statement above it, which begins at ``indent``."""
    stripped = line.strip()
    return not stripped or _indent(line) > indent or (_indent(line) == indent and stripped[0] in ")]}")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def newest_branches(code: str) -> str:
    """Return code in which branches for older versions of Python are empty; every line keeps its number.

    >>> newest_branches("import sys\\nif sys.version_info >= (3, 9):\\n    a = 1\\nelse:\\n    a = 2")
    'import sys\\nif sys.version_info >= (3, 9):\\n    a = 1\\nelse:\\n    pass'
    """
    if "version_info" not in code and "PY2" not in code and "PY3" not in code:
        return code
    lines = code.split("\n")
    emptied: list[range] = []
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.If) or any(node.lineno - 1 in part for part in emptied):
            continue
        taken = _is_taken(node.test)
        if taken is None:
            continue
        branch = node.orelse if taken else node.body
        if not branch or branch[0].lineno == node.lineno:
            continue
        first, last = branch[0].lineno - 1, branch[-1].end_lineno or branch[-1].lineno
        is_elif = isinstance(branch[0], ast.If) and lines[first].lstrip().startswith("elif")
        if isinstance(branch[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and branch[0].decorator_list:
            first = branch[0].decorator_list[0].lineno - 1
        filler = "" if is_elif else " " * _indent(lines[first]) + "pass"
        emptied.append(range(first, last))
        lines[first:last] = [filler, *[""] * (last - first - 1)]
    return "\n".join(lines)


def _is_taken(test: ast.expr) -> bool | None:
    """Return whether the newest Python runs the body of an ``if``; None if the test does not ask for the version."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            taken = _is_taken(operand)
            return None if taken is None else not taken
        case ast.BoolOp(op=operator, values=values):
            decisive = isinstance(operator, ast.Or)  # One true part decides an ``or``, one false part an ``and``.
            parts = [_is_taken(value) for value in values]
            return decisive if decisive in parts else None if None in parts else not decisive
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in ("PY2", "PY3"):
            return name == "PY3"
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            version = _version(left)
            limit = _literal(right)
            if version is None or limit is None or isinstance(version, tuple) != isinstance(limit, tuple):
                return None
            return _compared(version, operator, limit)
    return None


def _version(node: ast.expr) -> tuple[int, ...] | int | None:
    """Return the newest version in the form in which an expression takes it from ``sys.version_info``."""
    match node:
        case ast.Attribute(value=ast.Name(), attr="version_info") | ast.Name(id="version_info"):
            return _NEWEST
        case ast.Attribute(value=inner, attr="major") if _version(inner) == _NEWEST:
            return _NEWEST[0]
        case ast.Attribute(value=inner, attr="minor") if _version(inner) == _NEWEST:
            return _NEWEST[1]
        case ast.Subscript(value=inner, slice=ast.Constant(value=int(number))) if _version(inner) == _NEWEST:
            return _NEWEST[number] if number in (0, 1) else None
        case ast.Subscript(value=inner, slice=ast.Slice(lower=None, upper=ast.Constant(value=int(upper)), step=None)):
            return _NEWEST[:upper] if _version(inner) == _NEWEST and upper > 0 else None
    return None


def _literal(node: ast.expr) -> tuple[int, ...] | int | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    if isinstance(value, int):
        return value
    return value if isinstance(value, tuple) and all(isinstance(part, int) for part in value) else None


def _compared(version: tuple[int, ...] | int, operator: ast.cmpop, limit: tuple[int, ...] | int) -> bool | None:
    order = (version > limit) - (version < limit)  # type: ignore[operator]
    match operator:
        case ast.GtE():
            return order >= 0
        case ast.Gt():
            return order > 0
        case ast.LtE():
            return order <= 0
        case ast.Lt():
            return order < 0
        case ast.Eq():
            return order == 0
        case ast.NotEq():
            return order != 0
    return None


def lost_text(lost: list[LostStatement]) -> str:
    """Return the reason of a rejection for the statements of a file that do not parse."""
    first = lost[0]
    more = f" and {len(lost) - 1} more statements" if len(lost) > 1 else ""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"the statement at line {first.line}{more} cannot be parsed by Python {running} ({first.reason}); "
        "the rest of the file was read. Run Lemnos with a newer Python if the package needs one"
    )
