"""Requests of Amazon Bedrock's Converse API: blocks without a type, told by their only key.

``{"system": [{"text": …}], "messages": [{"role": "assistant", "content": [{"toolUse": {"toolUseId", "name",
"input"}}]}, {"role": "user", "content": [{"toolResult": {"toolUseId", "content": [{"json": …}]}}]}], "toolConfig":
{"tools": [{"toolSpec": {"name", "description", "inputSchema": {"json": …}}}]}}``, and the response's
``output.message`` after it. Blocks become those of Anthropic's Messages API, which say the same, and are read as
these. Left out: cache points, guard content, ``status`` (the output says it).
Source: AWS, "Converse" (API reference).
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms.chat import anthropic_messages
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_of
from lemnos.sources.trajectories.forms.chat.notation.turns import notation, turns_of, unwrapped
from lemnos.sources.trajectories.forms.chat.notation.values import list_at, object_at, text_at
from lemnos.sources.trajectories.normal.text import output_text

NAME = "bedrock_converse"
_MEDIA = {"image": "image", "document": "document", "video": "video", "audio": "audio"}


def looks_like(value: Any) -> bool:
    """Return whether a value holds messages whose content has Bedrock's blocks."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = unwrapped(line.value) if isinstance(line.value, dict) else {"messages": line.value}
    repaired: list[str] = []
    events: list[Event] = []
    system = content_of(_blocks(value.get("system"))).words
    if system:
        events.append(Event("system", system))
    for turn in turns_of(value):
        events += anthropic_messages.events_of(turn.kind, _blocks(turn.content), repaired)
    response = object_at(object_at(object_at(value, "response") or value, "output"), "message")
    if response:
        events += anthropic_messages.events_of("assistant", _blocks(response.get("content")), repaired)
    draft = Draft(form=NAME, events=events, source=line.source, model=text_at(value, "modelId"), repaired=repaired)
    draft.tools = tools_of([_tool(tool) for tool in list_at(object_at(value, "toolConfig"), "tools")], repaired)
    draft.ends_in_call = None
    yield tell(draft, value)


def _tool(tool: Any) -> Any:
    spec = object_at(tool, "toolSpec") if isinstance(tool, dict) else {}
    schema = object_at(spec, "inputSchema")
    return {**spec, "inputSchema": object_at(schema, "json") if "json" in schema else schema} if spec else tool


def _blocks(content: Any) -> Any:
    if not isinstance(content, list):
        return content
    return [block for item in content if (block := _block(item)) is not None]


def _block(item: Any) -> Any:
    """Return a block as Anthropic has it; None for marks that say nothing."""
    if not isinstance(item, dict):
        return item
    if isinstance(use := item.get("toolUse"), dict):
        return {"type": "tool_use", "id": use.get("toolUseId"), "name": use.get("name"), "input": use.get("input")}
    if isinstance(result := item.get("toolResult"), dict):
        content = [_result_part(part) for part in list_at(result, "content")]
        return {"type": "tool_result", "tool_use_id": result.get("toolUseId"), "content": content}
    if isinstance(thought := item.get("reasoningContent"), dict):
        text = text_at(object_at(thought, "reasoningText"), "text")
        return {"type": "thinking", "thinking": text} if text else {"type": "redacted_thinking"}
    if "cachePoint" in item or "guardContent" in item:
        return None
    for key, kind in _MEDIA.items():
        if key in item:
            return {"type": kind, kind: item[key]}
    return {"type": "text", **item} if "text" in item else item


def _result_part(part: Any) -> Any:
    if isinstance(part, dict) and "json" in part:
        return {"type": "text", "text": output_text(part["json"])}
    return _block(part)


FORM = Form(NAME, "Bedrock Converse requests", "value", looks_like, read, known_from="documentation")
