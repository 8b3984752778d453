"""Converts the arguments on a handwritten API card to ``CardArguments``: the properties of a schema.

The value of an argument may be its type (``string``), its type and description (``[REQUIRED] string: The id``), a
description, an example value (``0.5``, ``'DPT_Large'``), or an object that holds any of these under names that the
author chose.
"""

import ast
import re
from typing import Any

import msgspec

from lemnos.sources.tools.json.parameters import Schema, loose_type, set_value
from lemnos.text.markup import plain

_PLACEHOLDER = re.compile(
    r"(?:n\s*/?\s*a|none|null|not (?:specified|provided|available|applicable|mentioned|given)|unknown|unspecified|-+|"
    r"\.{2,}|not found)[.]?",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.\[\]-]*")
_TYPED = re.compile(
    r"(\[REQUIRED\]|\(required\)|required[,:]?)?\s*([A-Za-z][\w\[\]<>| -]{0,40}?)?\s*(?::\s+|:$|\((.*)\)$)(.*)",
    re.IGNORECASE | re.DOTALL,
)
"""Its groups are the mark of a required argument, the type and the description."""
_REQUIRED = re.compile(r"\s*\[REQUIRED\]\s*|^required[.:,]\s+", re.IGNORECASE)
_OUTPUTS = re.compile(r"outputs?(?:_.*)?|returns?|result", re.IGNORECASE)
_NUMERIC = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MIN_DESCRIPTION_WORDS = 2
"""The number of words from which a text counts as a description."""


class CardArguments(msgspec.Struct):
    """The arguments of one card."""

    properties: Schema
    required: list[str]
    returned: str = ""
    """The description of the output, if the card lists the output among the arguments."""

    def schema(self) -> Schema:
        """Return the schema of all arguments."""
        required = {"required": self.required} if self.required else {}
        return {"type": "object", "properties": self.properties, **required}


def field_text(value: Any) -> str:
    """Return the text of a field; empty if it is a placeholder such as ``N/A``."""
    text = value.strip() if isinstance(value, str) else ""
    return "" if _PLACEHOLDER.fullmatch(text) else text


def arguments_of(raw: Any, notes: set[str], *, of_model: bool) -> CardArguments:
    """Return the arguments of a card.

    Args:
        raw: The field ``api_arguments`` as written.
        notes: A set to which the names of the rules that repaired something are added.
        of_model: Whether the card describes a model; the value of an argument is then an example, not a default.
    """
    arguments = CardArguments({}, [])
    if isinstance(raw, str):
        raw = _parse_text(field_text(raw))
    if isinstance(raw, dict):
        if _is_single_argument(raw):
            raw = [raw]
        else:
            for name, value in raw.items():
                _add(arguments, name, value, notes, of_model=of_model)
    if isinstance(raw, list):
        for item in raw:
            if isinstance(item, dict) and isinstance(item.get("name"), str):
                _add(
                    arguments,
                    item["name"],
                    {key: value for key, value in item.items() if key != "name"},
                    notes,
                    of_model=of_model,
                )
            elif isinstance(item, dict):
                for name, value in item.items():
                    _add(arguments, name, value, notes, of_model=of_model)
            elif isinstance(item, str):
                name, equals, value = item.partition("=")
                if _IDENTIFIER.fullmatch(name.strip()):
                    _add(arguments, name, value if equals else None, notes, of_model=of_model)
                else:
                    notes.add("no_argument")
    return arguments


def _is_single_argument(raw: dict[str, Any]) -> bool:
    return isinstance(raw.get("name"), str) and raw.keys() <= {
        "name",
        "type",
        "description",
        "default",
        "required",
        "value",
    }


def _parse_text(text: str) -> Any:
    """Return the value of a text of arguments: a Python literal, or a list of names separated by commas."""
    if text[:1] in ("{", "["):
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return []
    return [argument.strip() for argument in re.split(r",\s*(?![^(\[{]*[)\]}])", text) if argument.strip()]


