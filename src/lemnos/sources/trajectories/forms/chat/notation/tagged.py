"""Thoughts, calls, outputs and tools in tags, as chat templates write them into text.

``<think>…</think>`` at the start of an answer; ``<tool_call>`` with JSON (Hermes, Qwen), with ``<function=…>`` and
``<parameter=…>`` (Qwen Coder, OpenHands) or with ``<arg_key>`` and ``<arg_value>`` (GLM); ``<TOOLCALL>`` with a list
(Nemotron); ``<functioncall>`` (Glaive), ``<|python_tag|>`` (Llama) and ``[TOOL_CALLS]`` (Mistral) up to the end of the
text; ``<tool_response>``; ``<tools>``. White space next to a tag belongs to the tag.
"""

import re
from collections.abc import Iterable
from typing import Any

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.draft import DraftCall, DraftTool
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in, python_value
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_of
from lemnos.sources.trajectories.forms.chat.notation.values import parsed

CALL_TAGS = (
    "<tool_call>",
    "<TOOLCALL>",
    "<function=",
    "<tool_calls>",
    "<function_call>",
    "<functioncall>",
    "<|python_tag|>",
    "[TOOL_CALLS]",
)
OUTPUT_TAGS = ("<tool_response>", "<TOOL_RESPONSE>", "<tool_result>")
TOOL_TAGS = ("</tools>", "</AVAILABLE_TOOLS>")

_CALL = re.compile(
    r"<(tool_call|TOOLCALL|tool_calls|function_call)>(.*?)(?:</\1>|\Z)|(<function=.*?(?:</function>|\Z))"
    r"|(?:<functioncall>|<\|python_tag\|>|\[TOOL_CALLS\])(.*?)"
    r"(?:</functioncall>|<\|(?:endoftext|eot_id|eom_id)\|>|(?=<functioncall>)|</s>|\Z)",
    re.DOTALL,
)
_OUTPUT = re.compile(r"<(tool_response|TOOL_RESPONSE|tool_result)>(.*?)(?:</\1>|\Z)", re.DOTALL)
_TOOLS = re.compile(r"<(tools|AVAILABLE_TOOLS)>(.*?)</\1>", re.DOTALL)
_FUNCTION = re.compile(r"<function=([^>]*)>(.*?)(?:</function>|\Z)", re.DOTALL)
_PARAMETER = re.compile(r"<parameter=([^>]*)>(.*?)(?:</parameter>|(?=<parameter=)|\Z)", re.DOTALL)
_ARGUMENT = re.compile(r"<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)(?:</arg_value>|\Z)", re.DOTALL)


def thought_and_words(text: str) -> tuple[str, str]:
    """Return the thought at the start of an answer, and the rest.

    >>> thought_and_words("<think>Two places.</think>Which one?"), thought_and_words("No thought.")
    (('Two places.', 'Which one?'), ('', 'No thought.'))
    """
    if "</think>" not in text:
        return "", text
    head, _, rest = text.partition("</think>")
    opening = head.find("<think>")
    if opening < 0:  # the template writes the opening tag
        return head.strip("\n"), rest.lstrip("\n")
    if head[:opening].strip():
        return "", text
    return head[opening + len("<think>") :].strip("\n"), rest.lstrip("\n")


def calls_and_words(text: str, tools: Iterable[DraftTool], repaired: list[str]) -> tuple[list[DraftCall], str]:
    """Return the calls in the tags of an answer, and its words outside of them.

    Args:
        text: The answer.
        tools: The tools offered; their schemas say which values between tags are no text.
        repaired: Gets the names of repairs.

    Raises:
        FormError: What stands in a tag is no call.
    """
    calls: list[DraftCall] = []
    words: list[str] = []
    position = 0
    for match in _CALL.finditer(text):
        words.append(text[position : match.start()])
        calls += _calls(next(held for held in match.groups()[1:] if held is not None), tools, repaired)
        position = match.end()
    if not position:
        return [], text
    words.append(text[position:])
    return calls, "\n\n".join(piece.strip() for piece in words if piece.strip())


def _calls(inner: str, tools: Iterable[DraftTool], repaired: list[str]) -> list[DraftCall]:
    if "<function=" in inner:
        return [
            _typed(match[1].strip(), [(name, value) for name, value in _PARAMETER.findall(match[2])], tools)
            for match in _FUNCTION.finditer(inner)
        ]
    if "<arg_key>" in inner:
        name = inner.partition("<arg_key>")[0].strip()
        return [_typed(name, _ARGUMENT.findall(inner), tools)]
    inner = inner.strip().removeprefix("\\n").removesuffix("\\n")  # some records hold the escape sequence
    found = calls_in(inner, repaired) or python_calls(inner, repaired)
    if found is None:
        raise FormError(f"there is no call between the tags: {inner.strip()[:60]!r}")
    return found


def _typed(name: str, pairs: list[tuple[str, str]], tools: Iterable[DraftTool]) -> DraftCall:
    parameters = next((tool.parameters for tool in tools if tool.name == name), None)
    properties = parameters.get("properties") if isinstance(parameters, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    return DraftCall(name, {key.strip(): _value(value, properties.get(key.strip())) for key, value in pairs})


def _value(text: str, schema: Any) -> Any:
    """Return the value that a parameter's text stands for: by its schema; a text if that is unknown."""
    text = text.removeprefix("\n").removesuffix("\n")
    kind = schema.get("type") if isinstance(schema, dict) else None
    kinds = kind if isinstance(kind, list) else [kind]
    if "string" in kinds or not any(isinstance(item, str) for item in kinds):
        return text
    value = parsed(text)
    if value is None and text.strip() in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[text.strip()]
    return text if value is None and text.strip() != "null" else value


def outputs_and_words(text: str) -> tuple[list[str], str]:
    """Return the outputs in the tags of a message, and what stands outside of them; no outputs if there is no tag."""
    outputs: list[str] = []
    words: list[str] = []
    position = 0
    for match in _OUTPUT.finditer(text):
        words.append(text[position : match.start()])
        outputs.append(match[2].strip("\n"))
        position = match.end()
    words.append(text[position:])
    return outputs, "\n\n".join(piece.strip() for piece in words if piece.strip()) if position else text


def tools_in(text: str, repaired: list[str]) -> list[DraftTool]:
    """Return the tools in the tags of a system message: a JSON array, one object a line, or Python's notation."""
    for match in _TOOLS.finditer(text):
        inner = match[2].strip()
        if inner[:1] not in ("[", "{"):
            continue
        value = parsed(inner)
        if value is None:
            lines = [parsed(line) for line in inner.splitlines() if line.strip()]
            value = lines if None not in lines else python_value(inner)
        found = tools_of(value if isinstance(value, list) else [value], repaired)
        if found:
            return found
    return []
