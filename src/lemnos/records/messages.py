"""Messages of a conversation in the OpenAI chat shape, so that every chat template takes them."""

from typing import Literal

import msgspec


class ToolCall(msgspec.Struct, frozen=True):
    """A call of a tool, in the OpenAI chat shape; ``arguments`` is JSON text."""

    id: str
    name: str
    arguments: str


Role = Literal["system", "user", "assistant", "tool"]


class Utterance(msgspec.Struct, frozen=True):
    """One message of a conversation without tools, in the OpenAI chat shape."""

    role: Role
    content: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message of a conversation that may call tools, in the OpenAI chat shape."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
