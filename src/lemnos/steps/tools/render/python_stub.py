"""Render a tool as a Python function with types and a docstring: ``Facts`` -> source text.

A Python function keeps its own signature; other tools get the function that a client library would have.
"""

import keyword
import re
from typing import Any

import msgspec

from lemnos.steps.tools.render.facts import Facts, field_text, nested_items
from lemnos.steps.tools.render.fields import Field, need
from lemnos.steps.tools.render.protocol.answers import has_no_body, result_kind
from lemnos.steps.tools.render.protocol.requests import places_text
from lemnos.steps.tools.render.wording import indented, joined, sentence, wrapped

_ENTRY_WITHOUT_TEXT = re.compile(r"\s*\w+(?: \(any value(?:, optional)?\))?:")
_NO_NAME = re.compile(r"\W+", re.ASCII)
_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict[str, Any]",
    "null": "None",
}
_LITERALS = 6
_BODIES = {"text": "str", "xml": "str", "file": "bytes"}
"""Kind of a result without a schema → its type."""
_ITERATED = re.compile(r"->\s*[\w.]*Async(?:Generator|Iterator|Iterable)\b")
"""The result of a function that is iterated over, not awaited."""
_ASYNC = ("", "", "async ")


def python_stub(facts: Facts) -> str:
    """Return the signature with a docstring in the style of Google, numpy or Sphinx, and an example call."""
    tool = facts.tool
    style = facts.pick("style", ("google", "numpy", "sphinx"))
    names = _names(facts)
    if tool.kind == "python" and tool.signature:
        head = tool.signature.rstrip().rstrip(":") + ":"
        if not re.match(r"(?:async\s+)?(?:def|class)\b", head):
            head = f"def {head}"
    else:
        head = _signature(facts, names)
    doc = joined(
        sentence(facts.description) or f"Call `{tool.name}`.",
        ".. deprecated::" if tool.deprecated and style == "sphinx" else "Deprecated." if tool.deprecated else "",
        facts.endpoint,
        places_text(tool),
        facts.body,
        facts.authentication,
        f"Called as ``{tool.signature}``." if tool.signature and tool.kind != "python" else "",
        facts.unknown_arguments,
        *_sections(facts, names, style),
        facts.answers,
        facts.error_bodies,
    )
    doc = doc.replace("\\", "\\\\").replace('"""', "'''")
    folded = wrapped(doc, 0, 96, {"google": 4, "sphinx": 0}.get(style, -1))
    stub = f'{head}\n    """{indented(folded, "    ").lstrip()}\n    """\n    ...'
    origin = facts.pick("origin", ("# {}", "# From {}", "# {}: client")).format(facts.origin) if facts.origin else ""
    return joined(origin, stub, _call(facts, names))


def _own_name(text: str) -> str:
    name = _NO_NAME.sub("_", text).strip("_") or "call"
    return f"_{name}" if name[0].isdigit() else f"{name}_" if keyword.iskeyword(name) else name


def _names(facts: Facts) -> dict[str, str]:
    """Return the Python name of each argument."""
    names: dict[str, str] = {}
    for field in facts.fields:
        name = _NO_NAME.sub("_", field.name).strip("_") or "value"
        if name[0].isdigit() or keyword.iskeyword(name):
            name = f"{name}_" if keyword.iskeyword(name) else f"_{name}"
        while name in names.values():
            name += "_"
        names[field.name] = name
    return names


def _signature(facts: Facts, names: dict[str, str]) -> str:
    ordered = sorted(facts.fields, key=lambda field: not field.required)
    parameters = []
    for field in ordered:
        hint = _hint(field)
        if field.required:
            parameters.append(f"{names[field.name]}: {hint}")
        elif field.default and _is_short(field):
            parameters.append(f"{names[field.name]}: {hint} = {msgspec.json.decode(field.default)!r}")
        else:
            parameters.append(
                f"{names[field.name]}: {hint if hint.endswith('None') or hint == 'Any' else hint + ' | None'} = None"
            )
    if facts.unknown_arguments:
        parameters.append("**arguments: Any")
    returns = f" -> {_hint(facts.result)}" if facts.result is not None else ""
    if facts.result is None and facts.tool.responses:
        hint = "None" if has_no_body(facts.tool) else _BODIES.get(result_kind(facts.tool), "")
        returns = f" -> {hint}" if hint else ""
    name = _own_name(facts.tool.name)
    asynchronous = facts.pick("async", _ASYNC)
    line = f"{asynchronous}def {name}({', '.join(parameters)}){returns}:"
    if len(line) <= 88:
        return line
    inner = "".join(f"    {each},\n" for each in parameters)
    return f"{asynchronous}def {name}(\n{inner}){returns}:"


def _is_short(field: Field) -> bool:
    return len(field.default) <= 60


def _hint(field: Field | None) -> str:
    if field is None:
        return "Any"
    texts = [value for value in field.enum if isinstance(value, str)]
    if texts and len(field.enum) == len(texts) <= _LITERALS and all(len(text) <= 30 for text in texts):
        hint = f"Literal[{', '.join(map(repr, texts))}]"
        return f"{hint} | None" if "null" in field.types else hint
    hints = []
    for kind in sorted(field.types, key=lambda kind: kind == "null"):
        hint = f"list[{_hint(field.item)}]" if kind == "array" else _TYPES.get(kind, "Any")
        if kind == "object" and field.values is not None and not field.children:
            hint = f"dict[str, {_hint(field.values)}]"
        hints.append(hint)
    return " | ".join(dict.fromkeys(hints)) or "Any"


