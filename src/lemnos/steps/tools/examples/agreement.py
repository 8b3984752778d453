"""Let the arguments of a call agree with a response that the description gives: arguments, response -> arguments.

The response is never changed. An argument takes over the value that the resource in the response has under its name;
one that ends the path takes over the id. An optional argument that the items of a list do not agree on is left out.
"""

from collections.abc import Container, Mapping
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.examples.hints import nouns_of, stems_of
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type


def fitted(
    tool: Tool,
    schema: Mapping[str, Any],
    values: Mapping[str, Any],
    variables: list[str],
    required: Container[str],
    result: Any,
) -> tuple[dict[str, Any], list[str]]:
    """Return the arguments and the variables of a call to which ``result`` may be the answer.

    Args:
        tool: The tool.
        schema: The schema of its arguments.
        values: Argument → its value.
        variables: Arguments without a value.
        required: The required arguments.
        result: The response.
    """
    known, items = _resource(result, nouns_of(tool))
    agreed = dict(values)
    for name in [*values, *variables]:
        stems = stems_of(tool, name)
        if items:
            if (listed := _listed(stems[0], items)) and conforms(
                listed, schema.get("properties", {}).get(name, True), schema
            ):
                agreed[name] = listed
                continue
            found = [item[stem] for item in items for stem in stems[:1] if stem in item]
            if name in values and name not in required and any(each != found[0] for each in found):
                del agreed[name]
                continue
            new = found[0] if found and all(each == found[0] for each in found) else None
        else:
            new = next((known[stem] for stem in stems if stem in known), None)
        if new is None:
            continue
        new = _alike(new, agreed.get(name), schema.get("properties", {}).get(name, True), schema)
        if new is not None:
            agreed[name] = new
    return agreed, [name for name in variables if name not in agreed]


def _listed(stem: str, items: list[dict[str, Any]]) -> list[Any]:
    """Return the ids of the items of a list, for an argument such as ``petIds``; empty for other arguments."""
    for ending in ("arn", "id", "name", "key"):
        if stem.endswith(f"{ending}s"):
            own = stem.removesuffix("s")
            found = [item.get(own, item.get(ending)) for item in items]
            return [] if None in found else found
    return []


def _resource(result: Any, nouns: frozenset[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the resource in a response by normalised names, or the items of its list."""
    if isinstance(result, list):
        return {}, [_named(item) for item in result if isinstance(item, dict)]
    if not isinstance(result, dict):
        return {}, []
    known = _named(result)
    for key, inner in result.items():
        if normalised(key) in nouns or len(result) == 1:
            if isinstance(inner, dict):
                deeper, items = _resource(inner, nouns)
                return known | deeper, items
            if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
                return {}, [_named(item) for item in inner if isinstance(item, dict)]
    return known, []


def _named(value: Mapping[str, Any]) -> dict[str, Any]:
    return {normalised(key): each for key, each in value.items()}


def _alike(new: Any, old: Any, schema: Schema, root: Schema) -> Any:
    """Return what a response has in the type that an argument needs; None if that is impossible."""
    if isinstance(old, dict) and isinstance(new, dict):
        known = _named(new)
        merged = {
            key: changed
            if normalised(key) in known and (changed := _alike(known[normalised(key)], each, True, True)) is not None
            else each
            for key, each in old.items()
        }
        return merged if conforms(merged, schema, root) else None
    if isinstance(new, dict) or (isinstance(old, dict | list) and type(old) is not type(new)):
        return None
    forms = [new]
    if isinstance(new, str) and new.isdecimal() and len(new) < 16:
        forms.append(int(new))
    if is_type(new, "integer"):
        forms.append(str(new))
    if schema is True and old is not None:
        forms = [each for each in forms if type(each) is type(old)]
    return next((each for each in forms if conforms(each, schema, root)), None)