def _add(arguments: CardArguments, name: str, value: Any, notes: set[str], *, of_model: bool) -> None:
    name = str(name).strip()
    if not name or name in arguments.properties:
        return
    if of_model and _OUTPUTS.fullmatch(name):
        arguments.returned = arguments.returned or (field_text(value) if isinstance(value, str) else "")
        return
    required = False
    if isinstance(value, dict):
        schema, required = _schema_from_mapping(value, notes)
    elif isinstance(value, str):
        schema, required = _schema_from_text(name, value, of_model=of_model)
    else:
        schema = {}
        kind = _kind(value)
        if kind:
            schema["type"] = kind
            set_value(schema, "examples" if of_model else "default", value)
    arguments.properties[name] = schema
    if required:
        arguments.required.append(name)


def _schema_from_mapping(raw: dict[str, Any], notes: set[str]) -> tuple[Schema, bool]:
    type_text = raw.get("data_type", raw.get("type"))
    schema: Schema = {}
    if isinstance(type_text, str):
        schema, rule = loose_type(type_text)
        if rule == "unknown_type":
            notes.add(rule)
    elif not raw.keys() & {"description", "default", "required"}:
        # With neither a type nor a description, the keys are the members of an object.
        members = {
            str(key): _schema_from_text(str(key), value, of_model=False)[0] if isinstance(value, str) else {}
            for key, value in raw.items()
        }
        return {"type": "object", "properties": members}, False
    text = raw.get("description")
    description = plain(text) if isinstance(text, str) else ""
    required = raw.get("required") in (True, "true", "True", "yes") or raw.get("optional") in (False, "false")
    if _REQUIRED.search(description):
        description, required = _REQUIRED.sub("", description), True
    if description:
        schema["description"] = description
    for key in ("possible_values", "valid_values", "options", "enum"):
        values = raw.get(key)
        if isinstance(values, dict):
            values = list(values)
        if isinstance(values, list) and values and all(isinstance(item, str | int | float) for item in values):
            schema["enum"] = values
        elif isinstance(values, str) and values.strip():
            schema["description"] = f"{description} Possible values: {values.strip()}".strip()
    length = raw.get("maximum_length", raw.get("maximum_characters"))
    if str(length).isdigit() and schema.get("type") == "string":
        schema["maxLength"] = int(str(length))
    if isinstance(raw.get("maximum"), int | float) and schema.get("type") in ("integer", "number"):
        schema["maximum"] = raw["maximum"]
    for key in ("default", "default_value"):
        set_value(schema, "default", raw.get(key))
    set_value(schema, "examples", raw.get("example"))
    return schema, required


def _schema_from_text(name: str, text: str, *, of_model: bool) -> tuple[Schema, bool]:
    text = plain(text)
    if not field_text(text):
        return {}, False
    required = bool(_REQUIRED.search(text))
    typed = _TYPED.fullmatch(text)
    if typed is not None and typed[2]:
        schema, rule = loose_type(typed[2])
        if rule != "unknown_type":
            return _described(schema, (typed[3] or "") + (typed[4] or "")), required
    text = _REQUIRED.sub("", text).strip()
    schema, rule = loose_type(text)
    if rule != "unknown_type":
        return schema, required
    literal = _literal(text)
    if literal is not None:
        schema = {"type": _kind(literal)}
        set_value(schema, "examples" if of_model else "default", literal)
        return schema, required
    if len(text.split()) < _MIN_DESCRIPTION_WORDS and of_model:
        # A single word is the value that the author used, unless it repeats the name.
        return ({} if text == name else {"type": "string", "examples": [text]}), required
    return ({} if text == name else {"description": text}), required


def _described(schema: Schema, text: str) -> Schema:
    if text := text.strip():
        schema["description"] = f"{text} {schema['description']}" if "description" in schema else text
    return schema


def _literal(text: str) -> Any:
    if not (_NUMERIC.fullmatch(text) or text in ("True", "False", "true", "false") or text[:1] in "'\"[({"):
        return None
    try:
        value = ast.literal_eval(text.capitalize() if text in ("true", "false") else text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    if isinstance(value, tuple):
        value = list(value)
    try:
        msgspec.json.encode(value)
    except (TypeError, RecursionError, OverflowError):
        return None
    return value if _kind(value) else None


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return ""
