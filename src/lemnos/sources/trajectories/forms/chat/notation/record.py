"""What a record says beside its messages: its id, the task, the model, how it went, the licence."""

from typing import Any

from lemnos.records import Outcome
from lemnos.sources.trajectories.draft import Draft
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.normal.text import json_text

_IDS = ("id", "uuid", "record_id", "conversation_id", "session_id", "custom_id", "sample_id", "row_index")
_TASKS = ("task_id", "instance_id", "problem_id", "task", "_ng_task_index")
_REWARDS = ("reward", "score")
_SUCCESS = ("success", "resolved", "passed", "is_correct", "correct", "completed")


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
