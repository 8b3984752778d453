"""Chat records and what verification says of them, for the tests here."""

import json
from typing import Any

from lemnos.records import Check, Rejected, Trajectory
from lemnos.sources.trajectories.base import Line
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.forms.chat import openai_chat
from lemnos.sources.trajectories.normal.normalise import normalise
from lemnos.steps.trajectories.verify.registry import Registry
from lemnos.steps.trajectories.verify.verify import verify

Chat = dict[str, Any]

FERRY: Chat = {
    "type": "object",
    "properties": {
        "harbour": {"type": "string"},
        "passengers": {"type": "integer", "minimum": 1},
        "class": {"type": "string", "enum": ["deck", "cabin"]},
    },
    "required": ["harbour"],
}


def tool(name: str = "book_ferry", parameters: Chat | None = None) -> Chat:
    return {"type": "function", "function": {"name": name, "description": "D.", "parameters": parameters or FERRY}}


def call(arguments: Chat | str, name: str = "book_ferry", id: str = "a") -> Chat:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": id, "type": "function", "function": {"name": name, "arguments": text}}


def chat(*calls: Chat, outputs: tuple[str, ...] = (), tools: list[Chat] | None = None) -> Chat:
    """Return a record of one message with calls, their outputs and an answer."""
    made = [{**one, "id": f"{one['id']}{number}"} for number, one in enumerate(calls)]
    texts = outputs or tuple(f"Output {number}." for number in range(len(calls)))
    return {
        "messages": [
            {"role": "user", "content": "Book it."},
            {"role": "assistant", "content": None, "tool_calls": made},
            *(
                {"role": "tool", "tool_call_id": one["id"], "content": text}
                for one, text in zip(made, texts, strict=True)
            ),
            {"role": "assistant", "content": "Booked."},
        ],
        "tools": [tool()] if tools is None else tools,
    }


def trajectory(record: Chat, *, ends_in_call: bool = False) -> Trajectory:
    (draft,) = openai_chat.read(Line(record, "f:1"), Context("f"))
    assert isinstance(draft, Draft)
    draft.ends_in_call = ends_in_call
    result = normalise(draft)
    assert not isinstance(result, Rejected), result
    return result


def checks(verified: Trajectory, outcome: str = "fail") -> dict[str, str]:
    """Return the checks with an outcome, with their details."""
    return {check.name: check.detail for check in verified.verification.checks if check.outcome == outcome}


def verified(record: Chat, registry: Registry | None = None) -> Trajectory:
    return verify(trajectory(record), registry)


def levels(found: tuple[Check, ...]) -> list[int]:
    return [check.level for check in found]
