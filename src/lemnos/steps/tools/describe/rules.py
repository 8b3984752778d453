"""Code to text: documentation for functions that have none, from their code.

Two writers. ``describe_offline`` says what the code shows and nothing else. A model is asked through
``describe_request``, a pure function, and its answer is read and checked by ``read_description``: one that tells of a
parameter or an exception that the code does not have, or of another default, is rejected.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from lemnos.llm.prompts import Prompt
from lemnos.llm.request import Answer, Request
from lemnos.llm.structured import read_object
from lemnos.records import Rejected, Tool, ToolError, Utterance, tool_id
from lemnos.steps.tools.describe.code_facts import CodeFacts, facts_of
from lemnos.steps.tools.describe.sentences import default_text, parameter_text, raise_texts, summary_of

STAGE = "describe"
INVENTIONS = frozenset(("invented_parameter", "invented_exception", "wrong_default"))
"""Rules by which an answer says what is not in the code."""
_TOKENS, _TOKENS_EACH = 400, 60
"""Tokens that an answer may have, and more for each parameter."""
_LONGEST_SUMMARY = 400
_LONGEST_TEXT = 4000


class Description(msgspec.Struct, frozen=True):
    """Documentation of one function."""

    summary: str
    details: str
    parameters: tuple[tuple[str, str], ...]
    """(name, text), in the order of the signature; the offline writer leaves out those of whose use the code shows
    nothing. Types, defaults and what is required are told by the tool's schema."""
    returns: str
    """Empty where it returns nothing."""
    raises: tuple[tuple[str, str], ...]
    """(exception, when)."""
    writer: str
    """``offline`` or ``model``."""


def needs_description(tool: Tool) -> bool:
    """Return whether a tool has code or a signature, and no description."""
    return not tool.description and bool(tool.code or tool.signature) and tool.kind in ("python", "function")


def describe_offline(tool: Tool) -> Description:
    """Return documentation from signature, types, defaults and code; it says only what these show."""
    schema = msgspec.json.decode(tool.parameters)
    properties: dict[str, dict[str, Any]] = schema.get("properties") or {}
    required = frozenset(schema.get("required") or ())
    facts = facts_of(tool.code) if tool.code else None
    summary, details, returns = summary_of(tool, list(properties), required, facts)
    return Description(
        summary=summary,
        details=details,
        parameters=tuple(
            (name, text) for name, told in properties.items() if (text := parameter_text(name, told, facts))
        ),
        returns=returns,
        raises=tuple(raise_texts(facts)) if facts is not None else (),
        writer="offline",
    )


def describe_request(tool: Tool, prompts: Mapping[str, Prompt]) -> Request:
    """Return the request that asks a model for documentation.

    Args:
        tool: A function without any.
        prompts: ``describe_function`` and ``describe_function_system`` of ``lemnos.llm.prompts``.
    """
    schema = msgspec.json.decode(tool.parameters)
    names = list(schema.get("properties") or {})
    text = prompts["describe_function"].fill(
        kind=tool.tags[0] if tool.tags else "function",
        name=tool.name,
        owner=tool.api or tool.provider,
        code=tool.code or tool.signature,
        parameters=", ".join(f"`{name}`" for name in names) or "none",
    )
    texts = {"type": "string"}
    answer = {
        "type": "object",
        "properties": {
            "summary": texts,
            "details": texts,
            "parameters": {
                "type": "object",
                "properties": dict.fromkeys(names, texts),
                "required": names,
                "additionalProperties": False,
            },
            "returns": texts,
            "raises": {"type": "object", "additionalProperties": texts},
        },
        "required": ["summary", "details", "parameters", "returns", "raises"],
        "additionalProperties": False,
    }
    messages = (Utterance("system", prompts["describe_function_system"].fill()), Utterance("user", text))
    return Request(STAGE, messages, _TOKENS + _TOKENS_EACH * len(names), msgspec.json.encode(answer).decode())


class _Answer(msgspec.Struct):
    summary: str
    parameters: dict[str, str] = {}
    details: str = ""
    returns: str = ""
    raises: dict[str, str] = {}


_SPOKEN_OF = re.compile(r"\b(?:parameters?|arguments?|option|keyword)\s+(?:called |named )?`([A-Za-z_]\w*)`")
_SPOKEN_DEFAULT = re.compile(r"\b[Dd]efaults?(?: value)?(?: is| to|:)? `([^`]+)`")


