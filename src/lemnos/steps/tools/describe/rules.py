"""Write documentation for functions that have none: ``Tool`` with code or a signature -> ``Description``.

There are two writers. ``describe_offline`` states what the code shows and nothing else. A model is asked with
``describe_request``, a pure function, and ``read_description`` parses and checks its answer: an answer that mentions a
parameter, an exception or a default that the code does not have is rejected.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from lemnos.llm.prompts import Prompt
from lemnos.llm.request import Answer, Request
from lemnos.llm.structured import read_object
from lemnos.records import Rejected, Tool, ToolError, Utterance, tool_id
from lemnos.steps.tools.describe.code_facts import CodeFacts, code_facts_of
from lemnos.steps.tools.describe.sentences import default_text, parameter_text, raise_texts, summary_of

STAGE = "describe"
INVENTIONS = frozenset(("invented_parameter", "invented_exception", "wrong_default"))
"""Rules that reject answers for stating something that is not in the code."""
_TOKENS, _TOKENS_EACH = 400, 60
"""Maximum tokens of an answer, and additional tokens for each parameter."""
_LONGEST_SUMMARY = 400
_LONGEST_TEXT = 4000


class Description(msgspec.Struct, frozen=True):
    """Documentation of one function."""

    summary: str
    details: str
    parameters: tuple[tuple[str, str], ...]
    """(name, text), in the order of the signature. The offline writer leaves out parameters whose use the code does not
    show. Types, defaults and which are required are in the tool's schema."""
    returns: str
    """Empty if it returns nothing."""
    raises: tuple[tuple[str, str], ...]
    """(exception, when)."""
    writer: str
    """``offline`` or ``model``."""


def needs_description(tool: Tool) -> bool:
    """Return whether a tool is a function with code or a signature but without a description."""
    return not tool.description and bool(tool.code or tool.signature) and tool.kind in ("python", "function")


def describe_offline(tool: Tool) -> Description:
    """Return documentation that states only what signature, types, defaults and code show."""
    schema = msgspec.json.decode(tool.parameters)
    properties: dict[str, dict[str, Any]] = schema.get("properties") or {}
    required = frozenset(schema.get("required") or ())
    facts = code_facts_of(tool.code) if tool.code else None
    summary, details, returns = summary_of(tool, list(properties), required, facts)
    return Description(
        summary=summary,
        details=details,
        parameters=tuple(
            (name, text) for name, prop in properties.items() if (text := parameter_text(name, prop, facts))
        ),
        returns=returns,
        raises=tuple(raise_texts(facts)) if facts is not None else (),
        writer="offline",
    )


def describe_request(tool: Tool, prompts: Mapping[str, Prompt]) -> Request:
    """Return the request that asks a model for documentation of a function.

    Args:
        tool: A function without documentation.
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


_MENTIONED_PARAMETER = re.compile(r"\b(?:parameters?|arguments?|option|keyword)\s+(?:called |named )?`([A-Za-z_]\w*)`")
_STATED_DEFAULT = re.compile(r"\b[Dd]efaults?(?: value)?(?: is| to|:)? `([^`]+)`")


def read_description(tool: Tool, answer: str) -> Description | Rejected:
    """Return the documentation in a model's answer, or a rejection if it cannot be used."""
    try:
        parsed = msgspec.convert(read_object(answer), _Answer)
    except msgspec.ValidationError as error:
        return _rejected(tool, "not_as_asked", f"the answer does not match the requested JSON schema: {error}")
    schema = msgspec.json.decode(tool.parameters)
    properties: dict[str, dict[str, Any]] = schema.get("properties") or {}
    facts = code_facts_of(tool.code) if tool.code else None
    texts = [
        parsed.summary,
        parsed.details,
        parsed.returns,
        *parsed.parameters.values(),
        *parsed.raises.values(),
    ]
    problem = (
        _unfit(parsed, texts)
        or _invented_parameter(tool, parsed, texts, properties, facts, open_ended="additionalProperties" not in schema)
        or _wrong_default(parsed, properties)
        or _invented_exception(tool, parsed)
        or _left_out(parsed, properties)
    )
    if problem is not None:
        return _rejected(tool, *problem)
    return Description(
        summary=parsed.summary.strip(),
        details=parsed.details.strip(),
        parameters=tuple((name, parsed.parameters[name].strip()) for name in properties),
        returns=parsed.returns.strip(),
        raises=tuple((name.strip("`"), text.strip()) for name, text in parsed.raises.items()),
        writer="model",
    )


