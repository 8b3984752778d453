"""Find the optional arguments that an operation is about: the question of a search, the content of a file to store.

Many descriptions mark no field of a body as required. A call that names a file without its content, or a search without
a question, does nothing, so that such an argument is shown even if nothing is known of its value.
"""

from collections.abc import Container, Iterable, Mapping

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.hints import noun_of, verbs_of
from lemnos.steps.tools.examples.verbs import SEEKING
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema

_QUESTIONS = ("q", "query", "search", "searchquery", "searchterm", "searchtext", "term", "keyword", "keywords", "text")
"""Normalised names of the question of a search, the most usual first."""
_FORMATS = frozenset(("binary", "byte", "base64"))
_FILES = frozenset("file attachment upload document image photo picture media asset video audio scan".split())
"""What operations store that have a content."""
_CONTENTS = frozenset("data content contents bytes body base64 b64".split())
"""Words after ``file`` in the names of contents."""
_ELSEWHERE = frozenset("url uri link href".split())
"""Words in the names of arguments that tell where a content is."""


def is_search(tool: Tool) -> bool:
    """Return whether a tool looks for something, by the beginning of its name or the words of its path."""
    segments = [part for part in tool.path.split("/") if part and "{" not in part]
    return bool(verbs_of(tool.name) & SEEKING) or any(not SEEKING.isdisjoint(words_of(part)[:1]) for part in segments)


def question_of(tool: Tool, names: Container[str], shown: Iterable[str]) -> tuple[str, ...]:
    """Return the argument with the question of a search that shows none.

    Args:
        tool: The tool.
        names: The normalised names of its arguments.
        shown: Those that the call shows.
    """
    if not verbs_of(tool.name) & SEEKING or not {*shown}.isdisjoint(_QUESTIONS):
        return ()
    return tuple(name for name in _QUESTIONS if name in names)[:1]


def content_of(tool: Tool, body: Mapping[str, Schema], shown: Container[str], root: Schema) -> tuple[str, ...]:
    """Return the field with the content of a file that a call stores without it.

    Args:
        tool: The tool.
        body: Field of the body → its schema.
        shown: The arguments that the call shows.
        root: The schema that references point into.
    """
    if tool.method != "POST":
        return ()
    contents = [name for name, each in body.items() if _is_content(name, each, root)]
    others = [name for name in body if name in shown]
    if (
        not contents
        or not others
        or any(name in contents or not _ELSEWHERE.isdisjoint(words_of(name)) for name in others)
    ):
        return ()
    is_file = normalised(noun_of(tool.path)) in _FILES or any(normalised(name) == "filename" for name in others)
    return tuple(contents[:1]) if is_file else ()


def is_void(schema: Schema, root: Schema) -> bool:
    """Return whether a schema describes an object without properties, and does not say that it takes any."""
    try:
        flat = flatten(schema, root)
    except ImpossibleError:
        return False
    return (
        flat.get("type") == "object"
        and not flat.get("properties")
        and ("additionalProperties" not in flat or flat["additionalProperties"] is False)
    )


def _is_content(name: str, schema: Schema, root: Schema) -> bool:
    try:
        flat = flatten(schema, root)
    except ImpossibleError:
        return False
    if flat.get("type", "string") != "string":
        return False
    words = words_of(name)
    is_named = words[-1:] == ("file",) or (words[:1] == ("file",) and not _CONTENTS.isdisjoint(words[1:]))
    return is_named or flat.get("format") in _FORMATS or flat.get("contentEncoding") == "base64"
