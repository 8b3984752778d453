"""Runs of smolagents: the messages that its agents send, or the steps of their memory.

- messages: ``{"messages": [{"role": "tool-call", "content": "Calling tools:\\n[{'id': …, 'function': {'name': …,
  'arguments': …}}]"}, {"role": "tool-response", "content": "Observation:\\n…"}]}``, content also in text parts;
- steps: ``[{"task": …}, {"plan": …}, {"step_number": 1, "model_output": …, "tool_calls": […], "observations": …,
  "error": …, "action_output": …, "is_final_answer": …}]``, as ``get_full_steps`` gives them, in a file of its own or
  under ``steps``.

What an agent writes before its call is a thought; the code of a ``CodeAgent`` is the argument ``code`` of
``python_interpreter``. A step without a call, which the program answers with an error, says what it says. The final
answer follows the last observation. Left out: ``model_input_messages``, which repeat the steps; the request to carry
out a plan; the prompts and times.
Source: huggingface/smolagents, ``memory.py``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.json_calls import python_value
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import SMOLAGENTS_CALLS, notation, text_of_parts, turns_of
from lemnos.sources.trajectories.forms.runs.checks import label_of, object_of, objects, text_of
from lemnos.sources.trajectories.normal.text import json_text, output_text

NAME, STEPS = "smolagents", "smolagents_steps"
FINAL = "final_answer"
_STEP = {"step_number", "model_output"}
_TASK = {"task", "task_images"}
_PLAN = {"plan", "model_output_message"}
_PROCEED = "Now proceed and carry out this plan."
_CODE_MARKS = ("<code>", "```python", "```py", "Code:\n")
_HEADS = ("Call id: ", "Observation:\n", "Error:\n")


def looks_like(value: Any) -> bool:
    """Return whether a value holds messages, or steps under ``steps``."""
    if isinstance(value, dict) and isinstance(steps := value.get("steps"), list):
        return any(looks_like_step(step) for step in steps[:3])
    return notation(value) == NAME


def looks_like_step(value: Any) -> bool:
    """Return whether a value is a step of an agent's memory."""
    return isinstance(value, dict) and any(keys <= value.keys() for keys in (_STEP, _TASK, _PLAN))


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value if isinstance(line.value, dict) else {"messages": line.value}
    if isinstance(value.get("steps"), list):
        yield tell(_of_steps(NAME, objects(value["steps"], "steps"), line.source), value)
        return
    repaired: list[str] = []
    events = list(_of_messages(value))
    draft = Draft(form=NAME, events=events, source=line.source, final_calls=(FINAL,), repaired=repaired)
    draft.tools = tools_at(value, repaired)
    yield tell(draft, value)


def read_steps(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of the run whose steps a file holds."""
    steps = [object_of(line.value, f"step {number}") for number, line in enumerate(lines)]
    yield _of_steps(STEPS, steps, lines[0].source if lines else context.file)


def _of_messages(value: dict[str, Any]) -> Iterator[Event]:
    thought = ""
    calling: list[str] = []
    for turn in turns_of(value):
        text = text_of_parts(turn.content)
        if turn.kind == "assistant":
            if thought:
                yield Event("assistant", thought)
            thought = text
        elif turn.kind == "call":
            calls = _calls(python_value(text.removeprefix(SMOLAGENTS_CALLS).strip()))
            calling = [call.id for call in calls]
            yield Event("assistant", reasoning=_thought_before(thought), calls=calls)
            thought = ""
        else:
            if thought:
                yield Event("assistant", thought)
                thought = ""
            if turn.kind != "tool":
                if text.strip() != _PROCEED:
                    yield Event(turn.kind, text.removeprefix("New task:\n"))
            elif calling:
                yield Event("tool", _observed(text), call_id=calling.pop(0))
            else:
                yield Event("user", _observed(text))
    if thought:
        yield Event("assistant", thought)


def _of_steps(form: str, steps: Iterable[dict[str, Any]], source: str) -> Draft:
    events: list[Event] = []
    failed: list[str] = []
    for step in steps:
        if isinstance(step.get("system_prompt"), str):
            events.append(Event("system", step["system_prompt"]))
        elif isinstance(step.get("task"), str):
            events.append(Event("user", step["task"]))
        elif isinstance(step.get("plan"), str):
            events.append(Event("assistant", reasoning=step["plan"]))
        elif "step_number" in step:
            events += _of_step(step)
            if step.get("error"):
                failed.append(str(step["step_number"]))
    return Draft(
        form=form,
        events=events,
        source=source,
        final_calls=(FINAL,),
        outcome=Outcome(details=json_text({"failed_steps": failed}) if failed else ""),
    )


def _of_step(step: dict[str, Any]) -> Iterator[Event]:
    said = text_of_parts(step.get("model_output"))
    calls = _calls(step.get("tool_calls") or [])
    error = object_of(step.get("error"), "error")
    outputs = [text_of(step.get("observations"), "observations"), text_of(error.get("message"), "the error")]
    output = "\n\n".join(text for text in outputs if text.strip())
    answer = step.get("action_output") if step.get("is_final_answer") else None
    if calls:
        yield Event("assistant", reasoning=_thought_before(said), calls=calls)
        if not (len(calls) == 1 and calls[0].name == FINAL and answer is not None):
            yield Event("tool", output, call_id=calls[-1].id)
    else:
        yield Event("assistant", said)
        if output:
            yield Event("user", output)
    if answer is not None and not any(call.name == FINAL for call in calls):
        yield Event("assistant", output_text(answer))


def _calls(given: Any) -> list[DraftCall]:
    """Return calls; code, which is no JSON, is the argument ``code``.

    Raises:
        FormError: They are none.
    """
    calls = []
    for call in objects(given, "the calls"):
        function = object_of(call.get("function"), "a function") or call
        arguments = function.get("arguments")
        name = label_of(function.get("name"))
        if not name:
            raise FormError("a call names no tool")
        if isinstance(arguments, str) and not isinstance(python_value(arguments), dict):
            arguments = {"code" if name == "python_interpreter" else "answer": arguments}
        calls.append(DraftCall(name, arguments, label_of(call.get("id"))))
    return calls


def _thought_before(text: str) -> str:
    """Return what an agent wrote before its code; all of it if there is no code."""
    ends = [place for mark in _CODE_MARKS if (place := text.find(mark)) >= 0]
    before = text[: min(ends)] if ends else text
    return before.strip().removeprefix("Thought:").strip()


def _observed(text: str) -> str:
    """Return an observation without the heads that the program puts before it."""
    if text.startswith(_HEADS[0]):
        text = text.partition("\n")[2]
    return text.removeprefix(_HEADS[1])


FORM = Form(NAME, "smolagents runs", "value", looks_like, read, "documentation")
STEPS_FORM = Form(STEPS, "smolagents memory steps", "session", looks_like_step, read_steps, "documentation")
