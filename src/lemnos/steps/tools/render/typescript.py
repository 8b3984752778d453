"""Render a tool as a TypeScript declaration: interfaces for arguments and result with TSDoc, and the function."""

import re
from typing import Any

import msgspec

from lemnos.steps.tools.render.facts import Facts, field_text
from lemnos.steps.tools.render.fields import Field, omitted
from lemnos.steps.tools.render.protocol.answers import has_no_body, result_kind
from lemnos.steps.tools.render.protocol.requests import places_text
from lemnos.steps.tools.render.wording import first_items, indented, joined, one_line, pretty, sentence, wrapped

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_NO_NAME = re.compile(r"\W+", re.ASCII)
_TYPES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_WHOLE = {**_TYPES, "array": "unknown[]", "object": "Record<string, unknown>"}
"""A JSON type → its type, if nothing is known of its contents."""
_VALUES = 40
_BODIES = {"text": "string", "xml": "string", "file": "Blob"}
"""Kind of a result without a schema → its type."""


def typescript(facts: Facts) -> str:
    """Return the declarations and an example call."""
    name = _name(facts.tool.name)
    stem = name[:1].upper() + name[1:]
    options = f"{stem}{facts.pick('suffix', ('Args', 'Params', 'Options', 'Input'))}"
    result = f"{stem}{facts.pick('result', ('Result', 'Response', 'Output'))}"
    needed = facts.tool.body_required or any(field.required for field in facts.fields)
    given = f"args{'' if needed else '?'}: {options}" if facts.fields else ""
    if facts.unknown_arguments:
        given = "args?: Record<string, unknown>"
    returns = result
    if facts.result is None:
        kind = result_kind(facts.tool)
        returns = "void" if has_no_body(facts.tool) else _BODIES.get(kind, "unknown")
    head = joined(
        sentence(facts.description),
        facts.unknown_arguments,
        f"`{facts.endpoint}`" if facts.endpoint else "",
        places_text(facts.tool),
        facts.body,
        facts.authentication,
        facts.answers,
        "@deprecated" if facts.tool.deprecated else "",
        "\n".join(f"@throws {code}{' - ' + sentence(one_line(text)) if text else ''}" for code, text in facts.errors),
        facts.error_bodies,
    )
    return joined(
        f"// {facts.origin}" if facts.origin else "",
        f"export interface {options} {_members(facts, facts.fields, (), 1)}" if facts.fields else "",
        _result(facts, result),
        _comment(head) + f"export declare function {name}({given}): Promise<{returns}>;",
        _call(facts, name),
    )


def _name(text: str) -> str:
    words = [word for word in _NO_NAME.split(text) if word] or ["call"]
    name = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    return f"_{name}" if name[0].isdigit() else name


def _result(facts: Facts, name: str) -> str:
    whole = facts.result
    if whole is None:
        return ""
    comment = _comment(field_text(facts, whole))
    if whole.types == ("object",) and whole.children and not whole.variants:
        return f"{comment}export interface {name} {_members(facts, whole.children, _own_omitted(whole), 1)}"
    return f"{comment}export type {name} = {_type(facts, whole, 0)};"


def _members(facts: Facts, fields: tuple[Field, ...], left_out: tuple[str, ...], level: int) -> str:
    pad = "  " * level
    lines = ["{"]
    for field in fields:
        if comment := _comment(field_text(facts, field)):
            lines.append(indented(comment.rstrip(), pad))
        key = field.name if _IDENTIFIER.fullmatch(field.name) else msgspec.json.encode(field.name).decode()
        mark = "" if field.required else "?"
        lines.append(f"{pad}{key}{mark}: {_type(facts, field, level)};")
    if left_out:
        lines.append(f"{pad}// further fields, left out here: {first_items(left_out)}")
    return "\n".join([*lines, "  " * (level - 1) + "}"])


def _type(facts: Facts, field: Field, level: int) -> str:
    if field.enum and len(field.enum) <= _VALUES:
        return " | ".join(msgspec.json.encode(value).decode() for value in field.enum)
    if field.variants:
        told = {kind for variant in field.variants for kind in variant.types}
        rest = (_WHOLE.get(kind, "unknown") for kind in field.types if kind not in told)
        union = " | ".join(dict.fromkeys((*(_type(facts, variant, level) for variant in field.variants), *rest)))
        return (
            f"{_members(facts, field.children, _own_omitted(field), level + 1)} & ({union})"
            if field.children
            else union
        )
    alternatives = []
    for kind in field.types:
        if kind == "array":
            item_type = _type(facts, field.item, level) if field.item is not None else "unknown"
            alternatives.append(
                f"({item_type})[]" if " | " in item_type and not item_type.startswith("{") else f"{item_type}[]"
            )
        elif kind == "object":
            alternatives.append(_object(facts, field, level))
        else:
            alternatives.append(_TYPES.get(kind, "unknown"))
    return " | ".join(dict.fromkeys(alternatives)) or "unknown"


def _object(facts: Facts, field: Field, level: int) -> str:
    if field.children:
        return _members(facts, field.children, _own_omitted(field), level + 1)
    if field.values is not None:
        return f"Record<string, {_type(facts, field.values, level)}>"
    names = omitted(field, "")
    return f"Record<string, unknown> /* {first_items(names)} */" if names else "Record<string, unknown>"


def _own_omitted(field: Field) -> tuple[str, ...]:
    return tuple(omitted(field, "")) if field.left_out else ()


def _comment(text: str) -> str:
    text = text.replace("*/", "*∕").strip()
    if not text:
        return ""
    if "\n" not in text and len(text) <= 90:
        return f"/** {text} */\n"
    lines = (f" * {line}".rstrip() for line in wrapped(text, 0, 92).split("\n"))
    return "/**\n" + "\n".join(lines) + "\n */\n"


def _call(facts: Facts, name: str) -> str:
    text = _returned(facts)
    values = facts.arguments
    if values is None:
        return text
    ordered = {field.name: values[field.name] for field in facts.fields if field.name in values}
    given = _literal({**ordered, **values}) if values else ""
    line = f"const {facts.pick('variable', ('result', 'response', 'answer'))} = await {name}({given});"
    return joined(f"{facts.pick('example', ('// Example', '// Usage', '// A call:'))}\n{line}", text)


def _returned(facts: Facts) -> str:
    """Return the example response as a comment; empty if there is none."""
    return indented(f"{facts.answer_words}\n{pretty(facts.returned)}", "// ") if facts.returned is not None else ""


def _bare(key: re.Match[str]) -> str:
    return f"{key[1] or ''}{key[2] or key[3]}:"


def _literal(value: Any) -> str:
    """Return a value as a TypeScript literal; keys that are identifiers are not quoted."""
    return re.sub(
        r'^(\s*|\{)"([A-Za-z_$][A-Za-z0-9_$]*)":|(?<=, )"([A-Za-z_$][A-Za-z0-9_$]*)":',
        _bare,
        pretty(value),
        flags=re.MULTILINE,
    )