def unanswered(tool: Tool, answer: Answer) -> Rejected:
    """Return the rejection for a request to which the model gave no usable answer."""
    return _rejected(tool, answer.finish, answer.reason or "the model gave no answer")


Problem = tuple[str, str] | None


def _unfit(parsed: _Answer, texts: list[str]) -> Problem:
    if not parsed.summary.strip():
        return "empty", "the answer has no summary"
    if len(parsed.summary) > _LONGEST_SUMMARY or any(len(text) > _LONGEST_TEXT for text in texts):
        return "too_long", f"a text exceeds {_LONGEST_TEXT:,} characters, or the summary {_LONGEST_SUMMARY}"
    return None


def _invented_parameter(
    tool: Tool,
    parsed: _Answer,
    texts: list[str],
    properties: dict[str, dict[str, Any]],
    facts: CodeFacts | None,
    *,
    open_ended: bool,
) -> Problem:
    known = {*properties, "self", "cls"}
    # The names that a function takes as **kwargs are known only where the code looks them up.
    looked_up = facts.keywords if open_ended and facts is not None else frozenset[str]()
    variadic = set(re.findall(r"\*\*?(\w+)", tool.signature))
    for name in parsed.parameters:
        if name.lstrip("*") not in known | variadic | looked_up:
            return "invented_parameter", f"describes a parameter {name!r} that is not in the signature"
    # A text may mention parameters of the functions that are called; the code contains their names.
    words = set(re.findall(r"\w+", f"{tool.signature} {tool.code}"))
    for text in texts:
        for name in _MENTIONED_PARAMETER.findall(text):
            if name not in known | variadic and name not in words:
                return "invented_parameter", f"mentions a parameter {name!r} that is not in the code"
    return None


def _wrong_default(parsed: _Answer, properties: dict[str, dict[str, Any]]) -> Problem:
    for name, text in parsed.parameters.items():
        stated = _STATED_DEFAULT.search(text)
        if stated is None or name not in properties:
            continue
        default = default_text(properties[name])
        if default is None:
            return "wrong_default", f"states the default {stated[1]!r} for {name!r}, which has none"
        if _plain(stated[1]) != _plain(default):
            return "wrong_default", f"states the default {stated[1]!r} for {name!r}, but the default is {default!r}"
    return None


def _plain(value: str) -> str:
    return value.strip("\"' ").replace('"', "'").lower()


def _invented_exception(tool: Tool, parsed: _Answer) -> Problem:
    words = set(re.findall(r"\w+", tool.code))
    for name in parsed.raises:
        if tool.code and name.strip("`").rpartition(".")[2] not in words:
            return "invented_exception", f"describes an exception {name!r} that is not in the code"
    return None


def _left_out(parsed: _Answer, properties: dict[str, dict[str, Any]]) -> Problem:
    missing = [name for name in properties if not parsed.parameters.get(name, "").strip()]
    return ("parameter_left_out", f"does not describe the parameter {missing[0]!r}") if missing else None


def _rejected(tool: Tool, rule: str, reason: str) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=tool.source, record=tool.id)


def with_description(tool: Tool, description: Description) -> Tool:
    """Return the tool with documentation where it had none; a tag names the writer (``described:offline``)."""
    schema = msgspec.json.decode(tool.parameters)
    texts = dict(description.parameters)
    for name, property_schema in (schema.get("properties") or {}).items():
        if texts.get(name) and isinstance(property_schema, dict):
            property_schema.setdefault("description", texts[name])
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
