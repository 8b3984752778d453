"""What a record says beside its messages: its id, the task, the model, how it went, the licence."""

from typing import Any

from lemnos.records import Outcome
from lemnos.sources.trajectories.base import Line
from lemnos.sources.trajectories.draft import Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.outputs import split_outputs
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.normal.text import json_text

_MESSAGES = "messages"
_IDS = ("id", "uuid", "record_id", "conversation_id", "session_id", "custom_id", "sample_id", "row_index")
_TASKS = ("task_id", "instance_id", "problem_id", "task", "_ng_task_index")
_REWARDS = ("reward", "score")
_SUCCESS = ("success", "resolved", "passed", "is_correct", "correct", "completed")


def as_record(value: Any) -> dict[str, Any]:
    """Return a record: the value, or an object that holds it if it is a bare list of messages."""
    return value if isinstance(value, dict) else {_MESSAGES: value}


def drafted(
    form: str,
    line: Line,
    value: dict[str, Any],
    events: list[Event],
    tools: list[DraftTool],
    repaired: list[str],
    **stated: Any,
) -> Draft:
    """Return the draft of a record whose last calls, if it ends in calls, are what it asks for.

    Args:
        form: Name of the form.
        line: Where the record is from.
        value: The record.
        events: Its events; an output for several calls is split.
        tools: The tools that it offers.
        repaired: Names of repairs so far.
        stated: Fields of the draft that the form reads by itself.
    """
    events = split_outputs(events, repaired)
    asks = bool(events) and bool(events[-1].calls)
    draft = Draft(
        form=form,
        events=events,
        source=line.source,
        tools=tools,
        repaired=repaired,
        ends_in_call=asks,
        **stated,
    )
    return tell(draft, value)


def tell(draft: Draft, value: dict[str, Any]) -> Draft:
    """Fill in what a record says of itself, where the form did not; return the draft."""
    draft.record = draft.record or _name(value, _IDS)
    draft.task = draft.task or _name(value, _TASKS)
    draft.model = draft.model or text_at(value, "model", "model_name")
    draft.licence = draft.licence or text_at(value, "license", "licence")
    if draft.outcome == Outcome():
        draft.outcome = outcome_of(value)
    return draft


def outcome_of(value: dict[str, Any], details: dict[str, Any] | None = None) -> Outcome:
    """Return what a record says of how it went.

    Args:
        value: The record.
        details: What else it says, by name.
    """
    reward = next((value[key] for key in _REWARDS if is_number(value.get(key))), None)
    success = next((bool(held) for key in _SUCCESS if isinstance(held := value.get(key), int) and held in (0, 1)), None)
    return Outcome(None if reward is None else float(reward), success, json_text(details) if details else "")


def is_number(value: Any) -> bool:
    """Return whether a value is a number, and neither true nor false nor too large for a float."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def _name(value: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        found = value.get(key)
        if isinstance(found, dict):
            found = found.get("id")
        if isinstance(found, str) and found:
            return found
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return ""
