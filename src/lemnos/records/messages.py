"""Defines the messages of a conversation in the format of OpenAI's chat API, which every chat template accepts."""

from typing import Literal

import msgspec


class ToolCall(msgspec.Struct, frozen=True):
    """A call of a tool, in OpenAI's chat format; ``arguments`` is JSON text."""

    id: str
    name: str
    arguments: str


Role = Literal["system", "user", "assistant", "tool"]


class Utterance(msgspec.Struct, frozen=True):
    """A message of a conversation without tools, in OpenAI's chat format."""

    role: Role
    content: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message of a conversation that may call tools, in OpenAI's chat format."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
