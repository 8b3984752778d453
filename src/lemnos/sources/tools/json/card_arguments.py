"""The arguments on a card written by hand → properties of a schema.

What stands beside an argument's name may be its type (``string``), its type and description (``[REQUIRED] string: The
id``), a description, a value (``0.5``, ``'DPT_Large'``), or an object with any of these under names of the author's.
"""

import ast
import re
from typing import Any

import msgspec

from lemnos.sources.tools.json.parameters import Schema, loose_type, with_value
from lemnos.text.markup import plain

_NOTHING = re.compile(
    r"(?:n\s*/?\s*a|none|null|not (?:specified|provided|available|applicable|mentioned|given)|unknown|unspecified|-+|"
    r"\.{2,}|not found)[.]?",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.\[\]-]*")
_TYPED = re.compile(
    r"(\[REQUIRED\]|\(required\)|required[,:]?)?\s*([A-Za-z][\w\[\]<>| -]{0,40}?)?\s*(?::\s+|:$|\((.*)\)$)(.*)",
    re.IGNORECASE | re.DOTALL,
)
"""Whether required, type, description."""
_REQUIRED = re.compile(r"\s*\[REQUIRED\]\s*|^required[.:,]\s+", re.IGNORECASE)
_OUTPUTS = re.compile(r"outputs?(?:_.*)?|returns?|result", re.IGNORECASE)
_NUMERIC = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_PHRASES = 2
"""From this many words on, a text beside a name is a description."""


class CardArguments(msgspec.Struct):
    """The arguments of one card."""

    properties: Schema
    required: list[str]
    returned: str = ""
    """What the card says of the output, where it lists that among the arguments."""

    def schema(self) -> Schema:
        """Return the schema of all arguments."""
        required = {"required": self.required} if self.required else {}
        return {"type": "object", "properties": self.properties, **required}


def said(value: Any) -> str:
    """Return a field's text; empty where it says that there is nothing to say (``N/A``)."""
    text = value.strip() if isinstance(value, str) else ""
    return "" if _NOTHING.fullmatch(text) else text


def arguments_of(raw: Any, notes: set[str], *, of_model: bool) -> CardArguments:
    """Return the arguments of a card.

    Args:
        raw: ``api_arguments`` as the card has it.
        notes: Gets the names of rules that mended something.
        of_model: A value beside a name is then what the author used, not a default.
    """
    found = CardArguments({}, [])
    if isinstance(raw, str):
        raw = _written(said(raw))
    if isinstance(raw, dict):
        if _is_one(raw):
            raw = [raw]
        else:
            for name, value in raw.items():
                _add(found, name, value, notes, of_model=of_model)
    if isinstance(raw, list):
        for each in raw:
            if isinstance(each, dict) and isinstance(each.get("name"), str):
                _add(
                    found,
                    each["name"],
                    {key: value for key, value in each.items() if key != "name"},
                    notes,
                    of_model=of_model,
                )
            elif isinstance(each, dict):
                for name, value in each.items():
                    _add(found, name, value, notes, of_model=of_model)
            elif isinstance(each, str):
                name, equals, value = each.partition("=")
                if _IDENTIFIER.fullmatch(name.strip()):
                    _add(found, name, value if equals else None, notes, of_model=of_model)
                else:
                    notes.add("no_argument")
    return found


def _is_one(raw: dict[str, Any]) -> bool:
    return isinstance(raw.get("name"), str) and raw.keys() <= {
        "name",
        "type",
        "description",
        "default",
        "required",
        "value",
    }


def _written(text: str) -> Any:
    """Return what a text of arguments stands for: a literal, or names separated by commas."""
    if text[:1] in ("{", "["):
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return []
    return [part.strip() for part in re.split(r",\s*(?![^(\[{]*[)\]}])", text) if part.strip()]


def _add(found: CardArguments, name: str, value: Any, notes: set[str], *, of_model: bool) -> None:
    name = str(name).strip()
    if not name or name in found.properties:
        return
    if of_model and _OUTPUTS.fullmatch(name):
        found.returned = found.returned or (said(value) if isinstance(value, str) else "")
        return
    required = False
    if isinstance(value, dict):
        schema, required = _of_mapping(value, notes)
    elif isinstance(value, str):
        schema, required = _of_text(name, value, of_model=of_model)
    else:
        schema = {}
        kind = _kind(value)
        if kind:
            schema["type"] = kind
            with_value(schema, "examples" if of_model else "default", value)
    found.properties[name] = schema
    if required:
        found.required.append(name)


def _of_mapping(raw: dict[str, Any], notes: set[str]) -> tuple[Schema, bool]:
    given = raw.get("data_type", raw.get("type"))
    schema: Schema = {}
    if isinstance(given, str):
        schema, rule = loose_type(given)
        if rule == "unknown_type":
            notes.add(rule)
    elif not raw.keys() & {"description", "default", "required"}:
        # Neither type nor description: the members are those of an object.
        members = {
            str(key): _of_text(str(key), value, of_model=False)[0] if isinstance(value, str) else {}
            for key, value in raw.items()
        }
        return {"type": "object", "properties": members}, False
    text = raw.get("description")
    told = plain(text) if isinstance(text, str) else ""
    required = raw.get("required") in (True, "true", "True", "yes") or raw.get("optional") in (False, "false")
    if _REQUIRED.search(told):
        told, required = _REQUIRED.sub("", told), True
    if told:
        schema["description"] = told
    for key in ("possible_values", "valid_values", "options", "enum"):
        values = raw.get(key)
        if isinstance(values, dict):
            values = list(values)
        if isinstance(values, list) and values and all(isinstance(item, str | int | float) for item in values):
            schema["enum"] = values
        elif isinstance(values, str) and values.strip():
            schema["description"] = f"{told} Possible values: {values.strip()}".strip()
    length = raw.get("maximum_length", raw.get("maximum_characters"))
    if str(length).isdigit() and schema.get("type") == "string":
        schema["maxLength"] = int(str(length))
    if isinstance(raw.get("maximum"), int | float) and schema.get("type") in ("integer", "number"):
        schema["maximum"] = raw["maximum"]
    for key in ("default", "default_value"):
        with_value(schema, "default", raw.get(key))
    with_value(schema, "examples", raw.get("example"))
    return schema, required


def _of_text(name: str, text: str, *, of_model: bool) -> tuple[Schema, bool]:
    text = plain(text)
    if not said(text):
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
        with_value(schema, "examples" if of_model else "default", literal)
        return schema, required
    if len(text.split()) < _PHRASES and of_model:
        # One word beside a name is the value that the author used, unless it is the name again.
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
