"""The calls in a Jupyter notebook: cells share their names; the output of a cell is what its last call returns."""

import ast
import re
from typing import Any

import msgspec

from lemnos.sources.code_calls.module import Unit, code_units, prose
from lemnos.sources.code_calls.names import CANNOT_PARSE
from lemnos.sources.code_calls.steps import Step
from lemnos.sources.code_calls.walk import Walker

_MAGIC = re.compile(r"^[ \t]*[%!].*$|^.*\?{1,2}[ \t]*$", re.MULTILINE)


def notebook_units(notebook: Any, walker: Walker) -> list[Unit]:
    """Return the calls of each code cell, with the last paragraph of the text before it.

    Raises:
        ValueError: It is no notebook of format 4.
    """
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it is no notebook of format 4")
    units: list[Unit] = []
    words = ""
    for number, cell in enumerate(cells):
        if not isinstance(cell, dict):
            continue
        text = _joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            words = prose(re.sub(r"^#+ .*$", "", text, flags=re.MULTILINE)) or words
            continue
        if cell.get("cell_type") != "code":
            continue
        source = _MAGIC.sub("", text) if not text.lstrip().startswith("%%") else ""
        try:
            tree = ast.parse(source)
        except CANNOT_PARSE:
            continue
        output = _output(cell.get("outputs"))
        for unit in code_units(tree, source, walker):
            unit.name = f"cell {number}"
            steps = [_with(step, words, output, tree) for step in unit.steps]
            units.append(Unit(unit.name, steps))
        words = ""
    return units


def _with(step: Step, words: str, output: str | None, tree: ast.Module) -> Step:
    last = tree.body[-1]
    is_last = isinstance(last, ast.Expr) and last.value is step.site.node
    result = step.result if not is_last or output is None else output
    return msgspec.structs.replace(step, text=step.text or words, result=result)


def _output(outputs: Any) -> str | None:
    """Return the text of the value of a cell; None if it has none, as a figure."""
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict) and output.get("output_type") == "execute_result":
            data = output.get("data")
            text = _joined(data.get("text/plain")) if isinstance(data, dict) else ""
            return text or None
    return None


def _joined(text: Any) -> str:
    if isinstance(text, list):
        return "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""
