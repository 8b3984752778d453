"""Where a function or class is defined in a file, and how its signature and its code read there."""

import ast
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import griffe

_PAGE_LINES = 80
_PAGE_CHARACTERS = 4000
"""Code longer than a page is not kept."""
_ONE_LINE = 110
"""Characters up to which a signature is put on one line."""
_MOST_FILES = 8


class Sources(msgspec.Struct):
    """The files of a package, and the lines of those that were looked at last."""

    files: dict[str, bytes]
    lines: dict[str, list[str]]


def definition(
    thing: "griffe.Function | griffe.Class | None", sources: Sources
) -> tuple[tuple[str, int], ast.stmt | None]:
    """Return file and line of a definition, and its syntax tree; a member that only a stub has is found there."""
    if thing is None or thing.lineno is None or thing.endlineno is None:
        return ("", 0), None
    path = str(thing.filepath[0] if isinstance(thing.filepath, list) else thing.filepath)
    for file in (path, path + "i" if path.endswith(".py") else path[:-1]):
        if file not in sources.files:
            continue
        if file not in sources.lines:
            # The functions of a file follow each other, nearly always.
            if len(sources.lines) > _MOST_FILES:
                sources.lines.clear()
            sources.lines[file] = sources.files[file].decode("utf-8-sig", "replace").split("\n")
        block = "\n".join(line.rstrip("\r") for line in sources.lines[file][thing.lineno - 1 : thing.endlineno])
        # Indented code stands below a line of its own, for strings in it may reach to the margin.
        inside = int(block[:1].isspace())
        try:
            (node,) = ast.parse("if 1:\n" * inside + block).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if inside and isinstance(node, ast.If):
            node = node.body[0]
        if getattr(node, "name", None) == thing.name:
            return (file, thing.lineno + node.lineno - 1 - inside), node
    return ("" if path not in sources.files else path, thing.lineno), None


def source_text(
    node: ast.FunctionDef | ast.AsyncFunctionDef, place: tuple[str, int], constructs: str, sources: Sources
) -> tuple[str, str]:
    """Return the signature as written, on one line where it fits, and the code without docstring, if no page long.

    Args:
        node: The definition.
        place: File, and line of its ``def``.
        constructs: Name of the class that the function makes; empty for any other function.
        sources: The files.
    """
    lines = sources.lines[place[0]]
    first = place[1] - 1
    body_start = first + node.body[0].lineno - node.lineno
    width = len(lines[first]) - len(lines[first].lstrip())
    written = [line[width:].rstrip() for line in lines[first:body_start]]
    # The body of a stub stands behind the colon.
    beside = lines[body_start].encode()[: node.body[0].col_offset].decode("utf-8", "replace")
    if beside.strip():
        written.append(beside[width:].rstrip())
    signature = ast.unparse(_bare(node)).partition("\n")[0].removesuffix(":").rstrip()
    if len(signature) > _ONE_LINE and len(written) > 1:
        signature = "\n".join(_until_colon(written)).rstrip().removesuffix(":")
    if constructs:
        signature = re.sub(
            rf"^(?:async )?def {node.name}\(\s*\w+\s*(?:,\s*(?:/\s*,?\s*)?|/?\s*(?=\)))",
            f"class {constructs}(",
            signature,
        )
        signature = re.sub(r"\)\s*->\s*(?:None|Self)$", ")", signature)
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if not body or _says_nothing(body):
        return signature, ""
    start = first + body[0].lineno - node.lineno
    end = first + (node.end_lineno or node.lineno) - node.lineno + 1
    head = [] if beside.strip() else _until_colon(written)
    code = "\n".join([*head, *(line[width:].rstrip() for line in lines[start:end])])
    if len(code) > _PAGE_CHARACTERS or code.count("\n") >= _PAGE_LINES:
        return signature, ""
    return signature, code


def _until_colon(lines: list[str]) -> list[str]:
    """Return a definition's head without the comments that stand between it and the body."""
    for number, line in enumerate(lines):
        if line.split("#")[0].rstrip().endswith(":"):
            return lines[: number + 1]
    return lines


def _bare(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """Return the definition without decorators and body."""
    kind = ast.AsyncFunctionDef if isinstance(node, ast.AsyncFunctionDef) else ast.FunctionDef
    bare = kind(name=node.name, args=node.args, body=[ast.Pass()], decorator_list=[], returns=node.returns)
    bare.lineno = node.lineno
    return bare


def _says_nothing(body: list[ast.stmt]) -> bool:
    """Return whether a body is the ``...`` of a stub."""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)
