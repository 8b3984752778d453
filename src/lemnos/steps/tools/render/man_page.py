"""Render a tool as a manual page as ``man`` shows it: ``Facts`` -> sections in capitals, text wrapped and indented."""

import re
import shlex
from typing import Any

import msgspec

from lemnos.steps.tools.examples.call import ExampleCall
from lemnos.steps.tools.render.calls import language_of, shell_variable, shown_call
from lemnos.steps.tools.render.facts import Facts, field_text, location_in_words
from lemnos.steps.tools.render.fields import Field, headed, need, omitted, subfields
from lemnos.steps.tools.render.wording import (
    english_list,
    first_items,
    first_sentence,
    indented,
    joined,
    pretty,
    sentence,
    shortened,
    wrapped,
)

_PLACEHOLDER = re.compile(r"(?:[\w-]+ )?\$[A-Z][A-Z0-9_]+")
"""What stands for a secret of the caller, which the shell replaces."""
_INDENT = 7
_LINE = 72
"""Most characters of a call on one line."""
_SHORT = {"string": "STRING", "integer": "INTEGER", "number": "NUMBER", "boolean": "BOOLEAN", "object": "JSON"}


def man_page(facts: Facts) -> str:
    """Return a tool as a manual page."""
    tool = facts.tool
    section = "3" if tool.kind == "python" else "1"
    head = f"{tool.name.upper()}({section})"
    middle = shortened(facts.origin, 40).removesuffix(" …")
    room = 78 - 2 * len(head)
    title = f"{head}{middle:^{room}}{head}" if room >= len(middle) + 4 else f"{head}    {middle}".rstrip()
    summary = first_sentence(facts.description).rstrip(".")
    return joined(
        title,
        _section("NAME", f"{tool.name} - {summary}" if summary else tool.name),
        joined(_section("SYNOPSIS", _synopsis(facts)), indented(facts.endpoint, " " * _INDENT)),
        _section("DESCRIPTION", sentence(facts.description)),
        _section("DEPRECATED", "This operation is deprecated.") if tool.deprecated else "",
        _section("AUTHENTICATION", facts.authentication),
        _options(facts),
        _returns(facts),
        _errors(facts),
        _example(facts),
        _section(facts.pick("see", ("SEE ALSO", "PART OF")), facts.origin),
    )


def _section(title: str, text: str) -> str:
    return f"{title}\n{wrapped(text, _INDENT)}" if text else ""


def _synopsis(facts: Facts) -> str:
    if facts.tool.signature:
        return facts.tool.signature
    words = [facts.tool.name]
    for field in facts.fields:
        option = f"--{field.name} {_value(field)}".rstrip()
        words.append(option if field.required else f"[{option}]")
    if facts.unknown_arguments:
        words.append("[ARGUMENT...]")
    return " ".join(words)


def _value(field: Field) -> str:
    if field.enum and len(field.enum) <= 3 and all(isinstance(value, str) and value for value in field.enum):
        return "|".join(field.enum)
    kind = next((kind for kind in field.types if kind != "null"), "")
    if kind == "array":
        item_type = next((kind for kind in field.item.types if kind != "null"), "") if field.item else ""
        return f"{_SHORT.get(item_type, 'VALUE')}..."
    return _SHORT.get(kind, "VALUE")


def _options(facts: Facts) -> str:
    title = facts.pick("options", ("OPTIONS", "ARGUMENTS", "PARAMETERS"))
    if not facts.fields:
        return _section(title, facts.unknown_arguments or "It takes no arguments.")
    options = "\n\n".join(_option(facts, field) for field in facts.fields)
    body = facts.body
    return f"{title}\n{options}" + (f"\n\n{wrapped(body, _INDENT)}" if body else "")


def _option(facts: Facts, field: Field) -> str:
    head = f"{' ' * _INDENT}--{field.name} {_value(field)}"
    notes = [f"{need(field).capitalize()}."] if need(field) else []
    if field.type not in _SHORT and field.type != "any value":
        notes.append(f"Type: {field.type}.")
    if location := location_in_words(facts, field):
        notes.append(f"Sent in the {location}." if not location.startswith("form") else f"Sent as {location}.")
    text = field_text(facts, field)
    body = wrapped(f"{' '.join(notes)} {text}".strip(), _INDENT + 7)
    return "\n".join([head, body, *_below(facts, field, _INDENT + 7)])


