"""Finds the output of a tool that is its argument in the call for the next page: ``nextPageToken`` → ``pageToken``."""

import re
from collections.abc import Iterator

from lemnos.records import Tool
from lemnos.steps.tools.edges.keys import fits
from lemnos.steps.tools.edges.results import Entity, Field, decoded, shape_of
from lemnos.steps.tools.examples.example_values import words_of

_PLACES = frozenset("token cursor marker offset page continuation scroll number key start index id".split())
_ALONE = frozenset(
    "cursor marker continuationtoken scrollid paginationtoken nexttoken nextcursor nextpagetoken".split()
)
_FOLLOWING = frozenset(("next",))
_FROM_LAST = re.compile(
    r"\b(?:previous|last|prior|preceding)\s+(?:\w+\s+){0,2}(?:response|request|call|page|result)s?\b", re.IGNORECASE
)
"""What the description of an argument says that takes a value of the last response."""
_DEEPEST = 2


def next_pages(tool: Tool, entities: list[Entity]) -> Iterator[tuple[str, str]]:
    """Yield pairs of a pointer in the result and the argument that takes its value for the next page."""
    schema, defs = decoded(tool.parameters)
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return
    outputs: dict[tuple[str, ...], Field] = {}
    others: dict[str, Field] = {}
    for entity in entities:
        if entity.depth > _DEEPEST or "*" in entity.pointer:
            continue
        holder = words_of(entity.holder)
        for field in entity.fields:
            words = words_of(field.name)
            joined = "".join(words)
            if field.types & {"boolean", "object"}:
                continue
            others.setdefault(field.name, field)
            if set(words) & _FOLLOWING and set(words) & _PLACES:
                outputs.setdefault(tuple(word for word in words if word not in _FOLLOWING), field)
                outputs.setdefault(words, field)
            elif joined in _ALONE or (words and words[0] == "next" and len(words) > 1):
                outputs.setdefault(words, field)
            elif joined == "endcursor" or (joined == "next" and set(holder) & {"cursor", "cursors"}):
                outputs.setdefault(("cursor",), field)
    for name, value in properties.items() if others else ():
        words = words_of(name)
        shape = shape_of(value, defs)
        types = shape.types
        forms = (words, tuple(word for word in words if word not in ("next", "start", "page")), _shortened(words))
        for form in forms:
            output = outputs.get(form)
            if output is not None and fits(output, types):
                yield output.pointer, name
                break
        else:
            same = others.get(name)
            if same is not None and fits(same, types) and _FROM_LAST.search(shape.text):
                yield same.pointer, name


def _shortened(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``page`` for what takes the number of a page."""
    return ("page", "number") if words == ("page",) else ("page",) if words == ("page", "number") else words
