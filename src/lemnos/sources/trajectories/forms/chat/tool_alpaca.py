"""ToolAlpaca: one API with many instructions, their right calls, and runs with intermediate steps.

``{"Name": …, "Function_Description": {…}, "Instructions": […], "Golden_Answers": [[{"Action": …, "Action_Input":
"{…}"}]]}`` gives a draft for each instruction that has an answer; its calls are never run. ``"Instances": [{"input":
…, "intermediate_steps": [[[action, input, log], observation], …], "Final Thought": …, "output": …}]`` gives a draft
for each run, with the thoughts of the log. Instructions without either are refused and counted. The tools are the
functions of the documentation; their parameters stand there as ``{"city": "Required. String. …"}``.
Source: Tang et al. 2023, "ToolAlpaca: Generalized Tool Learning for Language Models with 3000 Simulated Cases".
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.json_calls import call_of
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, list_at, parsed, text_at
from lemnos.sources.trajectories.normal.text import output_text

NAME = "tool_alpaca"
_INSTRUCTIONS = ("Instructions", "Questions")
_DESCRIPTIONS = ("Function_Description", "Functions")
_PARAMETERS = re.compile(r"^Parameters:[ \t]*(\{.*\})[ \t]*$", re.MULTILINE)
_THOUGHT = re.compile(r"(?:ASSISTANT )?Action(?: Input)?\s*:")
_TYPES = ("string", "integer", "number", "boolean", "array", "object")


def looks_like(value: Any) -> bool:
    """Return whether a value is an API of ToolAlpaca."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("Name"), str)
        and "Documentation" in value
        and any(isinstance(value.get(key), list) for key in (*_INSTRUCTIONS, "Instances"))
    )


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield a draft for each instruction or run of an API."""
    del context
    value = line.value if isinstance(line.value, dict) else {}
    repaired: list[str] = []
    tools = _tools(value, repaired)
    instances = list_at(value, "Instances")
    for number, instance in enumerate(instances):
        yield _run(value, instance, number, tools, repaired, f"{line.source}/Instances/{number}")
    if instances:
        return
    answers = list_at(value, "Golden_Answers")
    for number, instruction in enumerate(list_at(value, *_INSTRUCTIONS)):
        source = f"{line.source}/Instructions/{number}"
        if number < len(answers) and isinstance(instruction, str):
            yield _task(value, instruction, answers[number], number, tools, repaired, source)
        else:
            yield refused("no_answer", "the instruction has no golden answer and no run", source)


def _draft(value: dict[str, Any], number: int, tools: list[DraftTool], repaired: list[str], source: str) -> Draft:
    record = f"{text_at(value, 'Name')}/{number}"
    return Draft(form=NAME, events=[], source=source, tools=list(tools), record=record, repaired=list(repaired))


def _task(
    value: dict[str, Any],
    instruction: str,
    answer: Any,
    number: int,
    tools: list[DraftTool],
    repaired: list[str],
    source: str,
) -> Draft | Rejected:
    draft = _draft(value, number, tools, repaired, source)
    draft.events.append(Event("user", instruction))
    calls = [_call(item) for item in (answer if isinstance(answer, list) else [])]
    if None in calls:
        return refused("broken_record", "a golden answer names no action", source, draft.record)
    if calls:
        draft.events.append(Event("assistant", calls=[call for call in calls if call is not None]))
    draft.ends_in_call = True
    return draft


def _call(item: Any) -> DraftCall | None:
    if not isinstance(item, dict):
        return None
    return call_of(
        {"name": text_at(item, "Action", "action"), "arguments": item.get("Action_Input", item.get("action_input"))}
    )


def _run(
    value: dict[str, Any], instance: Any, number: int, tools: list[DraftTool], repaired: list[str], source: str
) -> Draft | Rejected:
    draft = _draft(value, number, tools, repaired, source)
    if not isinstance(instance, dict) or not text_at(instance, "input"):
        return refused("broken_record", "the run has no input", source, draft.record)
    draft.events.append(Event("user", text_at(instance, "input")))
    for step in list_at(instance, "intermediate_steps"):
        try:
            draft.events += _step(step)
        except FormError as error:
            return refused("broken_record", str(error), source, draft.record)
    thought = text_at(instance, "Final Thought", "final_thought")
    draft.events.append(Event("assistant", text_at(instance, "output"), reasoning=thought))
    return draft


def _step(step: Any) -> Iterator[Event]:
    if not isinstance(step, list) or len(step) != 2 or not isinstance(step[0], list) or len(step[0]) < 2:
        raise FormError("a step is no action with its observation")
    (name, arguments, *log), observation = step
    if not isinstance(name, str):
        raise FormError("a step names no action")
    thought = _THOUGHT.split(log[0], maxsplit=1)[0] if log and isinstance(log[0], str) else ""
    thought = thought.strip().removeprefix("Thought:").removeprefix("ASSISTANT Thought:").strip()
    yield Event("assistant", reasoning=thought, calls=[DraftCall(name, arguments)])
    yield Event("tool", output_text(observation))


def _tools(value: dict[str, Any], repaired: list[str]) -> list[DraftTool]:
    described = next((held for key in _DESCRIPTIONS if isinstance(held := decoded(value.get(key)), dict)), {})
    tools: list[DraftTool] = []
    for name, text in described.items():
        if name == "components" or not isinstance(text, str):
            continue
        tools.append(DraftTool(name, text.partition("\nParameters:")[0], schema_of(text)))
    if tools:
        repaired.append("tool_notation")
    return tools


def schema_of(text: str) -> dict[str, Any] | None:
    """Return the schema of parameters whose types stand in their descriptions; None if there are none."""
    found = _PARAMETERS.search(text)
    stated = parsed(found[1]) if found else None
    if not isinstance(stated, dict):
        return None
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, held in stated.items():
        words = held if isinstance(held, str) else ""
        is_required = words.startswith("Required.")
        rest = words.removeprefix("Required.").removeprefix("Optional.").strip()
        head = re.split(r"[.(\[ ]", rest, maxsplit=1)[0].lower()
        properties[name] = {**({"type": head} if head in _TYPES else {}), "description": words}
        required += [name] if is_required else []
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


FORM = Form(NAME, "ToolAlpaca", "value", looks_like, read)