def read_description(tool: Tool, answer: str) -> Description | Rejected:
    """Return the documentation in a model's answer, or why it cannot be used."""
    try:
        told = msgspec.convert(read_object(answer), _Answer)
    except msgspec.ValidationError as error:
        return _rejected(tool, "not_as_asked", f"the answer is not the JSON that was asked for: {error}")
    schema = msgspec.json.decode(tool.parameters)
    properties: dict[str, dict[str, Any]] = schema.get("properties") or {}
    facts = facts_of(tool.code) if tool.code else None
    texts = [told.summary, told.details, told.returns, *told.parameters.values(), *told.raises.values()]
    problem = (
        _unfit(told, texts)
        or _invented_parameter(tool, told, texts, properties, facts, open_ended="additionalProperties" not in schema)
        or _wrong_default(told, properties)
        or _invented_exception(tool, told)
        or _left_out(told, properties)
    )
    if problem is not None:
        return _rejected(tool, *problem)
    return Description(
        summary=told.summary.strip(),
        details=told.details.strip(),
        parameters=tuple((name, told.parameters[name].strip()) for name in properties),
        returns=told.returns.strip(),
        raises=tuple((name.strip("`"), text.strip()) for name, text in told.raises.items()),
        writer="model",
    )


def unanswered(tool: Tool, answer: Answer) -> Rejected:
    """Return why there is no documentation where the model gave no answer."""
    return _rejected(tool, answer.finish, answer.reason or "no answer")


Problem = tuple[str, str] | None


def _unfit(told: _Answer, texts: list[str]) -> Problem:
    if not told.summary.strip():
        return "empty", "the answer has no summary"
    if len(told.summary) > _LONGEST_SUMMARY or any(len(text) > _LONGEST_TEXT for text in texts):
        return "too_long", f"a text is longer than {_LONGEST_TEXT:,} characters, or the summary than {_LONGEST_SUMMARY}"
    return None


def _invented_parameter(
    tool: Tool,
    told: _Answer,
    texts: list[str],
    properties: dict[str, dict[str, Any]],
    facts: CodeFacts | None,
    *,
    open_ended: bool,
) -> Problem:
    known = {*properties, "self", "cls"}
    # What else a function with **kwargs takes can be seen only where the code looks it up by its name.
    extra = facts.keywords if open_ended and facts is not None else frozenset[str]()
    variadic = set(re.findall(r"\*\*?(\w+)", tool.signature))
    for name in told.parameters:
        if name.lstrip("*") not in known | variadic | extra:
            return "invented_parameter", f"tells of a parameter {name!r}, which the signature does not have"
    # A text may speak of the parameters of what is called; those stand in the code.
    words = set(re.findall(r"\w+", f"{tool.signature} {tool.code}"))
    for text in texts:
        for name in _SPOKEN_OF.findall(text):
            if name not in known | variadic and name not in words:
                return "invented_parameter", f"speaks of a parameter {name!r}, which is nowhere in the code"
    return None


def _wrong_default(told: _Answer, properties: dict[str, dict[str, Any]]) -> Problem:
    for name, text in told.parameters.items():
        said = _SPOKEN_DEFAULT.search(text)
        if said is None or name not in properties:
            continue
        default = default_text(properties[name])
        if default is None:
            return "wrong_default", f"gives {name!r} the default {said[1]!r}, but it has none"
        if _plain(said[1]) != _plain(default):
            return "wrong_default", f"gives {name!r} the default {said[1]!r}, but it is {default!r}"
    return None


def _plain(value: str) -> str:
    return value.strip("\"' ").replace('"', "'").lower()


def _invented_exception(tool: Tool, told: _Answer) -> Problem:
    words = set(re.findall(r"\w+", tool.code))
    for name in told.raises:
        if tool.code and name.strip("`").rpartition(".")[2] not in words:
            return "invented_exception", f"tells of an exception {name!r}, which the code does not name"
    return None


def _left_out(told: _Answer, properties: dict[str, dict[str, Any]]) -> Problem:
    missing = [name for name in properties if not told.parameters.get(name, "").strip()]
    return ("parameter_left_out", f"says nothing of the parameter {missing[0]!r}") if missing else None


def _rejected(tool: Tool, rule: str, reason: str) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=tool.source, record=tool.id)


def with_description(tool: Tool, description: Description) -> Tool:
    """Return the tool with documentation where it had none; its tags say who wrote it (``described:offline``)."""
    schema = msgspec.json.decode(tool.parameters)
    texts = dict(description.parameters)
    for name, told in (schema.get("properties") or {}).items():
        if texts.get(name) and isinstance(told, dict):
            told.setdefault("description", texts[name])
    parameters = msgspec.json.encode(schema).decode()
    text = tool.description or "\n\n".join(filter(None, (description.summary, description.details)))
    result = msgspec.json.decode(tool.result) if tool.result else {}
    if description.returns and isinstance(result, dict):
        result.setdefault("description", description.returns)
    return msgspec.structs.replace(
        tool,
        id=tool_id(tool.provider, tool.api, tool.version, tool.name, text, parameters),
        description=text,
        parameters=parameters,
        result=msgspec.json.encode(result).decode() if result else "",
        errors=tool.errors or tuple(ToolError(code=name, description=when) for name, when in description.raises),
        tags=(*tool.tags, f"described:{description.writer}"),
    )
