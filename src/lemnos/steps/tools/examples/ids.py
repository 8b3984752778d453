"""Tell from the result of an operation whether its ids are whole numbers: ``Tool``, name of an argument -> bool."""

from functools import lru_cache
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten, types
from lemnos.steps.tools.schemas.validation import Schema

_WHOLE = frozenset(("int32", "int64", "uint32", "uint64"))


def has_numeric_ids(tool: Tool, name: str) -> bool:
    """Return whether an id is a whole number by the result.

    The property of the same name decides. If the result has none, all its other ids must be whole numbers.

    Args:
        tool: An operation with a result.
        name: Normalised name of the argument.
    """
    known = _ids(tool.result)
    return known[name] if name in known else bool(known) and all(known.values())


@lru_cache(maxsize=8)
def _ids(result: str) -> dict[str, bool]:
    """Return the ids of a result, or of the items of its list: normalised name -> whether it is a whole number."""
    root = msgspec.json.decode(result)
    properties = _properties(root, root)
    for each in list(properties.values()):
        items = each.get("items") if isinstance(each, dict) and each.get("type") == "array" else None
        if isinstance(items, dict):
            properties = {**_properties(items, root), **properties}
    found: dict[str, bool] = {}
    for name, each in properties.items():
        if words_of(name)[-1:] == ("id",) and isinstance(each, dict):
            kinds = types(each)
            found[normalised(name)] = kinds == ("integer",) or (kinds == ("string",) and each.get("format") in _WHOLE)
    return found


def _properties(schema: Schema, root: Schema) -> dict[str, Any]:
    try:
        flat = flatten(schema, root)
        flat = flatten(flat["items"], root) if isinstance(flat.get("items"), dict) else flat
    except ImpossibleError:
        return {}
    return dict(flat.get("properties", {}))
