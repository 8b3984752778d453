"""Converts interpreter sessions in docstrings to ``ToolExample`` calls.

``>>> add(2, 3)`` followed by ``5`` becomes the arguments ``{"a": 2, "b": 3}`` and the result ``5``. No code is run.

Limitation: a call is skipped if an argument is a variable or an expression, or if it does not fit the parameters.
"""

import ast
import re
from typing import Any

import msgspec

from lemnos.records import ToolExample

_SESSION = re.compile(r"^[ \t]*>>> ?(.*(?:\n[ \t]*\.\.\. ?.*)*)((?:\n(?![ \t]*>>>)[ \t]*\S.*)*)", re.MULTILINE)
_CONTINUED = re.compile(r"^[ \t]*\.\.\. ?", re.MULTILINE)
_MAX_EXAMPLES = 3


def examples_of(text: str, name: str, parameters: tuple[str, ...], required: frozenset[str]) -> tuple[ToolExample, ...]:
    """Return up to three calls of the function ``name`` from the sessions in ``text``.

    >>> examples_of(">>> pkg.add(2, b=3)\\n5", "add", ("a", "b"), frozenset("ab"))
    (ToolExample(arguments='{"a":2,"b":3}', result='5'),)
    """
    examples: list[ToolExample] = []
    if ">>>" not in text or f"{name}(" not in text:
        return ()
    for session in _SESSION.finditer(text):
        if f"{name}(" not in session[1]:
            continue
        try:
            body = ast.parse(_CONTINUED.sub("", session[1])).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        call = body[-1].value if len(body) == 1 and isinstance(body[-1], ast.Expr | ast.Assign) else None
        if not isinstance(call, ast.Call) or _called(call) != name:
            continue
        arguments = _bind(call, parameters)
        if arguments is None or not required <= arguments.keys():
            continue
        result = _literal_text(session[2].strip()) if isinstance(body[-1], ast.Expr) else ""
        example = ToolExample(arguments=msgspec.json.encode(arguments).decode(), result=result)
        if example not in examples:
            examples.append(example)
        if len(examples) == _MAX_EXAMPLES:
            break
    return tuple(examples)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
    return ""


def _bind(call: ast.Call, parameters: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the arguments by name; None if one is not a literal or matches no parameter."""
    arguments: dict[str, Any] = {}
    if len(call.args) > len(parameters) or "args" in parameters:
        return None
    named = [(keyword.arg or "", keyword.value) for keyword in call.keywords]
    for name, node in [*zip(parameters, call.args, strict=False), *named]:
        if name not in parameters or name in arguments:
            return None
        try:
            arguments[name] = jsonable(ast.literal_eval(node))
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            return None
    return arguments


def jsonable(value: Any) -> Any:
    """Return a Python literal as a JSON value.

    Raises:
        TypeError: The literal has no JSON form.
    """
    match value:
        case None | bool() | str():
            return value
        case int():
            if abs(value) >= 1 << 63:
                raise TypeError(value)
            return value
        case float():
            if value != value or value in (float("inf"), float("-inf")):
                raise TypeError(value)
            return value
        case list() | tuple():
            return [jsonable(item) for item in value]
        case dict():
            if not all(isinstance(key, str) for key in value):
                raise TypeError(value)
            return {key: jsonable(item) for key, item in value.items()}
    raise TypeError(value)


def _literal_text(printed: str) -> str:
    """Return the JSON text of the interpreter's output; empty if it is not a literal."""
    try:
        return msgspec.json.encode(jsonable(ast.literal_eval(printed))).decode()
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ""
