"""Takes back what an export of a trajectory carried, so that an import gives the same record.

A reader of rows that Lemnos exported (``forms/exports.py``) hands the value of ``lemnos`` (``exported.Exported``) to
``take_back``; ``normalise`` then calls ``restored``. The id decides. If the messages and tools that were read, with
what is carried put back, have the id that was exported, everything is taken back, checks included. If somebody has
edited them, only what still holds is: names of tools, licence, origin and outcome, and the record says
``edited_export``. An object that cannot be read is left out, and the record says ``unreadable_export``.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from lemnos.errors import ConversationError
from lemnos.records import Message, OfferedTool, ToolCall, Trajectory, trajectory_id
from lemnos.records.conversation import validate
from lemnos.sources.trajectories.draft import Draft
from lemnos.sources.trajectories.exported import Carried, Exported, Patch, TakenBack, ToolPatch


def take_back(draft: Draft, value: Any) -> Draft:
    """Return a draft with what an export carried for it; the draft as it is if there is nothing.

    Args:
        draft: What the importer read from the form's own keys; changed in place.
        value: The value of ``lemnos``: an object or its JSON text; None or anything else if the record has none.
    """
    if value is None:
        return draft
    back = carried_by(value)
    if back is None:
        draft.repaired.append("unreadable_export")
        return draft
    draft.taken_back = back
    draft.ends_in_call = True  # an export ends as its record does; outputs that its form cannot hold are carried
    draft.final_calls = ()
    return draft


def carried_by(value: Any) -> TakenBack | None:
    """Return what the value of ``lemnos`` holds; None if it is none or cannot be read."""
    try:
        if isinstance(value, str):
            value = msgspec.json.decode(value)
        exported = msgspec.convert(value, Exported)
        carried = msgspec.json.decode(exported.carried, type=Carried)
        msgspec.json.encode(exported)  # lone surrogates have no place in a record
    except (ValueError, TypeError, RecursionError):
        return None
    return TakenBack(exported, carried)


def restored(read: Trajectory, back: TakenBack) -> Trajectory:
    """Return the trajectory that was exported, from what its form's own keys say and what was carried."""
    exported, carried = back.exported, back.carried
    named = unmasked(read, carried.names)
    tools = tuple(_patched_tool(tool, carried.tools.get(str(number))) for number, tool in enumerate(named.tools))
    messages = _patched_messages(named.messages, carried)
    if messages is None or trajectory_id(messages, tools) != exported.id:
        return _edited(read, back)
    if carried.inserted or carried.patches or exported.ending != read.ending:
        try:
            validate(messages, exported.ending)
        except ConversationError:
            return _edited(read, back)
    return msgspec.structs.replace(
        named,
        id=exported.id,
        messages=messages,
        tools=tools,
        called=carried.called,
        ending=exported.ending,
        verification=carried.verification,
        outcome=carried.outcome,
        origin=carried.origin,
        repaired=carried.repaired,
        masked=carried.masked,
        licence=exported.licence,
        source=exported.source,
    )


def _edited(read: Trajectory, back: TakenBack) -> Trajectory:
    carried = back.carried
    named = unmasked(read, {name: own for name, own in carried.names.items() if own.strip()})
    return msgspec.structs.replace(
        named,
        id=trajectory_id(named.messages, named.tools),
        outcome=carried.outcome,
        origin=msgspec.structs.replace(carried.origin, shared=0),
        repaired=tuple(sorted({*named.repaired, *carried.repaired, "edited_export"})),
        masked=carried.masked,
        licence=back.exported.licence or named.licence,
    )


def _patched_tool(tool: OfferedTool, patch: ToolPatch | None) -> OfferedTool:
    return tool if patch is None else msgspec.structs.replace(tool, id=patch.id, origin=patch.origin)


def _patched_messages(read: tuple[Message, ...], carried: Carried) -> tuple[Message, ...] | None:
    """Return the messages with all that is carried for them; None if that does not fit them."""
    if not carried.inserted and not carried.patches:
        return read
    messages = list(read)
    try:
        for number, message in sorted((int(number), message) for number, message in carried.inserted.items()):
            if not 0 <= number <= len(messages):
                return None
            messages.insert(number, message)
        for key, patch in carried.patches.items():
            messages[int(key)] = _patched(messages[int(key)], patch)
    except (ValueError, IndexError):
        return None
    return tuple(messages)


def _patched(message: Message, patch: Patch) -> Message:
    calls = tuple(
        ToolCall(call.id, call.name, patch.arguments.get(str(number), call.arguments))
        for number, call in enumerate(message.tool_calls)
    )
    return msgspec.structs.replace(
        message,
        content=message.content if patch.content is None else patch.content,
        reasoning=message.reasoning if patch.reasoning is None else patch.reasoning,
        attachments=message.attachments if patch.attachments is None else patch.attachments,
        tool_calls=calls,
        train=message.train if patch.train is None else patch.train,
    )


def unmasked(trajectory: Trajectory, names: Mapping[str, str]) -> Trajectory:
    """Return a trajectory with the tools' own names instead of those that an export gave them."""
    return renamed(trajectory, names) if names else trajectory


def renamed(trajectory: Trajectory, names: Mapping[str, str]) -> Trajectory:
    """Return a trajectory with other names of tools: in tools, calls, and where a text names a tool.

    These texts are the system message, the outputs and the descriptions of tools. What people and the assistant say
    stays as it is: a name may be a plain word there. The id is not computed anew.
    """
    return msgspec.structs.replace(
        trajectory,
        messages=tuple(_renamed_message(message, names) for message in trajectory.messages),
        tools=tuple(
            msgspec.structs.replace(
                tool, name=names.get(tool.name, tool.name), description=renamed_text(tool.description, names)
            )
            for tool in trajectory.tools
        ),
    )


def _renamed_message(message: Message, names: Mapping[str, str]) -> Message:
    if message.tool_calls:
        calls = tuple(ToolCall(call.id, names.get(call.name, call.name), call.arguments) for call in message.tool_calls)
        return msgspec.structs.replace(message, tool_calls=calls)
    if message.role in ("system", "tool"):
        return msgspec.structs.replace(message, content=renamed_text(message.content, names))
    return message


def renamed_text(text: str, names: Mapping[str, str]) -> str:
    """Return a text with other names of tools, where these stand as whole words.

    >>> renamed_text("files.read reads; files.readers do not", {"files.read": "files_read"})
    'files_read reads; files.readers do not'
    """
    longest_first = sorted((name for name in names if name and name in text), key=lambda name: (-len(name), name))
    if not longest_first:
        return text
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    return pattern.sub(lambda found: names[found.group()], text)
