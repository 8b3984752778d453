"""The calls in a Python module: of its code, and of the interpreter sessions in its docstrings."""

import ast
import doctest
import re
from collections.abc import Iterator, Sequence

import msgspec

from lemnos.sources.code_calls.names import CANNOT_PARSE, At, Names, stored
from lemnos.sources.code_calls.results import asserted
from lemnos.sources.code_calls.steps import Step, last_lines
from lemnos.sources.code_calls.walk import Site, Walker

_NO_WORDS = re.compile(
    r"^(?:!|-\*-|type:|noqa|pragma|pylint|mypy|fmt:|isort|ruff|nosec|TODO|FIXME|XXX|[-=#*~_ ]*$|>>>)", re.IGNORECASE
)
_HEADING = re.compile(r"^(.*)\n[ \t]*([-=~^]{3,})[ \t]*$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*\.\. .*$|^[ \t]*:\w+:.*$", re.MULTILINE)
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_EXAMPLES = re.compile(r"^[ \t]*(?:\.\. rubric:: )?Examples?:{0,2}[ \t]*\n(?:[ \t]*[-=~^]{3,}[ \t]*\n)?", re.MULTILINE)
_MOST_LINES_DEFINING = 3
_LONGEST_WORDS = 600
_REMARK = re.compile(r"[ \t]*#[ \t]*(?:may vary|random)\b.*$", re.MULTILINE)
"""What NumPy's documentation remarks on an output."""
_ASSUMED = {"np": "numpy", "pd": "pandas"}
"""What sessions in docstrings take as imported, by the convention of numpydoc."""


class Unit(msgspec.Struct):
    """The calls of one function, class, module, cell or session."""

    name: str
    steps: list[Step]


class _Defining(msgspec.Struct, frozen=True):
    """An import or an assignment of a module."""

    statement: ast.stmt
    names: frozenset[str]


def code_units(tree: ast.Module, source: str, walker: Walker) -> list[Unit]:
    """Return the calls of a module by the function that they stand in, in the order of the source."""
    by_scope: dict[ast.AST, list[Site]] = {}
    for site in walker.walk(tree):
        by_scope.setdefault(site.scope, []).append(site)
    lines = source.split("\n")
    definitions = [
        _Defining(statement, frozenset(stored(statement)))
        for statement in tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.Assign)
        and (statement.end_lineno or 0) - statement.lineno < _MOST_LINES_DEFINING
    ]
    units = []
    for scope, sites in by_scope.items():
        units.append(Unit(getattr(scope, "name", "module"), list(_steps(scope, sites, definitions, lines))))
    return sorted(units, key=lambda unit: unit.steps[0].line)


def _steps(
    scope: ast.AST, sites: Sequence[Site], definitions: Sequence[_Defining], lines: Sequence[str]
) -> Iterator[Step]:
    begin, body = _begin(scope)
    header = max(body[1], scope.body[0].lineno - 1 if isinstance(scope, _DEFINITIONS) else 0)
    since = begin
    words = _docstring_words(scope)
    for site in sites:
        line = site.statement.lineno
        comment, above = _comment(lines, line)
        shown = [
            text for number, text in enumerate(lines[since : above - 1], since + 1) if not body[0] <= number <= body[1]
        ]
        if (
            since == begin
            and not isinstance(scope, ast.Module)
            and not any(text.strip() for text in lines[header : above - 1])
        ):
            shown = shown if comment or words else []  # a bare "def" says nothing of what is called
        result = asserted(site, lines)
        needed = list(_needed(definitions, site, since))
        step = Step(site, comment or words, last_lines(shown, needed), result, line)
        yield step
        if step.continues:
            words = ""
            since = site.statement.end_lineno or line
        elif site.arguments is not None and result is None:
            words = _docstring_words(scope)
            since = begin


def _begin(scope: ast.AST) -> tuple[int, tuple[int, int]]:
    """Return the line before a scope, and the first and last line of its docstring."""
    begin = scope.lineno - 1 if isinstance(scope, _DEFINITIONS) else 0
    first = scope.body[0] if isinstance(scope, _DEFINITIONS | ast.Module) and scope.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return begin, (first.lineno, first.end_lineno or first.lineno)
    return begin, (0, -1)


