"""Reads the example values that a description gives of a media type or a parameter: its object -> JSON values."""

from typing import Any

from lemnos.sources.tools.schema.refs import Resolver, Specification

KEPT_EXAMPLES = 3
"""The number of named examples that are read."""


def examples_of(media: Any, resolver: Resolver, base: Specification) -> list[Any]:
    """Return the example values of a media type or a parameter, in its file ``base``."""
    examples: list[Any] = []
    if not isinstance(media, dict):
        return examples
    if media.get("example") is not None:
        examples.append(media["example"])
    named = media.get("examples")
    for item in (list(named.values()) if isinstance(named, dict) else listed(named))[:KEPT_EXAMPLES]:
        if isinstance(item, dict) and "$ref" in item:
            target = resolver.find(item["$ref"], base)
            item = target.value if target is not None else None
        if isinstance(item, dict) and item.get("value") is not None:
            examples.append(item["value"])
    return examples


def first_example(raw: dict[str, Any], resolver: Resolver, base: Specification) -> Any:
    """Return an example value of a parameter; None if it has none."""
    if not ("example" in raw or "examples" in raw or "x-example" in raw):
        return None
    examples = examples_of(raw, resolver, base)
    if not examples and raw.get("x-example") is not None:
        examples = [raw["x-example"]]
    return examples[0] if examples else None


def listed(value: Any) -> list[Any]:
    """Return a value if it is a list, else no items."""
    return value if isinstance(value, list) else []
