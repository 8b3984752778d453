"""What a call returns, where the code states it: assertions of equality with a literal.

``assert f(x) == y``, ``assert y == f(x)``, ``assert f(x) is None``; ``assertEqual`` and its kin, ``assertIs``,
``assertIsNone``; ``assert_equal`` of NumPy and nose. ``assertTrue`` and ``assertAlmostEqual`` state no value.
"""

import ast
from collections.abc import Sequence

from lemnos.sources.code_calls.steps import segment
from lemnos.sources.code_calls.walk import Site

_EQUAL = frozenset(
    (
        "assertEqual",
        "assertEquals",
        "assertIs",
        "assertListEqual",
        "assertDictEqual",
        "assertTupleEqual",
        "assert_equal",
    )
)
_NONE = frozenset(("assertIsNone",))


def asserted(site: Site, lines: Sequence[str]) -> str | None:
    """Return the result of a call that the statement around it asserts, as the source writes it; None if it does not.

    Args:
        site: The call.
        lines: The lines of the module.
    """
    match site.statement:
        case ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right])):
            return _other(site.node, left, right, lines)
        case ast.Expr(value=ast.Call(func=function, args=[left, right, *_])) if _name(function) in _EQUAL:
            return _other(site.node, left, right, lines)
        case ast.Expr(value=ast.Call(func=function, args=[only])) if _name(function) in _NONE and only is site.node:
            return "None"
    return None


def _name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _other(call: ast.Call, left: ast.expr, right: ast.expr, lines: Sequence[str]) -> str | None:
    value = right if left is call else left if right is call else None
    if value is None:
        return None
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    return segment(lines, value)
