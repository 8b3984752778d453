"""Finds the definition of a function or class in its file, and returns its signature and code as text.

``definition`` takes an object of Griffe and returns its position and syntax tree. ``source_text`` returns the
signature, on one line if it fits, and the code without its docstring, unless it is longer than a page.
"""

import ast
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import griffe

_PAGE_LINES = 80
_PAGE_CHARACTERS = 4000
"""Code with more lines or characters than a page is not kept."""
_ONE_LINE = 110
"""The longest signature that is written on one line, in characters."""
_CACHED_FILES = 8


class Sources(msgspec.Struct):
    """The files of a package, and the lines of the files that were used last."""

    files: dict[str, bytes]
    lines: dict[str, list[str]]
    parsed: dict[str, str]
    """The code that was parsed in place of a file that the running Python cannot parse, line for line."""


def definition(
    target: "griffe.Function | griffe.Class | None", sources: Sources
) -> tuple[tuple[str, int], ast.stmt | None]:
    """Return the file and line of a definition, and its syntax tree; the stub is tried if the module lacks it."""
    if target is None or target.lineno is None or target.endlineno is None:
        return ("", 0), None
    path = str(target.filepath[0] if isinstance(target.filepath, list) else target.filepath)
    for file in (path, path + "i" if path.endswith(".py") else path[:-1]):
        if file not in sources.files:
            continue
        if file not in sources.lines:
            # Functions arrive file by file in nearly all cases, so a few files suffice.
            if len(sources.lines) > _CACHED_FILES:
                sources.lines.clear()
            sources.lines[file] = sources.files[file].decode("utf-8-sig", "replace").split("\n")
        lines = sources.parsed[file].split("\n") if file in sources.parsed else sources.lines[file]
        block = "\n".join(line.rstrip("\r") for line in lines[target.lineno - 1 : target.endlineno])
        # Indented code is parsed below an "if" line: dedenting it could change multi-line strings.
        indented = int(block[:1].isspace())
        try:
            (node,) = ast.parse("if 1:\n" * indented + block).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if indented and isinstance(node, ast.If):
            node = node.body[0]
        if getattr(node, "name", None) == target.name:
            return (file, target.lineno + node.lineno - 1 - indented), node
    return ("" if path not in sources.files else path, target.lineno), None


def source_text(
    node: ast.FunctionDef | ast.AsyncFunctionDef, position: tuple[str, int], constructs: str, sources: Sources
) -> tuple[str, str]:
    """Return the signature as written, on one line if it fits, and the code without its docstring.

    The code is empty if it is longer than a page, or only the ``...`` of a stub.

    Args:
        node: The definition.
        position: The file, and the line of the ``def`` in it.
        constructs: The name of the class that the function constructs; empty for any other function.
        sources: The files of the package.
    """
    lines = sources.lines[position[0]]
    def_index = position[1] - 1
    body_start = def_index + node.body[0].lineno - node.lineno
    width = len(lines[def_index]) - len(lines[def_index].lstrip())
    written = [line[width:].rstrip() for line in lines[def_index:body_start]]
    # The body of a stub follows the colon on the same line.
    same_line = lines[body_start].encode()[: node.body[0].col_offset].decode("utf-8", "replace")
    if same_line.strip():
        written.append(same_line[width:].rstrip())
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
    if not body or _is_stub_body(body):
        return signature, ""
    start = def_index + body[0].lineno - node.lineno
    end = def_index + (node.end_lineno or node.lineno) - node.lineno + 1
    head = [] if same_line.strip() else _until_colon(written)
    code = "\n".join([*head, *(line[width:].rstrip() for line in lines[start:end])])
    if len(code) > _PAGE_CHARACTERS or code.count("\n") >= _PAGE_LINES:
        return signature, ""
    return signature, code


def _until_colon(lines: list[str]) -> list[str]:
    """Return the head of a definition, without the comments between it and the body."""
    for number, line in enumerate(lines):
        if line.split("#")[0].rstrip().endswith(":"):
            return lines[: number + 1]
    return lines


def _bare(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """Return a copy of the definition without decorators and body."""
    kind = ast.AsyncFunctionDef if isinstance(node, ast.AsyncFunctionDef) else ast.FunctionDef
    bare = kind(name=node.name, args=node.args, body=[ast.Pass()], decorator_list=[], returns=node.returns)
    bare.lineno = node.lineno
    return bare


def _is_stub_body(body: list[ast.stmt]) -> bool:
    """Return whether a body is the ``...`` of a stub."""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)
