"""AgentBench: lines of ``runs.jsonl``, ``{"index", "output": {"status", "result", "history": …}}``.

The history has roles ``user`` (the task and the environment) and ``agent``, which acts in text: how actions become
calls is in ``react_text.py``. Status and result are the outcome. A run ends with the last action of the
agent.
Source: Liu et al. 2023, "AgentBench: Evaluating LLMs as Agents"; its code.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.forms.chat.notation.react_text import FINAL, Said, exchange
from lemnos.sources.trajectories.forms.runs.checks import label_of, object_of, objects, text_of
from lemnos.sources.trajectories.normal.text import json_text

NAME = "agent_bench"
_SPEAKERS = {"system": "system", "user": "user", "agent": "assistant", "assistant": "assistant"}


def looks_like(value: Any) -> bool:
    """Return whether a value is a line with an index and an output that has a history."""
    if not isinstance(value, dict) or "index" not in value or not isinstance(value.get("output"), dict):
        return False
    history = value["output"].get("history")
    return isinstance(history, list) and bool(history) and isinstance(history[0], dict) and "role" in history[0]


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one run."""
    del context
    output = object_of(line.value.get("output"), "output")
    details = {key: output[key] for key in ("status", "result") if output.get(key) is not None}
    result = output.get("result")
    solved = result.get("result") if isinstance(result, dict) else None
    yield Draft(
        form=NAME,
        events=exchange([_said(message) for message in objects(output.get("history"), "history")]),
        source=line.source,
        outcome=Outcome(
            success=solved if isinstance(solved, bool) else None, details=json_text(details) if details else ""
        ),
        ends_in_call=True,
        final_calls=FINAL,
        record=label_of(line.value.get("index")),
    )


def _said(message: dict[str, Any]) -> Said:
    speaker = _SPEAKERS.get(label_of(message.get("role")))
    if speaker is None:
        raise FormError(f"a message has the role {message.get('role')!r}")
    return Said(speaker, text_of(message.get("content"), "the content of a message"))


FORM = Form(NAME, "AgentBench run", "value", looks_like, read, "documentation")
