"""Defines the messages of a conversation in the format of OpenAI's chat API, which every chat template accepts."""

from typing import Literal

import msgspec


class ToolCall(msgspec.Struct, frozen=True):
    """A call of a tool, in OpenAI's chat format; ``arguments`` is JSON text."""

    id: str
    name: str
    arguments: str


Role = Literal["system", "user", "assistant", "tool"]

MessageKind = Literal["words", "thought", "call", "observation"]
"""What a message is: ``words`` of the system, the user or the assistant; a ``thought`` of the assistant, which neither
says nor calls anything; a ``call`` of one or more tools, with or without words; the ``observation`` that a tool
returned."""


class Utterance(msgspec.Struct, frozen=True):
    """A message of a conversation without tools, in OpenAI's chat format."""

    role: Role
    content: str


class Attachment(msgspec.Struct, frozen=True):
    """An image or a file of a message, which is text otherwise."""

    mark: str
    """The text that stands for it in ``Message.content``, exactly once: ``[[image 1]]``."""
    kind: Literal["image", "audio", "video", "file"]
    part: str
    """JSON text of the part of the message, as the source has it: an address, a path or the data itself."""


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message of a conversation that may call tools, in OpenAI's chat format."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    reasoning: str = ""
    """What the assistant thought before it spoke or called; in the clear, never encrypted or redacted."""
    attachments: tuple[Attachment, ...] = ()
    """Images and files, in the order of their marks in ``content``."""
    kind: MessageKind = "words"
    train: bool = False
    """Whether a loss is taken on this message."""
