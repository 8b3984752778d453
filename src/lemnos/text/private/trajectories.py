"""Masks personal data and secrets of a trajectory, consistently in all that it holds.

Logs of sessions hold home folders, names, e-mail addresses and keys. One value has one placeholder in the messages, the
calls, the outputs, the thoughts and the tools offered; ``Trajectory.masked`` counts what was replaced. A trajectory
that was executed in a world is returned as it is: all values in it are made up, and it must replay to the byte.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from lemnos.records import Masked, Message, OfferedTool, ToolCall, Trajectory, trajectory_id
from lemnos.text.private.find import private_data, replacer
from lemnos.text.private.kinds import Private

Replace = Callable[[str], str]


def mask(
    trajectory: Trajectory, find: Callable[[str], list[Private]] = private_data, *, keep_id: bool = False
) -> Trajectory:
    """Return a trajectory without personal data and secrets, as far as they are found; itself if there are none.

    Args:
        trajectory: The trajectory.
        find: Finds what is private in a text.
        keep_id: Whether it keeps its id, because verdicts refer to it; else it gets that of its new content.
    """
    found = [] if trajectory.execution.world else find("\n\0".join(_texts(trajectory)))
    if not found:
        return trajectory
    counts: Counter[str] = Counter({each.kind: each.count for each in trajectory.masked})
    replace_counted = replacer(found)

    def replace(text: str) -> str:
        replaced, here = replace_counted(text)
        counts.update(here.elements())
        return replaced

    messages = tuple(_message(message, replace) for message in trajectory.messages)
    tools = tuple(_tool(tool, replace) for tool in trajectory.tools)
    return msgspec.structs.replace(
        trajectory,
        id=trajectory.id if keep_id else trajectory_id(messages, tools),
        messages=messages,
        tools=tools,
        outcome=msgspec.structs.replace(trajectory.outcome, details=in_json(trajectory.outcome.details, replace)),
        origin=msgspec.structs.replace(trajectory.origin, task=replace(trajectory.origin.task)),
        masked=tuple(Masked(kind, count) for kind, count in sorted(counts.items())),
    )


def _texts(trajectory: Trajectory) -> Iterator[str]:
    for message in trajectory.messages:
        yield message.content
        yield message.reasoning
        for call in message.tool_calls:
            yield from _strings(call.arguments)
        for attachment in message.attachments:
            yield attachment.part
    for tool in trajectory.tools:
        yield tool.description
        yield tool.parameters
    yield trajectory.outcome.details
    yield trajectory.origin.task


def _strings(json_text: str) -> Iterator[str]:
    """Yield the strings in JSON text, decoded; text that is no JSON as it is."""
    if "\\" not in json_text:
        yield json_text
        return
    try:
        values = [msgspec.json.decode(json_text)]
    except ValueError:
        yield json_text
        return
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            values.extend(value)
        elif isinstance(value, dict):
            values.extend(value.values())
            yield from value


def in_json(json_text: str, replace: Replace) -> str:
    """Return JSON text with what is private replaced in its strings; other text with it replaced as it stands."""
    if "\\" not in json_text:
        return replace(json_text)
    try:
        return msgspec.json.encode(in_value(msgspec.json.decode(json_text), replace)).decode()
    except ValueError:
        return replace(json_text)


def in_value(value: Any, replace: Replace) -> Any:
    """Return a plain value with what is private replaced in all strings in it."""
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, list):
        return [in_value(item, replace) for item in value]
    if isinstance(value, dict):
        return {replace(key): in_value(item, replace) for key, item in value.items()}
    return value


def _message(message: Message, replace: Replace) -> Message:
    return msgspec.structs.replace(
        message,
        content=replace(message.content),
        reasoning=replace(message.reasoning),
        tool_calls=tuple(ToolCall(call.id, call.name, in_json(call.arguments, replace)) for call in message.tool_calls),
        attachments=tuple(
            msgspec.structs.replace(attachment, part=in_json(attachment.part, replace))
            for attachment in message.attachments
        ),
    )


def _tool(tool: OfferedTool, replace: Replace) -> OfferedTool:
    return msgspec.structs.replace(
        tool, description=replace(tool.description), parameters=in_json(tool.parameters, replace)
    )
