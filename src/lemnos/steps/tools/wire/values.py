"""Reads arguments from the text in which a request carries them: percent-encoded text, ``ArgumentPlace`` -> JSON value.

The inverse of ``styles``, by the same rules (OpenAPI 3.1.1, "Style Values"): text is cut at the delimiters of its style
before it is decoded, and each part gets the type that the schema asks for. ``MISSING`` stands for what is not there.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal
from urllib.parse import unquote, unquote_plus

import msgspec

from lemnos.records import ArgumentPlace
from lemnos.steps.tools.wire.forms import ANY, Form, from_json, typed
from lemnos.steps.tools.wire.styles import DELIMITERS


def from_plus(text: str) -> str:
    """Return text of a query or a form decoded; most needs no decoding, which is the faster way."""
    return unquote_plus(text) if "%" in text or "+" in text else text


class _Missing(msgspec.Struct, frozen=True):
    """No value."""


MISSING: Final = _Missing()
Pairs = list[tuple[str, str]]
"""Names, decoded, and values, as they are written."""


def from_path(text: str, place: ArgumentPlace, form: Form) -> Any:
    """Return the value of a segment of a path, or a part of one."""
    match place.style:
        case "content":
            return _whole(unquote(text), form)
        case "label":
            return _cut(text.removeprefix("."), "." if place.explode else ",", form, explode=place.explode)
        case "matrix":
            return _from_matrix(text, place, form)
        case style if style in DELIMITERS:
            return _cut(text, _written(DELIMITERS[style], text), form, explode=False)
        case _:
            return _cut(text, ",", form, explode=place.explode)


def from_header(text: str, place: ArgumentPlace, form: Form) -> Any:
    """Return the value of a header field."""
    if place.style == "content":
        return _whole(text, form)
    return _cut(text, DELIMITERS.get(place.style, ","), form, explode=place.explode, is_encoded=False)


def from_pairs(pairs: Pairs, place: ArgumentPlace, form: Form, others: Mapping[str, Any], *, is_form: bool) -> Any:
    """Return the value of a parameter of a query, of a cookie, or of a field of a form; ``MISSING`` if it is not there.

    Args:
        pairs: All pairs of the query, the cookies or the form.
        place: Name and style.
        form: What the schema allows.
        others: The names of all parameters of the same place; an object written as pairs holds none of these.
        is_form: Whether it is a field of a form, where objects without a style are JSON text.
    """
    name = place.wire_name or place.name
    given = [text for key, text in pairs if key == name]
    if place.style == "deepObject":
        nested = _from_brackets(pairs, name, form)
        return nested if nested is not MISSING else _one(given, form)
    if place.style == "content":
        return _whole(from_plus(given[0]), form) if given else MISSING
    explode = place.explode or not place.style
    is_object = form.allows("object") and bool(form.properties or form.kinds == {"object"})
    if explode and is_object and not given and not (is_form and not place.style):
        return _from_properties(pairs, form, others)
    if explode and form.allows("array") and form.kinds:
        given = given or [text for key, text in pairs if key == f"{name}[]"]
        if not given:
            return MISSING
        if len(given) == 1 and not _is_list_only(form) and form.kinds != {"array", "null"}:
            return _one(given, form)
        return [typed(from_plus(text), form.items or ANY) for text in given]
    if not given:
        return MISSING
    if len(given) > 1:
        return [typed(from_plus(text), form) for text in given]
    if explode or not (form.allows("array") or form.allows("object")) or not form.kinds:
        return _one(given, form)
    delimiter = DELIMITERS.get(place.style, ",")
    text = given[0].replace("+", "%20")
    return _cut(text, _written(delimiter, text), form, explode=False)


def is_alone(place: ArgumentPlace, form: Form) -> bool:
    """Return whether a parameter is missing where no pair has its name: it is no list, and no object of several."""
    is_object = form.allows("object") and bool(form.properties or form.kinds == {"object"})
    return place.style != "deepObject" and not is_object and not (form.allows("array") and form.kinds)


def _is_list_only(form: Form) -> bool:
    return form.kinds == {"array"}


def _one(given: list[str], form: Form) -> Any:
    return typed(from_plus(given[0]), form) if given else MISSING


def _whole(text: str, form: Form) -> Any:
    """Return a value that is written whole, in JSON."""
    if form.kinds == {"string"}:
        decoded = from_json(text, None) if text[:1] == '"' else None
        return decoded if isinstance(decoded, str) else text
    return from_json(text, text)


def _written(delimiter: str, text: str) -> str:
    """Return a delimiter as a text has it: as it is, or percent-encoded, as many clients do, if it is nowhere else."""
    encoded = f"%{ord(delimiter):02X}"
    return next((each for each in (delimiter, encoded, encoded.lower()) if each in text), delimiter)


def _cut(text: str, delimiter: str, form: Form, *, explode: bool, is_encoded: bool = True) -> Any:
    """Return a list, an object or one value, whichever the form asks for."""

    def decoded(part: str) -> str:
        return unquote(part) if is_encoded else part.strip()

    if not form.kinds or not (form.allows("array") or form.allows("object")):
        return typed(decoded(text), form)
    parts = text.split(delimiter) if text else []
    if form.allows("array"):
        if form.kinds - {"array", "null"} and len(parts) < 2:
            return typed(decoded(text), form)
        return [typed(decoded(part), form.items or ANY) for part in parts]
    if not explode and len(parts) % 2:
        return typed(decoded(text), form)
    pairs = [part.partition("=")[::2] for part in parts] if explode else zip(parts[::2], parts[1::2], strict=True)
    return {(key := decoded(name)): typed(decoded(part), form.properties.get(key, ANY)) for name, part in pairs}


def _from_matrix(text: str, place: ArgumentPlace, form: Form) -> Any:
    pairs = [each.partition("=")[::2] for each in text.split(";") if each]
    if place.explode and form.allows("array") and form.kinds:
        return [typed(unquote(value), form.items or ANY) for _, value in pairs]
    if place.explode and form.allows("object") and form.kinds:
        return {unquote(key): typed(unquote(value), form.properties.get(unquote(key), ANY)) for key, value in pairs}
    return _cut(pairs[0][1] if pairs else text, ",", form, explode=False)


def _from_properties(pairs: Pairs, form: Form, others: Mapping[str, Any]) -> Any:
    found = {
        key: typed(from_plus(text), form.properties.get(key, ANY))
        for key, text in pairs
        if key in form.properties or (form.is_open and key not in others)
    }
    return found or MISSING


def _from_brackets(pairs: Pairs, name: str, form: Form) -> Any:
    """Return the object of ``name[a][0]=b``, whose lists are numbered or have empty brackets."""
    tree: dict[str, Any] = {}
    for key, text in pairs:
        if key.startswith(f"{name}[") and key.endswith("]"):
            steps = key[len(name) + 1 : -1].split("][")
            _put(tree, steps, from_plus(text))
    return _grown(tree, form) if tree else MISSING


def _put(tree: dict[str, Any], steps: list[str], text: str) -> None:
    for step in steps[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    last = steps[-1] or str(len(tree))
    if not isinstance(tree.get(last), dict):
        tree[last] = text


def _grown(tree: Any, form: Form) -> Any:
    if not isinstance(tree, dict):
        return typed(tree, form)
    is_numbered = all(key.isdecimal() for key in tree)
    if is_numbered and (form.kinds == {"array"} or (not form.allows("object")) or not form.kinds):
        return [_grown(tree[key], form.items or ANY) for key in sorted(tree, key=int)]
    return {key: _grown(each, form.properties.get(key, ANY)) for key, each in tree.items()}


def pairs_of(text: str, separator: Literal["&", ";"] = "&") -> Pairs:
    """Return the pairs of a query or form (``&``) or of a ``Cookie`` header (``;``), with decoded names."""
    return list(_pairs(text.split(separator)))


def _pairs(parts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for part in parts:
        name, _, value = part.strip().partition("=")
        if name:
            yield from_plus(name), value