def _sections(facts: Facts, names: dict[str, str], style: str) -> list[str]:
    arguments = [(names[field.name], field, _argument_text(facts, field, names)) for field in facts.fields]
    result = facts.result
    returned = _argument_text(facts, result, {}) if result is not None else ""
    own = facts.tool.kind == "python"
    match style:
        case "google":
            # The signature has all names; entries that add nothing to it are left out.
            entries = [_entry(f"{name}{_type_of(field, own)}: ", text) for name, field, text in arguments]
            blocks = [_block("Args:", [] if all(map(_ENTRY_WITHOUT_TEXT.fullmatch, entries)) else entries)]
            if result is not None:
                blocks.append(_block("Returns:", [_entry("", returned or sentence(result.type))]))
            blocks.append(_block("Raises:", [_entry(f"{code}: ", sentence(text)) for code, text in facts.errors]))
        case "numpy":
            blocks = [_ruled("Parameters", [(f"{name} : {_kind(field)}", text) for name, field, text in arguments])]
            if result is not None:
                blocks.append(_ruled("Returns", [(result.type, returned)]))
            blocks.append(_ruled("Raises", [(code, sentence(text)) for code, text in facts.errors]))
        case _:
            lines = [_entry(f":param {name}: ", text or f"{_kind(field)}.", "") for name, field, text in arguments]
            if result is not None:
                lines.append(_entry(":returns: ", returned or sentence(result.type), ""))
            lines += [_entry(f":raises {code}: ", sentence(text), "") for code, text in facts.errors]
            blocks = ["\n".join(lines)]
    return blocks


def _kind(field: Field) -> str:
    return field.type + (", optional" if need(field) == "optional" else "")


def _type_of(field: Field, own: bool) -> str:
    return f" ({_kind(field)})" if own or "object" in field.types or "array" in field.types else ""


def _argument_text(facts: Facts, field: Field, names: dict[str, str]) -> str:
    text = field_text(facts, field)
    if (python_name := names.get(field.name)) is not None and python_name != field.name:
        text = f"{text} Sent as ``{field.name}``.".strip()
    lines = [text] if text else []
    lines.extend(nested_items(facts, field))
    return "\n".join(lines)


def _entry(head: str, text: str, pad: str = "    ") -> str:
    if not head:
        return indented(text, pad)
    if text.startswith("- "):
        text = f"\n{text}"
    first, _, rest = (head + text).rstrip().partition("\n")
    return f"{pad}{first.rstrip()}" + (f"\n{indented(rest, pad + '    ')}" if rest else "")


def _block(title: str, entries: list[str]) -> str:
    return f"{title}\n" + "\n".join(entries) if entries else ""


def _ruled(title: str, entries: list[tuple[str, str]]) -> str:
    if not entries:
        return ""
    lines = "\n".join(
        head.removesuffix(" : any value") + (f"\n{indented(text, '    ')}" if text else "") for head, text in entries
    )
    return f"{title}\n{'-' * len(title)}\n{lines}"


def _call(facts: Facts, names: dict[str, str]) -> str:
    call = facts.call
    if call is None or not call.is_literal:
        return _returned(facts)
    given = {names.get(name, name): repr(value) for name, value in call.arguments.items()}
    ordered = [*(name for name in names.values() if name in given), *(name for name in given if name not in names)]
    loose = [name for name in dict.fromkeys(ordered) if name.isidentifier() and not keyword.iskeyword(name)]
    name = facts.tool.name if facts.tool.kind == "python" else _own_name(facts.tool.name)
    is_async = _is_async(facts)
    line = f"{name}({', '.join(f'{key}={given[key]}' for key in loose)})"
    if len(line) > 100:
        values = {names.get(key, key): value for key, value in call.arguments.items()}
        texts = {key: _literal(values[key]) for key in loose}
        line = f"{name}(\n" + "".join(f"    {key}={text},\n" for key, text in texts.items()) + ")"
    if is_async:  # ``await`` is no statement of a module
        line = f"import asyncio\n\nasyncio.run({line})"
    return joined(f"{facts.pick('example', ('# Example', '# Usage', '# For example:'))}\n{line}", _returned(facts))


def _is_async(facts: Facts) -> bool:
    """Return whether a call has to be awaited."""
    tool = facts.tool
    if tool.kind == "python":
        return tool.signature.startswith("async ") and _ITERATED.search(tool.signature) is None
    return bool(facts.pick("async", _ASYNC))


def _returned(facts: Facts) -> str:
    """Return the example response as a comment; empty if there is none."""
    if facts.returned is None:
        return ""
    return indented(f"{facts.answer_words}\n{_literal(facts.returned, '')}", "# ")


def _literal(value: Any, pad: str = "    ") -> str:
    import pprint

    text = repr(value)
    return text if len(text) <= 90 else indented(pprint.pformat(value, width=90, sort_dicts=False), pad).lstrip()
