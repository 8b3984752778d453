"""Contents of Google's Gemini API: a role and parts, which are texts, thoughts, calls and their responses.

Sessions of Gemini CLI and of Qwen Code hold them. Signatures of thoughts are left out.
"""

from typing import Any

from lemnos.sources.trajectories.draft import DraftCall, DraftTool, Event, Part, Speaker
from lemnos.sources.trajectories.forms.sessions.blocks import as_text, content_of, get_dict, get_list, get_text, part_of

_SPEAKERS: dict[str, Speaker] = {"user": "user", "model": "assistant", "function": "user", "system": "system"}


def is_content(value: Any) -> bool:
    """Return whether a value is a content: a role and a list of parts."""
    return (
        isinstance(value, dict)
        and get_text(value, "role") in _SPEAKERS
        and isinstance(value.get("parts"), list)
        and all(isinstance(part, dict) for part in value["parts"][:3])
    )


def content_events(content: Any, message_id: str = "") -> list[Event]:
    """Return the events of a content; none if its role is unknown."""
    speaker = _SPEAKERS.get(get_text(content, "role"))
    return [] if speaker is None else parts_events(speaker, content.get("parts"), message_id)


def parts_events(speaker: Speaker, parts: Any, message_id: str = "") -> list[Event]:
    """Return the events of parts: thoughts, words and calls of one message as one event, and outputs.

    Args:
        speaker: Who the words are of.
        parts: A list of parts, one part, or a text.
        message_id: Goes into the assistant's event.
    """
    if isinstance(parts, (str, dict)):
        parts = [parts]
    if not isinstance(parts, list):
        return []
    spoken: list[Any] = []
    event = Event(speaker, message_id=message_id if speaker == "assistant" else "")
    outputs: list[Event] = []
    thoughts: list[str] = []
    for part in parts:
        if not isinstance(part, dict):
            spoken.append(part)
        elif part.get("thought") is True:
            thoughts.append(get_text(part, "text"))
        elif "functionCall" in part:
            call = get_dict(part, "functionCall")
            event.calls = [*event.calls, DraftCall(get_text(call, "name"), call.get("args"), get_text(call, "id"))]
        elif "functionResponse" in part:
            outputs.append(response_event(get_dict(part, "functionResponse")))
        elif "executableCode" in part:
            code = get_dict(part, "executableCode")
            event.calls = [*event.calls, DraftCall("code_execution", code, get_text(code, "id"))]
        elif "codeExecutionResult" in part:
            result = get_dict(part, "codeExecutionResult")
            outputs.append(Event("tool", get_text(result, "output"), name="code_execution"))
        elif set(part) - {"thoughtSignature", "thought"}:
            spoken.append(part)
    event.reasoning = "\n\n".join(filter(None, thoughts))
    words = [_kept(part) for part in spoken]
    event.content = content_of(spoken) if spoken and all(isinstance(part, str) for part in spoken) else words
    if len(words) == 1 and words[0].kind == "text":
        event.content = words[0].text
    said = [event] if words or event.calls or event.reasoning else []
    # An output comes before what is said with it, unless a call of the same message leads to it.
    return [*said, *outputs] if event.calls else [*outputs, *said]


def _kept(part: Any) -> Part:
    if isinstance(part, dict) and "text" in part:
        part = {key: held for key, held in part.items() if key != "thoughtSignature"}
    return part_of(part)


def response_event(response: dict[str, Any], call_id: str = "") -> Event:
    """Return the output that a ``functionResponse`` is: its ``output`` if that is all it holds, else as JSON text."""
    held = response.get("response")
    output = held
    if isinstance(held, dict) and len(held) == 1 and "output" in held:
        output = held["output"]
    content: str | list[Part] = "" if output is None else as_text(output)
    media = [part_of(part) for part in get_list(response, "parts")]
    if media:
        content = [Part(content), *media] if isinstance(content, str) and content else media
    return Event("tool", content, call_id=get_text(response, "id") or call_id, name=get_text(response, "name"))


def declared_tools(tools: Any) -> list[DraftTool]:
    """Return the tools of a request: lists of ``functionDeclarations``."""
    found = []
    for tool in tools if isinstance(tools, list) else []:
        for given in get_list(tool, "functionDeclarations") or get_list(tool, "function_declarations"):
            schema = given.get("parametersJsonSchema", given.get("parameters")) if isinstance(given, dict) else None
            if get_text(given, "name"):
                found.append(DraftTool(get_text(given, "name"), get_text(given, "description"), schema))
    return found
