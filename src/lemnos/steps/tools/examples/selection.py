"""Tell which values and properties are no examples: values that stand for others, parts of the protocol."""

import re
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.validation import Schema

_PROTOCOL = re.compile(
    r"x-amz-.*|\$\.xgafv|access_token|oauth_token|alt|callback|fields|prettyPrint|quotaUser|userIp|upload_?[tT]ype|"
    r"upload_protocol|authorization|user-agent|if-.*|accept(?:-.*)?|(?:.*_)?pretty|traceparent|x-request-id|"
    r"(?:.*[_.])?(?:fields|expand|expansions|include|includes|embed|select|columns|verbose|debug|dry_?run|validateOnly)|"
    r"(?:x-)?(?:idempotency-key|correlation-id|request-id)|locale|lang|jsonp|format|api[-_]?version",
    re.IGNORECASE,
)
"""Optional arguments that whole families of APIs share, and that say nothing of an operation."""
_KEY_TEXT = re.compile(r"\W*(?:your |the |an? )?(?:API key|OAuth)", re.IGNORECASE)
"""Descriptions of arguments that carry a credential."""
_REQUIRED = re.compile(r"[\[(*]*required(?: |\b)(?!if|when|for|only|unless|in|by|with|on|to)", re.IGNORECASE)
_CURSORS = frozenset(
    "cursor pagetoken nexttoken nextpagetoken continuationtoken marker startingafter endingbefore after before".split()
)
"""Arguments whose values come from the response before."""
TEMPLATE = re.compile(r"\{\{?[\w .$-]+\}?\}|<[\w .-]+>|\$\{[\w.]+\}|\[[\w ]+\]")
"""A placeholder that the caller replaces by a value."""
_QUOTED = re.compile(r"e_?tag|match", re.IGNORECASE)
"""Names of values that stand in quotes."""
_STANDS_FOR = re.compile(
    r"string|text|value|example|sample|test|foo|bar|(?:your|my|some|the|an?)[-_ ].*(?:id|key|token|name)|x{3,}.*|\.{3}|"
    r"n/?a|none|null|undefined|lorem .*|todo|tbd|[0-]{8,}|",
    re.IGNORECASE,
)
"""Text that the author of a description wrote for want of an example."""


def is_placeholder(value: Any, name: str = "", *, whole: bool = False) -> bool:
    """Return whether a value that a description gives as an example only stands for one.

    Args:
        value: Any JSON value; an object or a list is a placeholder if one of its parts is.
        name: Name of the property that has the value.
        whole: Whether only the names of types count, as in an example of a whole body.

    >>> is_placeholder("string"), is_placeholder({"a": ["{id}"]}), is_placeholder("pet", "pet"), is_placeholder("Rex")
    (True, True, True, False)
    """
    if isinstance(value, dict):
        return any(is_placeholder(each, key, whole=True) for key, each in value.items())
    if isinstance(value, list):
        return any(is_placeholder(each, whole=True) for each in value)
    if isinstance(value, str):
        if TEMPLATE.fullmatch(value) or value == "string":
            return True
        if len(value) > 1 and value[0] == value[-1] == '"' and not _QUOTED.search(name):
            return True  # JSON text in the place of the text itself
        return not whole and (_STANDS_FOR.fullmatch(value) is not None or normalised(value) == normalised(name))
    return value == 0 and not isinstance(value, bool) and words_of(name)[-1:] == ("id",)


def is_empty(value: Any) -> bool:
    """Return whether a value shows nothing: no text, number or boolean stands anywhere in it.

    >>> is_empty({"run": {}, "next": None}), is_empty([0])
    (True, False)
    """
    if isinstance(value, dict):
        return all(map(is_empty, value.values()))
    return all(map(is_empty, value)) if isinstance(value, list) else value in (None, "")


def is_awkward(key: str, schema: Schema) -> bool:
    """Return whether an optional argument is a poor example: deprecated, or part of the protocol, like a signature."""
    if _PROTOCOL.fullmatch(key) is not None or normalised(key) in _CURSORS:
        return True
    if not isinstance(schema, dict):
        return False
    return schema.get("deprecated") is True or _KEY_TEXT.match(str(schema.get("description", ""))) is not None


_STATED = re.compile(
    r"(?:^|(?<=[.;!?\n]))\s*(?:required|mandatory)(?: (?:field|parameter|property))?\s*(?:[.;!]|$)|"
    r"[\[(](?:required|mandatory)[\])]|"
    r"(?<!if )(?<!whether )\b(?:this|th(?:is|e) (?:field|parameter|property|argument|attribute|header|value)) is "
    r"(?:always )?(?:an? )?(?:required|mandatory)(?: field| parameter| property)?\s*(?:[.;!]|$|and must\b)",
    re.IGNORECASE,
)
"""A sentence by which a description says that a property is required, without condition."""
_CONDITIONAL = re.compile(
    r"(?<!if )(?<!whether )\b(?:this|it|this (?:field|parameter|property|argument|attribute|header|value)) is "
    r"(?:an? |also |only |always )?(?:required|mandatory)\b|"
    r"(?:^|[.;:(\n-]\s*)[\[(*]*(?:required|mandatory),?\s+(?:on|for|if|when|in|by|with|unless|only|during|at|as|to)\b|"
    r"\b(?:field|parameter|property|argument) is (?:required|mandatory)\s+"
    r"(?:on|for|if|when|in|by|with|unless|only|to)\b|"
    r":\s*(?:required|mandatory)\b",
    re.IGNORECASE,
)
"""Words by which a description says that a property is required under a condition."""


def need_in(description: str) -> str:
    """Return whether a description says of its property that it is ``required`` or ``conditional``; empty if neither.

    >>> need_in("Name. This field is required."), need_in("Required on insertion."), need_in("The required depth.")
    ('required', 'conditional', '')
    """
    small = description.lower()
    if "required" not in small and "mandatory" not in small:
        return ""
    is_stated = _STATED.search(description) is not None
    if is_stated and "optional" not in small and "not required" not in small:
        return "required"
    return "conditional" if is_stated or _CONDITIONAL.search(description) is not None else ""


def says_required(schema: Schema) -> bool:
    """Return whether a description says that the property is required, as Google's do."""
    text = str(schema.get("description", "")) if isinstance(schema, dict) else ""
    return _REQUIRED.match(text) is not None or need_in(text) == "required"