def _below(facts: Facts, field: Field, indent: int) -> list[str]:
    lines = []
    for each in subfields(field):
        text = field_text(facts, each)
        lines.append(wrapped(headed(each) + (f": {text}" if text else ""), indent + 2))
        lines.extend(_below(facts, each, indent + 2))
    if names := omitted(field, ""):
        lines.append(wrapped(f"Further fields, not described here: {first_items(names)}.", indent + 2))
    return lines


def _returns(facts: Facts) -> str:
    whole = facts.result
    title = facts.pick("returns", ("RETURN VALUE", "OUTPUT", "RESULT"))
    if whole is None:
        return _section(title, facts.answers)
    text = field_text(facts, whole)
    inner = _below(facts, whole, _INDENT)
    kind = "" if whole.type == "any value" else whole.type[:1].upper() + whole.type[1:]
    lead = f"{kind}. {text}" if kind and text else text or (f"{kind}:" if kind and inner else sentence(kind))
    return joined("\n".join([_section(title, lead) or title, *inner]), wrapped(facts.answers, _INDENT))


def _errors(facts: Facts) -> str:
    if not facts.errors:
        return ""
    lines = []
    for code, text in facts.errors:
        lines.append(f"{' ' * _INDENT}{code}")
        if text:
            lines.append(wrapped(sentence(text), _INDENT + 7))
    bodies = f"\n\n{wrapped(facts.error_bodies, _INDENT)}" if facts.error_bodies else ""
    return facts.pick("errors", ("ERRORS", "DIAGNOSTICS", "FAILURES")) + "\n" + "\n".join(lines) + bodies


def _command(facts: Facts, call: ExampleCall) -> str:
    """Return the example call as a command with options, as the synopsis shows them; a long one on several lines."""
    shown = {name: _shown(value) for name, value in call.arguments.items()}
    shown |= {name: f'"{shell_variable(name)}"' for name in call.variables}
    options = [f"--{field.name} {shown[field.name]}".rstrip() for field in facts.fields if field.name in shown]
    line = " ".join([facts.tool.name, *options])
    return line if len(line) <= _LINE else " \\\n    ".join([facts.tool.name, *options])


def _shown(value: Any) -> str:
    """Return the value of an option: text quoted for a shell, several values side by side, an object as JSON."""
    if isinstance(value, str):
        return f'"{value}"' if _PLACEHOLDER.fullmatch(value) else shlex.quote(value)
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return " ".join(map(_shown, value))
    return shlex.quote(msgspec.json.encode(value).decode())


def _example(facts: Facts) -> str:
    pad = " " * _INDENT
    call = ""
    language = language_of(facts.tool) if facts.tool.kind == "function" else ""
    if language not in ("", "python", "typescript"):
        call = (shown_call(facts, named=False) or ("", ""))[1]
    elif facts.tool.signature and facts.arguments:
        call = f"{facts.tool.name} {pretty(facts.arguments)}"
    elif facts.call is not None and not facts.call.is_body_open and not (facts.tool.signature and facts.call.variables):
        call = _command(facts, facts.call)
    title = facts.pick("example", ("EXAMPLE", "EXAMPLES"))
    text = f"{title}\n{indented(call, pad)}" if call else ""
    if call and facts.call is not None and facts.call.variables and not language:
        held = english_list([shell_variable(name) for name in facts.call.variables])
        several = "stands for a value" if len(facts.call.variables) == 1 else "stand for values"
        text = joined(text, wrapped(f"{held} {several} of your own.", _INDENT))
    if facts.returned is None:
        return text
    answer = joined(f"{pad}{facts.answer_words}", indented(pretty(facts.returned), pad))
    return joined(text, answer) if text else f"EXAMPLE RESPONSE\n{answer}"
