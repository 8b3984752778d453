"""ToolAlpaca's evaluations: runs of a model as text in the prompt of a judge, by API, with the judge's verdict.

``{"statistics": {…}, "Axolotl": [{"id": 0, "input": [{"role": "user", "content": "…"}], "process_correctness": "Yes",
…}]}``. The prompt has the sections Documentation (the tools), Task Instruction (the user), Standard Answer (left out)
and AI Assistant's Solution, whose numbered steps are a function with parameters and what it returns, and the final
response. The run is a success if the judge finds process and response correct. A run without steps is refused and
counted.
Source: Tang et al. 2023, "ToolAlpaca" (repository, ``evaluation.py``).
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.forms.chat.tool_alpaca import schema_of
from lemnos.sources.trajectories.normal.text import json_text

NAME = "tool_alpaca_evaluation"
_SOLUTION = "\n## AI Assistant's Solution\n"
_STATISTICS = "statistics"
_VERDICTS = ("process_correctness", "final_response_correctness")
_TOOL = re.compile(r"^([A-Za-z_][\w.-]*): (.*(?:\n(?!Parameters:).*)*)\n(Parameters: \{.*\})$", re.MULTILINE)


def looks_like(value: Any) -> bool:
    """Return whether a value holds evaluated runs by API."""
    if not isinstance(value, dict) or not value:
        return False
    runs = [run for name, held in value.items() if name != _STATISTICS and isinstance(held, list) for run in held[:3]]
    return any(isinstance(run, dict) and _SOLUTION in _prompt(run) for run in runs)


def _prompt(run: dict[str, Any]) -> str:
    given = run.get("input")
    message = given[0] if isinstance(given, list) and given else None
    return text_at(message, "content") if isinstance(message, dict) else ""


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield a draft for each run."""
    del context
    value = line.value if isinstance(line.value, dict) else {}
    for name, runs in value.items():
        if name == _STATISTICS:
            continue
        for number, run in enumerate(runs if isinstance(runs, list) else [runs]):
            source = f"{line.source}/{name}/{number}"
            try:
                if not isinstance(run, dict):
                    raise FormError("the run is no object")
                yield _draft(run, f"{name}/{run.get('id', number)}", source)
            except FormError as error:
                yield refused("broken_record", str(error), source, str(name))


def _draft(run: dict[str, Any], record: str, source: str) -> Draft:
    prompt = _prompt(run)
    task = _section(prompt, "\n## Task Instruction\n", "\n\n## Standard Answer\n")
    solution = prompt.rpartition(_SOLUTION)[2].removesuffix("\n\n## Analysis")
    if _SOLUTION not in prompt or not task:
        raise FormError("the prompt holds no task and solution; the model took no step")
    tools = _tools(_section(prompt, "\n## Documentation\n", "\n\n## Task Instruction\n"))
    verdicts = {key: run[key] for key in _VERDICTS if isinstance(run.get(key), str) and run[key]}
    success = all(verdict == "Yes" for verdict in verdicts.values()) if verdicts else None
    return Draft(
        form=NAME,
        events=[Event("user", task), *_steps(solution)],
        source=source,
        tools=tools,
        outcome=Outcome(success=success, details=json_text(verdicts) if verdicts else ""),
        record=record,
        repaired=["tool_notation"] if tools else [],
    )


def _section(text: str, opening: str, closing: str) -> str:
    return text.partition(opening)[2].partition(closing)[0]


def _steps(solution: str) -> Iterator[Event]:
    """Yield the events of numbered steps; a number inside an output that is not the next one is part of it."""
    rest, number = solution, 1
    while rest.startswith(f"{number}. Function: "):
        name, _, rest = rest.removeprefix(f"{number}. Function: ").partition("\nParameters: ")
        arguments, _, rest = rest.partition("\nRetruns: ")
        number += 1
        ends = [place for kind in ("Function", "Final Response") if (place := rest.find(f"\n{number}. {kind}: ")) >= 0]
        end = min(ends, default=len(rest))
        yield Event("assistant", calls=[DraftCall(name.strip(), arguments)])
        yield Event("tool", rest[:end])
        rest = rest[end + 1 :]
    final = f"{number}. Final Response: "
    if not rest.startswith(final):
        raise FormError(f"step {number} of the solution is neither a function nor the final response")
    yield Event("assistant", rest.removeprefix(final))


def _tools(documentation: str) -> list[DraftTool]:
    return [DraftTool(found[1], found[2], schema_of(found[3])) for found in _TOOL.finditer(documentation)]


FORM = Form(NAME, "ToolAlpaca evaluations", "value", looks_like, read, known_from="documentation")
