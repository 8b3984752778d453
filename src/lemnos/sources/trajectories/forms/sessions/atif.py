"""ATIF, Harbor's Agent Trajectory Interchange Format, versions 1.0 to 1.7.

A document has ``schema_version``, ``agent`` (with ``tool_definitions``) and ``steps`` of the sources ``system``,
``user`` and ``agent``; a step of the agent has ``reasoning_content``, ``tool_calls`` and the ``observation`` of its
calls. An observation of a step without calls is what the environment says to the agent, in the user's place. Where one
result without ``source_call_id`` is there for several calls, it stands behind the last (repair ``joint_output``).

Steps with ``is_copied_context`` are not trained on. Each trajectory in ``subagent_trajectories`` is one of its own.
Skipped: metrics, token ids, references to other files.
Source: Harbor, RFC 0001 "Agent Trajectory Interchange Format"; NVIDIA NeMo Agent Toolkit, ``nat.atif``.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Part, Speaker
from lemnos.sources.trajectories.forms.sessions.blocks import (
    get_dict,
    get_list,
    get_text,
    part_of,
    stated_tools,
    thought_and_words,
    without_interrupted,
)
from lemnos.sources.trajectories.normal.text import decoded, json_text, plain

NAME = "atif"
_SPEAKERS: dict[str, Speaker] = {"system": "system", "user": "user", "agent": "assistant"}
_FINAL = ("finish", "submit")
_DEEPEST = 20
_HEAD = 2_000
"""Characters of a JSON text that show whether it is a trajectory."""


def looks_like(value: Any) -> bool:
    """Return whether a value is a trajectory in ATIF, or a row that holds one as ``trajectory``."""
    value = _inner(value)
    if value is None:
        return False
    if get_text(value, "schema_version").startswith("ATIF"):
        return True
    steps = value["steps"]
    first = steps[0] if isinstance(steps, list) and steps else None
    return (
        isinstance(first, dict) and "agent" in value and "step_id" in first and get_text(first, "source") in _SPEAKERS
    )


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a trajectory, and those of its subagents."""
    del context
    for draft in _drafts(_inner(line.value), line.source, "", 0):
        if line.value.get("trajectory") is not None and draft.outcome == Outcome():
            draft.outcome = _outcome({"extra": line.value})
        yield draft


def _inner(value: Any) -> dict[str, Any] | None:
    """Return the trajectory that a value is or holds, with its steps as a list or as JSON text; None for neither."""
    if not isinstance(value, dict):
        return None
    if "steps" in value:
        return value
    held = value.get("trajectory")
    if isinstance(held, str) and '"ATIF-v' in held[:_HEAD]:
        held = decoded(held)
    return held if isinstance(held, dict) and "steps" in held else None


def _drafts(value: Any, source: str, parent: str, depth: int) -> Iterator[Draft]:
    if depth > _DEEPEST:
        raise FormError(f"subagents are nested more than {_DEEPEST} deep")
    agent = decoded(value.get("agent"))
    steps = decoded(value.get("steps"))
    if not isinstance(steps, list):
        raise FormError("steps is no list")
    repaired: set[str] = set()
    events = [event for number, step in enumerate(steps) for event in _step(step, number, repaired)]
    name = get_text(value, "session_id", "trajectory_id") or parent
    own = get_text(value, "trajectory_id")
    yield Draft(
        form=NAME,
        events=without_interrupted(events, repaired),
        source=source,
        tools=stated_tools(get_list(agent, "tool_definitions")),
        outcome=_outcome(value),
        final_calls=_FINAL,
        record=f"{name}/{own}" if own and own != name else name,
        model=get_text(agent, "model_name") or next((m for s in steps if (m := get_text(s, "model_name"))), ""),
        repaired=sorted(repaired),
    )
    for number, inner in enumerate(get_list(value, "subagent_trajectories")):
        if isinstance(inner, dict):
            yield from _drafts(inner, f"{source}#/subagent_trajectories/{number}", name, depth + 1)


def _step(step: Any, number: int, repaired: set[str]) -> Iterator[Event]:
    speaker = _SPEAKERS.get(get_text(step, "source"))
    if speaker is None:
        raise FormError(f"step {number + 1} has no source of {', '.join(_SPEAKERS)}")
    content, reasoning = _content(step.get("message")), get_text(step, "reasoning_content")
    if speaker == "assistant" and not reasoning and isinstance(content, str):
        reasoning, content = thought_and_words(content)
    calls = [_call(call) for call in get_list(step, "tool_calls")]
    train = False if step.get("is_copied_context") is True else None
    message_id = f"#{number}" if speaker == "assistant" else ""
    yield Event(speaker, content, reasoning=reasoning, calls=calls, message_id=message_id, train=train)
    results = get_list(decoded(step.get("observation")), "results")
    named = [get_text(result, "source_call_id") for result in results]
    if calls and results and not any(named) and len(results) < len(calls):
        repaired.add("joint_output")
        for call in calls[: -len(results)]:
            yield Event("tool", "", call_id=call.id)
        calls = calls[-len(results) :]
    for position, (result, call_id) in enumerate(zip(results, named, strict=True)):
        output = _content(result.get("content") if isinstance(result, dict) else result)
        if not call_id and position >= len(calls):
            yield Event("user", output)
        else:
            yield Event("tool", output, call_id=call_id or calls[position].id)


def _call(call: Any) -> DraftCall:
    if not isinstance(call, dict):
        raise FormError("a call is no object")
    return DraftCall(get_text(call, "function_name"), decoded(call.get("arguments")), get_text(call, "tool_call_id"))


def _content(content: Any) -> str | list[Part]:
    if isinstance(content, list):
        parts = [part_of(part) for part in content]
        return parts[0].text if len(parts) == 1 and parts[0].kind == "text" else parts
    return content if isinstance(content, str) else "" if content is None else part_of(content).text


def _outcome(value: dict[str, Any]) -> Outcome:
    """Return the reward that the metadata of a trajectory hold."""
    for extra in (get_dict(value, "extra"), get_dict(get_dict(value, "final_metrics"), "extra")):
        reward = extra.get("reward")
        if isinstance(reward, (int, float)) and not isinstance(reward, bool):
            return Outcome(reward=float(reward))
        if isinstance(reward, dict):
            return Outcome(details=plain(json_text({"reward": reward})))
    return Outcome()


FORM = Form(NAME, "ATIF trajectories", "value", looks_like, read, "documentation")
