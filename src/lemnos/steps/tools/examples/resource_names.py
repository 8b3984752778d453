"""Recognise and fill resource names, paths that are one argument: ``projects/{project}/topics/{topic}`` -> text.

A parameter's own description or pattern gives the template; ``{project}``, ``[PROJECT]``, ``<project>``, ``PROJECT_ID``
and ``*`` stand for one segment each.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lemnos.steps.tools.schemas.validation import Schema

_HOLDER = r"(?:\{[^{}/\s]{1,60}\}|\[[A-Za-z][\w -]{1,40}\]|<[\w -]{1,40}>|\*{1,2}|\$\{?\w{2,40}\}?)"
_SEGMENT = rf"(?:{_HOLDER}|[\w.-]+(?::\w+)?)"
_TEMPLATE = re.compile(
    rf"(?<![\w/:.}}{{<\]*-])(?://[\w.-]+\.[a-z]{{2,}}/)?[a-zA-Z][\w.-]*/(?:{_HOLDER}|[A-Z][A-Z0-9]*_[A-Z0-9_]+)"
    rf"(?:/{_SEGMENT})*"
)
"""A path that begins with a literal segment and a placeholder."""
_PLACEHOLDER = re.compile(rf"{_HOLDER}|[A-Z][A-Z0-9]*_[A-Z0-9_]+")
_ANY_SEGMENT = re.compile(r"\(?(?:\[\^/\]|\[[\w\\.~%+-]*\]|\\w|\.)[+*?]*(?:\{\d+(?:,\d*)?\})?\)?")
_LITERAL_PATH = re.compile(r"(?:[\w.-]+|\*)(?:/(?:[\w.-]+|\*))+")
_LONGEST = 800
"""The length of a description that is searched, in characters."""


@lru_cache(maxsize=4096)
def template_in(description: str) -> str | None:
    """Return the template of a resource name in a description; None if it has none.

    >>> template_in("The parent. Format: `projects/{project}/topics/{topic}`.")
    'projects/{project}/topics/{topic}'
    >>> template_in("Accepts and/or as operators")
    """
    if "/" not in description:
        return None
    text = description[:_LONGEST]
    whole = (found[0] for found in _TEMPLATE.finditer(text) if text[found.end() : found.end() + 1] != "/")
    template = next(whole, None)
    return template.rstrip(".:-") if template else None


@lru_cache(maxsize=4096)
def template_of_pattern(pattern: str) -> str | None:
    """Return the template that a regular expression of literal and free segments amounts to; None for others.

    >>> template_of_pattern("^projects/[^/]+/topics/[^/]+$")
    'projects/*/topics/*'
    """
    if "/" not in pattern:
        return None
    path = _ANY_SEGMENT.sub("*", pattern.removeprefix("^").removesuffix("$").replace("\\/", "/"))
    return path if "*" in path and path[0] != "*" and _LITERAL_PATH.fullmatch(path) else None


def collection_of(flat: Mapping[str, Any]) -> str:
    """Return what an argument names that takes a resource name: the last collection of its template; empty if none.

    >>> collection_of({"type": "string", "pattern": "^projects/[^/]+/locations/[^/]+$"})
    'location'
    """
    template = template_for(flat)
    segments = template.split("/") if template else []
    return _singular(segments[-2]) if len(segments) > 1 and segments[-2].isalpha() else ""


def template_for(flat: Mapping[str, Any]) -> str | None:
    """Return the template of the resource names that an argument takes; None if it takes no such names."""
    return template_of_pattern(str(flat.get("pattern", ""))) or template_in(str(flat.get("description", "")))


def is_resource_name(schema: Schema) -> bool:
    """Return whether the text that conforms to a schema is a resource name."""
    if not isinstance(schema, dict):
        return False
    pattern: Any = schema.get("pattern")
    if isinstance(pattern, str) and template_of_pattern(pattern):
        return True
    description: Any = schema.get("description")
    return isinstance(description, str) and template_in(description) is not None


def filled(template: str, value_of: Callable[[str], str]) -> str:
    """Return a template with each placeholder replaced by ``value_of`` its name.

    A placeholder without a name is named after the segment before it (``topics/*``: ``topic``).

    >>> filled("projects/{project}/topics/*", lambda name: f"my-{name}")
    'projects/my-project/topics/my-topic'
    """
    before = ""
    out = []
    for segment in template.split("/"):
        if _PLACEHOLDER.fullmatch(segment):
            name = re.sub(r"[^A-Za-z0-9]+", "_", segment.partition("=")[0]).strip("_").lower()
            before_name = _singular(before)
            name = re.sub(r"_(?:id|name)$", "", name) or before_name
            out.append(value_of(name if len(name) > 1 else before_name))
        else:
            own = value_of(_singular(before)) if "{" in segment else ""
            out.append(_PLACEHOLDER.sub(own, segment) if own else segment)
            before = segment
    return "/".join(out)


def _singular(word: str) -> str:
    word = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", word).lower()
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word or "item"
