"""Checks and repairs the formats of texts: value, schema -> a value whose texts are in the formats of the schema.

Formats are those of JSON Schema (``date-time``, ``uuid``, ``uri``, ...); others say nothing of the text.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.search import FORMATS

_DEEPEST = 24


def validator_of(schema: Schema) -> Any:
    """Return a validator that asserts formats; None if its engine cannot read the schema."""
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(
            schema if isinstance(schema, bool) else dict(schema), validate_formats=True
        )
    except (ValueError, jsonschema_rs.ValidationError):  # a pattern that the engine does not know
        return None


def is_in_format(text: str, name: str) -> bool:
    """Return whether a text is in a format; true of formats that are not known.

    >>> is_in_format("2026-01-15", "date"), is_in_format("2026-01-15", "date-time"), is_in_format("x", "colour")
    (True, False, True)
    """
    return name not in FORMATS or bool(_of_format(name).is_valid(text))


@cache
def _of_format(name: str) -> Any:
    return validator_of({"format": name})


def without_contradicted(schema: Any) -> Any:
    """Return a schema without the formats that its own examples, default or values do not have.

    >>> without_contradicted({"type": "string", "format": "date", "examples": ["15 May"]})
    {'type': 'string', 'examples': ['15 May']}
    """
    if isinstance(schema, list):
        return [without_contradicted(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema.get("format")
    known = isinstance(name, str) and name in FORMATS
    contradicted = known and not all(is_in_format(text, str(name)) for text in _stated(schema))
    return {
        keyword: value if keyword in ("enum", "const", "examples", "default") else without_contradicted(value)
        for keyword, value in schema.items()
        if not (keyword == "format" and contradicted)
    }


def _stated(schema: Mapping[str, Any]) -> list[str]:
    listed = [each for word in ("examples", "enum") if isinstance(schema.get(word), list) for each in schema[word]]
    return [each for each in (*listed, schema.get("default"), schema.get("const")) if isinstance(each, str)]


def first_wrong(validator: Any, value: Any) -> tuple[str, str] | None:
    """Return the argument whose text is not in its format, and what is wrong; None if there is none."""
    for error in validator.iter_errors(value):
        path = [str(part) for part in error.instance_path]
        if not path:
            continue
        place = f" at {'.'.join(path[1:])}" if len(path) > 1 else ""
        name = getattr(error.kind, "format", "")
        said = f"is not of the format {name}" if name else "has a text that is not in its format"
        return path[0], f"{path[0]} {said}{place}"
    return None


def in_format(value: Any, schema: Schema, root: Schema, seed: str, name: str, depth: int = 0) -> Any:
    """Return ``value`` with its texts in the formats of ``schema``: rewritten if they say the same, else made.

    Args:
        value: A value that conforms to ``schema``, but for formats.
        schema: Says the formats.
        root: The schema within which references are resolved.
        seed: Decides what is made.
        name: Name of the value.
        depth: Of the value in the whole.
    """
    if depth > _DEEPEST or not isinstance(value, dict | list | str):
        return value
    flat = flat_of(schema, root)
    if isinstance(value, dict):
        properties = flat.get("properties", {})
        other = flat.get("additionalProperties", True)
        return {
            key: in_format(each, properties.get(key, other), root, f"{seed}/{key}", key, depth + 1)
            for key, each in value.items()
        }
    if isinstance(value, list):
        items = flat.get("items", True)
        return [in_format(each, items, root, f"{seed}/{number}", name, depth + 1) for number, each in enumerate(value)]
    wanted = flat.get("format")
    if not isinstance(wanted, str) or is_in_format(value, wanted):
        return value
    return next((each for each in _alternatives(value, wanted, schema, root, seed, name)), value)


def _alternatives(value: str, wanted: str, schema: Schema, root: Schema, seed: str, name: str) -> list[str]:
    """Return texts in a format in the place of another, those that say the same first."""
    made = []
    if wanted == "date-time":
        made = [f"{value}T00:00:00Z", f"{value}Z", f"{value.replace(' ', 'T', 1)}Z", value.replace(" ", "T", 1)]
    elif wanted == "date":
        made = [value[:10]]
    elif wanted in ("uri", "iri"):
        made = [f"https://www.example.com{value}" if value.startswith("/") else f"https://{value}"]
    with suppress(ImpossibleError):
        made.append(sample(schema, root, seed, name))
    made.append(FORMATS[wanted])
    return [
        each for each in made if isinstance(each, str) and is_in_format(each, wanted) and conforms(each, schema, root)
    ]
