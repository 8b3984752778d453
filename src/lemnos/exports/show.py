"""Prints a trajectory for a person: the tools offered, then the conversation, calls and outputs as they follow."""

from collections.abc import Mapping
from typing import Any

_MOST_CHARACTERS = 1_200
"""Characters of one message that are printed, from its start and its end."""


def show(record: Mapping[str, Any], limit: int | None) -> None:
    """Print a trajectory.

    Args:
        record: The record as a plain dictionary.
        limit: Print only this many messages.
    """
    origin, verification = record["origin"], record["verification"]
    names = ", ".join(tool["name"] + ("*" if tool["origin"] == "observed" else "") for tool in record["tools"])
    print(f"{record['id']}  {origin['form']}  {record['source']}")
    print(f"level {verification['level']}, ends with the {record['ending']}; licence {record['licence'] or 'unknown'}")
    print(f"tools: {names or 'none'}" + ("  (* observed)" if "*" in names else ""))
    if record["repaired"]:
        print(f"repaired: {', '.join(record['repaired'])}")
    told: dict[tuple[str, str], list[str]] = {}
    for check in verification["checks"]:
        if check["outcome"] != "pass":
            told.setdefault((check["outcome"], check["detail"]), []).append(check["name"])
    for (outcome, detail), checks in told.items():
        print(f"{outcome}: {', '.join(checks)}" + (f" ({detail})" if detail else ""))
    messages = record["messages"]
    for message in messages[:limit]:
        _print_message(message)
    if limit is not None and len(messages) > limit:
        print(f"… {len(messages) - limit:,} more messages")


def _print_message(message: Mapping[str, Any]) -> None:
    answers = f" {message['tool_call_id']}" if message.get("tool_call_id") else ""
    print(f"\n── {message['role']}{answers}{'  (trained on)' if message.get('train') else ''}")
    if message.get("reasoning"):
        print(f"[thought] {_shortened(message['reasoning'])}")
    if message["content"]:
        print(_shortened(message["content"]))
    for call in message.get("tool_calls", ()):
        print(f"→ {call['id']}: {call['name']}({_shortened(call['arguments'])})")


def _shortened(text: str) -> str:
    if len(text) <= _MOST_CHARACTERS:
        return text
    half = _MOST_CHARACTERS // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
