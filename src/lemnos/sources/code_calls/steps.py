"""Calls with what stands before them and what they return → ``Draft``s.

A call becomes what a user asks for, the call, and its output if the code states one. Calls of one function, cell or
session whose outputs are all known are one conversation; a call without an output ends it, and the next call begins
another with its own context.

The request holds only what is there: comments, docstrings and prose, then the code that ran before. Where there is no
word of natural language, it is that code with ``INSTRUCTION``: names of functions are not turned into sentences.
"""

import ast
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from lemnos.records import Rejected
from lemnos.sources.code_calls.tools import PythonTool
from lemnos.sources.code_calls.walk import Site
from lemnos.sources.trajectories.base import refused
from lemnos.sources.trajectories.draft import Draft, DraftCall, DraftTool, Event

FORM = "python_code"
INSTRUCTION = "Make the next call."
"""The request where the code has no comment, docstring or prose; the code follows."""

_MOST_LINES = 20
_MOST_CHARACTERS = 2000
_MOST_TOOLS = 8


class Step(msgspec.Struct, frozen=True):
    """A call in its place."""

    site: Site
    text: str
    """Natural language before it; empty if there is none."""
    code: str
    """Code that ran before it, since the last step."""
    result: str | None
    """What it returns, as the source writes it; None if the source does not say."""
    line: int

    @property
    def continues(self) -> bool:
        """Whether the next call follows in the same conversation."""
        return self.result is not None and _refusal(self) is None


def drafts(
    steps: Iterable[Step], file: str, record: str, tools: list[PythonTool], licence: str
) -> Iterator[Draft | Rejected]:
    """Yield the conversations of one function, cell or session.

    Args:
        steps: Its calls, in the order in which they run.
        file: Name of the file, for positions.
        record: Name of the function, cell or session.
        tools: All tools that the file calls.
        licence: Licence of the file; the package that is called may have another.
    """
    held: list[Step] = []
    for step in steps:
        reason = _refusal(step)
        if reason:
            yield refused(*reason, f"{file}:{step.line}", record)
            continue
        held.append(step)
        if step.result is None:
            yield _draft(held, file, record, tools, licence)
            held = []
    if held:
        yield _draft(held, file, record, tools, licence)


def _refusal(step: Step) -> tuple[str, str] | None:
    path = step.site.tool.path
    if step.site.expects_error:
        return "expects_error", f"the call of {path} is expected to fail, and its error is not in the code"
    if step.site.arguments is None:
        return "open_arguments", f"the call of {path} has arguments that are no literals, or that do not fit"
    if not step.text and not step.code:
        return "no_context", f"nothing stands before the call of {path}"
    return None


def _draft(steps: list[Step], file: str, record: str, tools: list[PythonTool], licence: str) -> Draft:
    events: list[Event] = []
    for number, step in enumerate(steps):
        call = DraftCall(step.site.tool.path, step.site.arguments, f"c{number}")
        events += [Event("user", request(step.text, step.code)), Event("assistant", calls=[call])]
        if step.result is not None:
            events.append(Event("tool", step.result, call_id=call.id))
    called = {step.site.tool.path: step.site.tool for step in steps}
    others = {tool.path: tool for tool in tools if tool.path not in called}
    offered = sorted(
        [*called.values(), *list(others.values())[: max(0, _MOST_TOOLS - len(called))]], key=lambda tool: tool.path
    )
    return Draft(
        form=FORM,
        events=events,
        source=f"{file}:{steps[0].line}",
        tools=[DraftTool(tool.path, tool.description.partition("\n\n")[0], tool.schema) for tool in offered],
        ends_in_call=steps[-1].result is None,
        record=record,
        licence=licence,
    )


def request(text: str, code: str) -> str:
    """Return what the user asks for: the words, or ``INSTRUCTION`` if there are none, and the code.

    >>> request("Sum the rows.", "")
    'Sum the rows.'
    """
    words = text or INSTRUCTION
    return f"{words}\n\n```python\n{code}\n```" if code else words


def last_lines(lines: Iterable[str], above: Iterable[str] = ()) -> str:
    """Return the last lines of code, dedented, within bounds, below some others; empty if there are none but blank
    ones."""
    kept = list(lines)[-_MOST_LINES:]
    while kept and sum(map(len, kept)) > _MOST_CHARACTERS:
        kept.pop(0)
    while kept and not kept[0].strip():
        kept.pop(0)
    code = textwrap.dedent("\n".join(kept)).rstrip()
    return "\n".join([*above, code]) if code else ""


def segment(lines: Sequence[str], node: ast.expr) -> str:
    """Return the text of an expression as the source has it; if it has several lines there, on one.

    Args:
        lines: The lines of the source.
        node: The expression.
    """
    if node.lineno != node.end_lineno or node.lineno > len(lines):
        return ast.unparse(node)
    return lines[node.lineno - 1].encode()[node.col_offset : node.end_col_offset].decode("utf-8", "replace")