def _docstring_words(scope: ast.AST) -> str:
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return ""
    text = ast.get_docstring(scope) or ""
    return "" if text.startswith(">>>") else text.partition("\n\n")[0].strip()[:_LONGEST_WORDS]


def _comment(lines: Sequence[str], line: int) -> tuple[str, int]:
    """Return the words of the comment right above a line, and the line where the comment begins."""
    above = line
    words: list[str] = []
    while above > 1 and lines[above - 2].lstrip().startswith("#"):
        text = lines[above - 2].strip().lstrip("#").strip()
        if _NO_WORDS.match(text):
            break
        words.insert(0, text)
        above -= 1
    return (" ".join(words), above) if words else ("", line)


def _needed(definitions: Sequence[_Defining], site: Site, since: int) -> Iterator[str]:
    """Yield the imports and assignments of the module, above what is shown, of the names that a call uses."""
    used = {node.id for node in ast.walk(site.node) if isinstance(node, ast.Name)}
    for held in definitions:
        statement = held.statement
        if (statement.end_lineno or 0) > since or not held.names & used:
            continue
        if isinstance(statement, ast.ImportFrom):
            aliases = [alias for alias in statement.names if (alias.asname or alias.name) in used]
            statement = ast.ImportFrom(statement.module, aliases, statement.level)
        yield ast.unparse(statement)


def session_units(tree: ast.Module, module: str, walker: Walker) -> Iterator[Unit]:
    """Yield the calls of the sessions in the docstrings of a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        text = ast.get_docstring(node, clean=True)
        if not text or ">>>" not in text:
            continue
        names = walker.names.copy()
        for short, path in _ASSUMED.items():
            names.known.setdefault(short, At(path))
        own = module if isinstance(node, ast.Module) else node.name
        summary = text.partition("\n\n")[0].strip()
        line = node.body[0].lineno
        examples = _EXAMPLES.search(text)
        if examples is not None:
            line += text.count("\n", 0, examples.end())
            text = text[examples.end() :]
        yield from session_unit(text, own, line, names, "" if ">>>" in summary else summary)


def session_unit(text: str, name: str, line: int, names: Names, summary: str = "") -> Iterator[Unit]:
    """Yield the calls of a text with interpreter sessions; nothing if Python's ``doctest`` cannot read it.

    Args:
        text: The text.
        name: What it documents.
        line: Number of its first line.
        names: The names that it can use; changed.
        summary: What stands for words before calls of what is documented, if there are none.
    """
    try:
        pieces = doctest.DocTestParser().parse(text)
    except ValueError:
        return
    walker = Walker(names)
    steps: list[Step] = []
    words = ""
    code: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            words = prose(piece) or words
            continue
        try:
            tree = ast.parse(piece.source)
        except CANNOT_PARSE:
            continue
        sites = list(walker.walk(tree))
        for site in sites:
            result = _printed(site, piece)
            own = site.tool.path.endswith(f".{name}")
            steps.append(Step(site, words or (summary if own else ""), last_lines(code), result, line + piece.lineno))
            if steps[-1].continues:
                words, code = "", []
        if not sites or not steps[-1].continues:
            code += piece.source.rstrip("\n").split("\n")
    if steps:
        yield Unit(name, steps)


def _printed(site: Site, example: doctest.Example) -> str | None:
    """Return what a session prints for a call that is the whole statement."""
    if not isinstance(site.statement, ast.Expr) or site.statement.value is not site.node:
        return None
    if example.exc_msg is not None:
        return example.exc_msg.strip()
    printed = example.want.rstrip("\n")
    if not printed or "..." in printed:
        return None
    return _REMARK.sub("", printed.replace("<BLANKLINE>", ""))


def prose(text: str) -> str:
    """Return the last paragraph of a text without headings and directives, if it is not too long; empty if none."""
    text = _DIRECTIVE.sub("", _HEADING.sub("\n\n", text))
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
    return (
        paragraphs[-1]
        if paragraphs and len(paragraphs[-1]) <= _LONGEST_WORDS and re.search(r"\w{2}", paragraphs[-1])
        else ""
    )
