"""Picks the field of an entity that holds the key that an argument takes."""

import re
from typing import Literal

from lemnos.steps.tools.edges.results import Field
from lemnos.steps.tools.examples.resource_names import template_in
from lemnos.steps.tools.naming.nouns import phrase_of

Likeness = Literal["same", "key", "synonym", "bare", "mistyped"]
"""The field has the name of the argument; it is the same key; it is another id; the argument does not say which; it is
the same key, but text for an argument that is a number."""

_MACHINE = ("id", "uuid", "guid", "uid", "gid", "oid", "sid")
_NOT_IT = re.compile(r"\bnot (?:the|a|an)\b[^.]*\bid\b", re.IGNORECASE)
_OF_CALL = re.compile(
    r"\b(?:id|identifier|uuid|guid)\s+(?:\w+\s+)?(?:of|for)\s+(?:(?:each|every|this|the|an|a|your)\s+)?(?:api\s+|http\s+)?"
    r"(?:request|response|call)(?:\s+(?:in|from|as|is|was|made|you|itself)\b|\s*(?:[^\s\w-]|$))",
    re.IGNORECASE,
)
"""What the description says of an id that a response has for itself."""
_FORMATS = {
    "uuid": "uuid", "guid": "uuid", "email": "email", "idn-email": "email", "uri": "uri", "url": "uri",
    "uri-reference": "uri", "iri": "uri", "date": "time", "date-time": "time", "time": "time", "ipv4": "address",
    "ipv6": "address", "ip": "address",
}  # fmt: skip
"""Formats of text → what they are forms of; a value of one kind is none of another."""
_SAYS_PATH = re.compile(r"\bresource name|\brelative|\w/[\w{\[*]|\buri\b|\bfull name", re.IGNORECASE)
_LONGEST = 300
_UNSAID = ("id", "uuid", "slug", "name", "key", "code", "number")


def key_in(
    fields: dict[tuple[str, ...], Field],
    name: str,
    resource: tuple[str, ...],
    key: str,
    types: frozenset[str],
    form: str,
    hint: str,
    *,
    is_last_word_other: bool = False,
) -> tuple[Field, Likeness] | None:
    """Return the field of an entity that holds a key, and how like it is; None if there is none.

    Args:
        fields: The fields of the entity by their words.
        name: Name of the argument.
        resource: What the entity is.
        key: The key that the name of the argument tells; empty for none.
        types: The JSON types of the argument.
        form: The format that its schema states; empty for none.
        hint: The key that its description tells; empty for none.
        is_last_word_other: Whether the last word of ``resource`` alone is another resource.
    """

    def field_of(*names: tuple[str, ...]) -> Field | None:
        for words in names:
            field = fields.get(words)
            if field is not None and fits(field, types, form) and not is_no_key(field, resource):
                return field
        return None

    words = phrase_of(name)
    if fields.keys() == {()}:
        only = field_of(())
        return (only, "key") if only is not None else None
    same = fields.get(words)
    if (
        same is not None
        and fits_form(same, types, form)
        and not _is_of_call(same, resource)
        and (key or (len(words) == 1 and fits(same, types, form)))
    ):
        return same, "same"
    wanted = key or hint
    if wanted:
        forms = [(wanted,), (*resource, wanted)] + ([] if is_last_word_other else [(*resource[-1:], wanted)])
        found = field_of(*forms)
        if found is not None:
            return found, "key" if key else "bare"
        for names in forms if wanted in _MACHINE else ():
            field = fields.get(names)
            if field is not None and field.types == {"string"} and not is_no_key(field, resource):
                return field, "mistyped"
        if wanted in _MACHINE:
            others = [each for each in _MACHINE if (each,) in fields]
            found = field_of((others[0],)) if len(others) == 1 else None
            return (found, "synonym") if found is not None else None
        return None
    present = [each for each in _UNSAID if field_of((each,)) is not None]
    if len(present) == 1 or present in (["id", "name"], ["slug", "name"]):
        found = field_of((present[0],))
        return (found, "bare") if found is not None else None
    return None


def is_no_key(field: Field, resource: tuple[str, ...]) -> bool:
    """Return whether the description of a field says that it is no id, or that of the call and not of the entity."""
    return _NOT_IT.search(field.text[:_LONGEST]) is not None or _is_of_call(field, resource)


def _is_of_call(field: Field, resource: tuple[str, ...]) -> bool:
    is_call = resource[-1:] in (("request",), ("response",), ("call",))
    return not is_call and _OF_CALL.search(field.text[:_LONGEST]) is not None


def fits(field: Field, types: frozenset[str], form: str = "") -> bool:
    """Return whether a value of a field may be an argument: numbers may be written as text, not the reverse.

    Args:
        field: The field.
        types: The JSON types of the argument; empty if unknown.
        form: The format that its schema states; empty for none.
    """
    if not fits_form(field, types, form):
        return False
    if not field.types or not types or field.types & types:
        return True
    return "string" in types or (field.types | types) <= {"integer", "number"}


def fits_form(field: Field, types: frozenset[str], form: str) -> bool:
    """Return whether a field and an argument may have the same form, whatever numbers are written as.

    An object is no single value, files are no values of fields, and text of a stated format is no number and no text
    of another format.
    """
    if form == "binary":
        return False
    if field.types and types and not field.types & types and "object" in (*field.types, *types):
        return False
    if form not in _FORMATS or "string" not in types:
        return True
    if field.types and "string" not in field.types:
        return bool(field.types & types)
    return field.format not in _FORMATS or _FORMATS[field.format] == _FORMATS[form]


def same_template(field: str, argument: str) -> bool:
    """Return whether a field holds the path that an argument takes, as far as their descriptions say."""
    given, taken = template_in(field), template_in(argument)
    if given is None:
        return _SAYS_PATH.search(field) is not None or not field
    return taken is None or _literals(given) == _literals(taken)


def _literals(template: str) -> tuple[str, ...]:
    """Return the literal segments of a template of a path that is one argument."""
    parts = template.strip("/").split("/")
    return tuple(part for part in parts if part.isalpha() and not part.isupper())
