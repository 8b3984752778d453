"""Puts a conversation to a model, and reads what it wants to do next: messages -> ``Request``; answer -> ``Move``.

A move is one JSON object: ``{"thought": …, "tool": name, "arguments": {…}}`` calls a tool, ``{"answer": …}`` speaks to
the user. Several calls at once are ``{"calls": [{"tool": …, "arguments": …}, …]}``. So any chat model can play, whether
or not its server knows of tools.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answer, Request
from lemnos.llm.structured import read_object
from lemnos.records import Message, OfferedTool, Utterance

PROMPTS = ("play_player_system",)
_MOST_TOKENS = 600
_MOST_CALLS = 8
_LONGEST = 6_000  # characters of an observation that the model sees


class Move(NamedTuple):
    """What a model does next: calls, or words to the user; neither if its answer could not be read."""

    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    answer: str = ""
    thought: str = ""


def move_request(messages: Sequence[Message], tools: Sequence[OfferedTool], model: AskedModel) -> Request:
    """Return the request for the next move."""
    described = "\n".join(
        msgspec.json.encode(
            {
                "name": tool.name,
                "description": tool.description,
                "parameters": msgspec.Raw((tool.parameters or "{}").encode()),
            }
        ).decode()
        for tool in tools
    )
    policy = "\n".join(message.content for message in messages if message.role == "system")
    system = model.prompts["play_player_system"].fill(tools=described, policy=policy)
    said = [Utterance("system", system)]
    for message in messages:
        if message.role == "user":
            said.append(Utterance("user", message.content))
        elif message.role == "tool":
            said.append(Utterance("user", f"Result of {message.tool_call_id}: {message.content[:_LONGEST]}"))
        elif message.role == "assistant":
            said.append(Utterance("assistant", _written(message)))
    return Request("play", tuple(_joined(said)), _MOST_TOKENS, _schema(tools))


def _schema(tools: Sequence[OfferedTool]) -> str:
    """Return the JSON Schema of a move, for servers that hold a model to it; what a tool takes the world checks."""
    call = {
        "tool": {"type": "string", "enum": [tool.name for tool in tools]},
        "arguments": {"type": "object"},
    }
    thought = {"thought": {"type": "string", "maxLength": 300}}
    several = {"type": "array", "items": {"type": "object", "properties": call, "required": list(call)}}
    moves = [
        (thought | call, list(call)),
        (thought | {"calls": several | {"minItems": 1, "maxItems": _MOST_CALLS}}, ["calls"]),
        (thought | {"answer": {"type": "string", "maxLength": 1200}}, ["answer"]),
    ]
    return msgspec.json.encode(
        {
            "anyOf": [
                {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
                for properties, required in moves
                if tools or required == ["answer"]
            ]
        }
    ).decode()


def move_of(answer: Answer) -> Move:
    """Return the move in an answer."""
    if not answer.usable:
        return Move()
    found = read_object(answer.text)
    thought = found.get("thought")
    thought = thought.strip() if isinstance(thought, str) else ""
    several = found.get("calls")
    wanted = several if isinstance(several, list) else [found] if "tool" in found else []
    calls = [
        (each["tool"], each.get("arguments") or {})
        for each in wanted[:_MOST_CALLS]
        if isinstance(each, dict)
        and isinstance(each.get("tool"), str)
        and isinstance(each.get("arguments") or {}, dict)
    ]
    if calls:
        return Move(tuple(calls), "", thought)
    words = found.get("answer")
    return Move((), words.strip() if isinstance(words, str) else "", thought)


def _written(message: Message) -> str:
    """Return a message of the assistant as the model wrote it."""
    made: dict[str, Any] = {"thought": message.reasoning} if message.reasoning else {}
    if not message.tool_calls:
        return msgspec.json.encode(made | {"answer": message.content}).decode()
    calls = [{"tool": each.name, "arguments": msgspec.Raw(each.arguments.encode())} for each in message.tool_calls]
    return msgspec.json.encode(made | (calls[0] if len(calls) == 1 else {"calls": calls})).decode()


def _joined(said: Sequence[Utterance]) -> list[Utterance]:
    """Return utterances in which the user never speaks twice in a row: results of calls made together are one."""
    joined: list[Utterance] = []
    for each in said:
        if joined and joined[-1].role == each.role == "user":
            joined[-1] = Utterance("user", f"{joined[-1].content}\n{each.content}")
        else:
            joined.append(each)
    return joined
