"""Extracts the prose of a Jupyter notebook: its Markdown cells, and its code cells as blocks of code.

Takes the text of an ``.ipynb`` file, JSON as nbformat 3 and 4 define it, and returns a ``Prose``. The cells become one
page of Markdown, which ``markdown.py`` reads. Outputs and raw cells are dropped and counted. Costs what its Markdown
costs.
"""

import re
from collections import Counter
from typing import Any

import msgspec

from lemnos.sources.documents.prose import markdown
from lemnos.sources.documents.prose.builder import Prose, Resolve

_BACKTICKS = re.compile("`+")


class NotebookError(ValueError):
    """A file that is no notebook, with the reason."""


class _Cell(msgspec.Struct):
    """A cell; of code, ``input`` is its source in nbformat 3."""

    cell_type: str
    source: str | list[str] = ""
    input: str | list[str] = ""
    level: int = 1
    outputs: list[Any] = []


class _Sheet(msgspec.Struct):
    """A part of a notebook of nbformat 3."""

    cells: list[_Cell] = []


class _Language(msgspec.Struct):
    name: str = ""
    language: str = ""


class _Metadata(msgspec.Struct):
    title: Any = None
    language_info: _Language = msgspec.field(default_factory=_Language)
    kernelspec: _Language = msgspec.field(default_factory=_Language)


class _Notebook(msgspec.Struct):
    """What is read of a notebook."""

    nbformat: int
    cells: list[_Cell] = []
    worksheets: list[_Sheet] = []
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


def parse(raw: str, resolve: Resolve) -> Prose:
    """Return the prose of a notebook. The title is its first heading of level 1, or that of its metadata.

    Args:
        raw: The text of the file.
        resolve: Returns the name of the document to which the address of a link refers.

    Raises:
        NotebookError: The text is no notebook.
    """
    try:
        notebook = msgspec.json.decode(raw.encode("utf-8", "replace"), type=_Notebook)
    except msgspec.MsgspecError as error:
        raise NotebookError(f"not a notebook: {error}") from error
    metadata = notebook.metadata
    language = metadata.language_info.name or metadata.kernelspec.language or "python"
    left_out: Counter[str] = Counter()
    pages: list[str] = []
    for cell in notebook.cells or [cell for sheet in notebook.worksheets for cell in sheet.cells]:
        source = "".join(cell.source or cell.input)
        match cell.cell_type:
            case "markdown":
                pages.append(source)
            case "heading":
                pages.append(f"{'#' * min(max(cell.level, 1), 6)} {' '.join(source.split())}")
            case "code":
                left_out["outputs"] += len(cell.outputs)
                pages += [_fenced(source, language)] if source.strip() else []
            case _:
                left_out["raw_cells"] += 1
    prose = markdown.parse("\n\n".join(pages), resolve)
    for what, count in prose.left_out.items():
        left_out[what] += count
    title = metadata.title if isinstance(metadata.title, str) else ""
    return msgspec.structs.replace(
        prose, title=prose.title or title, left_out={what: count for what, count in sorted(left_out.items()) if count}
    )


def _fenced(code: str, language: str) -> str:
    """Return code in a fence that no line of it closes."""
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(code)), default=0))
    return f"{fence}{language}\n{code}\n{fence}"
