r"""Turns what MyST adds to Markdown into plain Markdown: roles and tables.

Takes the text of a role (``{ref}`kilns <kiln>` ``) or the lines of a ``{list-table}`` or ``{csv-table}`` and returns
Markdown. Costs one pass over the text.

Limitation: a cell of more than one paragraph becomes one.
"""

import csv
import re
from collections.abc import Callable, Sequence

TABLES = frozenset(("list-table", "csv-table"))
"""Directives that hold a table."""

_TITLED = re.compile(r"(.*\S)\s*<([^<>]+)>\s*", re.DOTALL)
_LINKS = frozenset(("doc", "ref", "numref", "any", "download"))
_HEADER = re.compile(r"[ \t]*:header:[ \t]*(.*)")
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t]|$)")
_ROW = re.compile(r"[ \t]*[*+-][ \t]+[*+-](?:[ \t]+(.*))?$")
_CELL = re.compile(r"[ \t]+[*+-](?:[ \t]+(.*))?$")


def role(name: str, text: str, hold: Callable[[str], str]) -> str:
    """Return Markdown for a role: a link for one that refers to a page, else its text.

    Args:
        name: The name of the role, with its domain if it has one.
        text: What its backticks enclose.
        hold: Sets code aside and returns its mark; the text of a role is literal.
    """
    kind, text = name.rpartition(":")[2].lower(), " ".join(text.split())
    titled = _TITLED.fullmatch(text)
    label, target = (titled[1], titled[2].strip()) if titled else (text, text)
    if kind not in _LINKS:
        if not titled and label.startswith("~"):
            label = re.split(r"[.:]+", label)[-1]
        return hold(_span(label.removeprefix("!")))
    if not titled:
        label = label.rpartition("/")[2].replace("-", " ").replace("_", " ")
    return f"[{hold(_span(label))}](<{target}>)" if label and not re.search(r"[<>\n]", target) else label


def table(name: str, lines: Sequence[str]) -> list[str]:
    """Return the lines of a table directive as a Markdown table; nothing if they hold none."""
    number = 0
    header = None
    while number < len(lines) and (_OPTION.match(lines[number]) or not lines[number].strip()):
        header = header or _HEADER.match(lines[number])
        number += 1
    if name == "list-table":
        rows = _listed(lines[number:])
    else:
        rows = _separated([*([header[1]] if header else []), *lines[number:]])
    width = max(map(len, rows), default=0)
    if width == 0 or len(rows) < 2:
        return []
    written = [f"| {' | '.join(_escaped(cell) for cell in row + [''] * (width - len(row)))} |" for row in rows]
    return [written[0], "|" + " --- |" * width, *written[1:]]


def _listed(lines: Sequence[str]) -> list[list[str]]:
    """Return the rows of a list of lists."""
    rows: list[list[str]] = []
    for line in lines:
        if (row := _ROW.match(line)) is not None:
            rows.append([row[1] or ""])
        elif rows and (cell := _CELL.match(line)) is not None:
            rows[-1].append(cell[1] or "")
        elif rows and line.strip():
            rows[-1][-1] = f"{rows[-1][-1]} {line.strip()}"
    return rows


def _separated(lines: Sequence[str]) -> list[list[str]]:
    """Return the rows of values that commas separate; none if they are not in that form."""
    try:
        return [row for row in csv.reader(lines, skipinitialspace=True) if row]
    except csv.Error:
        return []


def _escaped(cell: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(cell.split()))


def _span(text: str) -> str:
    """Return a code span of a text that may hold backticks."""
    mark = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if len(mark) > 1 or text != text.strip() else ""
    return f"{mark}{space}{text}{space}{mark}"
