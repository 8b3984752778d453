"""Choose which properties of an object an example shows: name, schema -> whether it is awkward, unlikely, needed."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.validation import Schema

_PROTOCOL = re.compile(
    r"x-amz-.*|\$\.xgafv|access_token|oauth_token|alt|callback|fields|prettyPrint|quotaUser|userIp|upload_?[tT]ype|"
    r"upload_protocol|authorization|user-agent|if-.*|accept(?:-.*)?|pretty|traceparent|x-request-id",
    re.IGNORECASE,
)
"""Optional arguments that whole families of APIs share."""

_KEY_TEXT = re.compile(r"\W*(?:your |the |an? )?(?:API key|OAuth)", re.IGNORECASE)
"""Descriptions of arguments that carry a credential."""
_FAILURES = frozenset("unreachable failure failures error errors exception fault faults rejection stacktrace".split())
_LINKS = frozenset("uri url link href page".split())
"""Last words of the names of links to another page; a token for it is no link."""
_OTHER_PAGES = frozenset("first last prev previous".split())
"""First words of the names of links to pages that a call did not ask for."""
_KINDS = frozenset(
    "type properties items enum const anyOf oneOf allOf $ref examples default format pattern additionalProperties "
    "x-type x-python-type".split()
)
"""Keywords that tell what a value is."""
OUTCOMES = {
    **dict.fromkeys(("success", "successful", "succeeded", "ok", "issuccess", "issuccessful", "done"), True),
    **dict.fromkeys(("error", "iserror", "haserror", "haserrors", "failed", "failure"), False),
}
"""Name of a boolean → its value in the result of a successful call."""
IDENTITY = frozenset(("id", "name", "sid", "uuid", "arn"))
"""Optional properties that every object below the outermost one shows."""


class Wishes(msgspec.Struct, frozen=True):
    """What a caller wants of the outermost object."""

    given: Mapping[str, Any] = MappingProxyType({})
    """Property → the value that it gets."""
    avoided: frozenset[str] = frozenset()
    """Optional properties that are left out."""
    is_call: bool = False
    """Whether the value is what a caller sends, so that properties may exclude each other."""
    texts: tuple[str, ...] = ()
    """Descriptions that may say which properties exclude each other."""
    templates: Mapping[str, str] = MappingProxyType({})
    """Property → the text, or template of a resource name, that it gets if its own description gives none."""
    host: str = ""
    """Host of the API, which for a cloud names the service and the region."""


NO_WISHES = Wishes()


def is_unlikely(key: str, schema: Schema) -> bool:
    """Return whether a result of a successful call rarely has an optional property: it tells of a failure or of another
    page, or nothing is known of it."""
    words = words_of(key)
    if not _FAILURES.isdisjoint(words) or (words and words[0] in _OTHER_PAGES):
        return True
    if words[:1] == ("next",) and words[-1] in _LINKS:
        return True
    return schema is True or (isinstance(schema, dict) and _KINDS.isdisjoint(schema))


def is_awkward(key: str, schema: Schema) -> bool:
    """Return whether a property is a poor example: deprecated, or part of the protocol, like a signature."""
    if _PROTOCOL.fullmatch(key) is not None:
        return True
    if not isinstance(schema, dict):
        return False
    return schema.get("deprecated") is True or _KEY_TEXT.match(str(schema.get("description", ""))) is not None


def says_required(schema: Schema) -> bool:
    """Return whether a description begins by saying that the property is required, as Google's do."""
    return isinstance(schema, dict) and str(schema.get("description", ""))[:10].lower().strip("[(*").startswith(
        "required"
    )


def is_structure(member: tuple[str, Schema]) -> bool:
    """Return whether a property, as (name, schema), holds an object or a list."""
    schema = member[1]
    return not isinstance(schema, dict) or schema.get("type") in ("object", "array") or "$ref" in schema
