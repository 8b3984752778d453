"""Tell how an HTTP operation answers: ``Tool.responses`` and ``Tool.errors`` -> sentences.

``answers_text`` tells what the schema of the result does not: status, media type, headers, further answers.
``error_bodies_text`` tells the bodies of errors, each once. What is usual is not told: 200, ``application/json``.
"""

from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Literal

import msgspec

from lemnos.records import ResponseHeader, Tool, ToolError, ToolResponse
from lemnos.steps.tools.render.fields import Field, fields_of, label, omitted_names, subfields
from lemnos.steps.tools.render.wording import (
    cleaned_description,
    english_list,
    first_items,
    first_sentence,
    one_line,
    sentence,
    ticked,
)

_JSON = "application/json"
_PHRASES = {str(status.value): status.phrase for status in HTTPStatus}
_MOST_FIELDS = 24
"""Maximum number of fields shown of the body of an error or of a further answer."""
_MOST_HEADERS = 20
_MOST_VALUES = 40


def result_media_type(tool: Tool) -> str:
    """Return the media type of the result; empty if it is unknown."""
    types = tool.responses[0].media_types if tool.responses else ()
    return types[0].partition(";")[0].strip().lower() if types else ""


def result_kind(tool: Tool) -> Literal["json", "xml", "text", "file", ""]:
    """Return what the result of an operation is made of by its media type; empty if that is unknown."""
    kind = result_media_type(tool)
    if not kind:
        return ""
    if kind.endswith(("/json", "+json", "/x-ndjson")):
        return "json"
    if kind.endswith(("/xml", "+xml")):
        return "xml"
    return "text" if kind.startswith("text/") or kind.endswith(("/yaml", "+yaml")) else "file"


def has_no_body(tool: Tool) -> bool:
    """Return whether every answer of an operation that succeeds is known to have no body."""
    good = [each for each in tool.responses if each.code[:1] == "2"]
    return bool(good) and not tool.result and all(each.is_empty for each in good)


def answers_text(tool: Tool) -> str:
    """Return sentences on the answers of an operation; empty if they say no more than the schema of its result.

    >>> from types import SimpleNamespace
    >>> answers_text(SimpleNamespace(responses=(ToolResponse("204", is_empty=True),), result=""))
    'A success has the status `204` (No Content) and no body.'
    """
    if not tool.responses:
        return ""
    first, *others = tool.responses
    sentences = [_first(first, described=bool(tool.result)), _headers(first.headers)]
    for each in others:
        lead = f"Another answer is {_status(each.code)}" + (" without a body" if each.is_empty else "")
        body = _body(each.body, each.media_types)
        text = f"{lead}: {sentence(one_line(each.description))}" if each.description else f"{lead}."
        sentences += [text, f"Its body is {body}." if body else "", _headers(each.headers, "Its headers")]
    return " ".join(filter(None, sentences))


@lru_cache(maxsize=64)
def error_bodies_text(errors: tuple[ToolError, ...]) -> str:
    """Return sentences on the bodies and headers of errors, one for errors with the same body; empty if unknown."""
    bodies: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    fields: dict[tuple[ResponseHeader, ...], list[str]] = {}
    for error in errors:
        types = () if error.media_types[:1] == (_JSON,) else error.media_types
        if error.body or types:
            bodies.setdefault((error.body, types), []).append(f"`{error.code}`")
        if error.headers:
            fields.setdefault(error.headers, []).append(f"`{error.code}`")
    sentences: list[str] = []
    alike: dict[tuple[str, ...], list[str]] = {}
    known: dict[tuple[str, tuple[str, ...]], tuple[list[str], frozenset[str]]] = {}
    for (body, types), codes in bodies.items():
        names = _names(body)
        if names and (found := known.get((_outline(body), types))) is not None:
            like, limited = found
            values = _values(body)
            if not values and not limited:
                alike.setdefault(tuple(like), []).extend(codes)
                continue
            if limited - _limited(body):  # these fields may have any value here
                sentences.append(f"The body of {english_list(codes)} is {_body(body, types)}.")
                continue
            text = f"The body of {english_list(codes)} has the same fields as that of {english_list(like)}"
            sentences.append(f"{text}, with {values}.")
        elif told := _body(body, types):
            known[_outline(body), types] = codes, _limited(body)
            sentences.append(f"The body of {english_list(codes)} is {told}.")
    sentences += [
        f"The body of {english_list(codes)} has the same fields as that of {english_list(like)}."
        for like, codes in alike.items()
    ]
    sentences += [_headers(headers, f"Headers of {english_list(codes)}") for headers, codes in fields.items()]
    return " ".join(filter(None, sentences))


def _status(code: str) -> str:
    phrase = _PHRASES.get(code)
    return f"`{code}` ({phrase})" if phrase else f"`{code}`"


def _first(first: ToolResponse, *, described: bool) -> str:
    """Return a sentence on the answer with the result."""
    status = "" if first.code in ("200", "default", "2XX") else _status(first.code)
    if first.is_empty:
        # A response to HEAD is one of status 200 too.
        text = f"A success has the status {status or '`200` (OK)'} and no body"
    else:
        # Of several types that are not JSON, none is the usual one.
        types = first.media_types[:1] if described and _JSON in first.media_types else first.media_types
        types = () if described and types == (_JSON,) else types
        kinds = english_list([f"`{kind}`" for kind in types], "or")
        if status and kinds:
            text = f"A success has the status {status}, and its body is {kinds}"
        elif status:
            text = f"A success has the status {status}"
        elif kinds:
            text = f"The body of the answer is {kinds}"
        else:
            text = ""
    said = sentence(one_line(cleaned_description(first.description)))
    if not text:
        return f"The answer: {said}" if said else ""
    return f"{text}: {said}" if said else f"{text}."


def _headers(headers: Sequence[ResponseHeader], lead: str = "Headers of the answer") -> str:
    texts = []
    for each in headers[:_MOST_HEADERS]:
        kind = each.type if each.type != "string" else ""
        about = first_sentence(each.description).rstrip(".")
        texts.append(f"`{each.name}`{_in_brackets(kind, about)}")
    if len(headers) > _MOST_HEADERS:
        texts.append(f"and {len(headers) - _MOST_HEADERS} more")
    return f"{lead}: {'; '.join(texts)}." if texts else ""


@lru_cache(maxsize=256)
def _body(body: str, media_types: tuple[str, ...]) -> str:
    """Return a body in words: media types and fields; empty if nothing is known of it."""
    kinds = english_list([f"`{kind}`" for kind in media_types], "or") if media_types[:1] != (_JSON,) else ""
    shape = _shape(_whole(body)) if body else ""
    return f"{kinds}, {shape}" if kinds and shape else kinds or shape


@lru_cache(maxsize=256)
def _names(body: str) -> tuple[str, ...]:
    """Return the names of the fields of a body; empty if it has none."""
    whole = _whole(body)
    return (*(field.name for field in subfields(whole)), *omitted_names(whole))


@lru_cache(maxsize=256)
def _outline(body: str) -> str:
    """Return what is told of a body besides the values of its fields: two bodies that differ in it are not alike."""
    return _shape(_without_values(_whole(body)))


def _without_values(field: Field) -> Field:
    inner = {name: each for name in ("item", "values") if (each := getattr(field, name)) is not None}
    return msgspec.structs.replace(
        field,
        enum=(),
        children=tuple(map(_without_values, field.children)),
        **{name: _without_values(each) for name, each in inner.items()},
    )


def _limited(body: str) -> frozenset[str]:
    """Return the names of the fields of a body that have few values."""
    return frozenset(field.name for field in subfields(_whole(body)) if field.enum)


def _values(body: str) -> str:
    """Return the fields of a body that have few values, with these values."""
    texts = [
        f"`{field.name}` {'one of ' if len(field.enum) > 1 else ''}{', '.join(map(ticked, field.enum))}"
        for field in subfields(_whole(body))
        if 0 < len(field.enum) <= _MOST_VALUES
    ]
    return english_list(texts)


@lru_cache(maxsize=256)
def _whole(body: str) -> Field:
    return fields_of(msgspec.json.decode(body or "{}"), depth=1, most=_MOST_FIELDS)


def _shape(whole: Field) -> str:
    """Return the type and the fields of a body on one line; its alternatives are numbered.

    >>> cat = Field("Cat", ("object",), "object", children=(Field("purr", (), "any value"),), is_variant=True)
    >>> _shape(Field("", ("object", "null"), "object or null", variants=(cat,)))
    'one of these: (1) `Cat`, an object with `purr`; or (2) null'
    """
    below = subfields(whole)
    variants = [field for field in below if field.is_variant]
    inner = _fields([field for field in below if not field.is_variant])
    names = [f"`{name}`" for name in omitted_names(whole)]
    if whole.type == "any value" and not inner and not variants:
        return first_sentence(whole.description).rstrip(".")
    if names:
        inner = f"{inner}; {first_items(names, _MOST_FIELDS)}" if inner else first_items(names, _MOST_FIELDS)
    told = f"{_article(whole.type)} with {inner}" if inner else _article(whole.type)
    if not variants:
        return told
    alternatives = _alternatives(whole, variants)
    if inner:
        return f"{told}; besides, {alternatives}"
    return f"{told}, each {alternatives}" if variants[0] not in whole.variants else alternatives


def _alternatives(whole: Field, variants: Sequence[Field]) -> str:
    """Return the alternatives of a value in words, among them the types of those without fields."""
    known = {kind for variant in variants for kind in variant.types}
    shapes = []
    for variant in variants:
        about = first_sentence(variant.description).rstrip(".")
        lead = label(variant) if not label(variant).startswith("variant") else ""
        shape = _shape(msgspec.structs.replace(variant, description=""))
        shapes.append(f"{lead}{', ' * bool(lead)}{shape}{_in_brackets(about) if about else ''}")
    if variants[0] in whole.variants:
        shapes += [_article(kind) for kind in whole.types if kind not in known]
    numbered = [f"({number}) {shape}" for number, shape in enumerate(shapes, 1)]
    if len(numbered) == 1:
        return shapes[0]
    return f"one of these: {'; '.join(numbered[:-1])}; or {numbered[-1]}"


def _article(kind: str) -> str:
    if kind in ("any value", "null"):
        return "a value" if kind == "any value" else kind
    return f"{'an' if kind[:1] in 'aeio' else 'a'} {kind}"


def _fields(fields: Sequence[Field]) -> str:
    texts = []
    for field in fields[:_MOST_FIELDS]:
        about = first_sentence(field.description).rstrip(".")
        kind = field.type if field.type != "any value" else "any type" if about else ""
        marks = ", ".join(filter(None, (kind, "required" * field.required)))
        values = ", ".join(map(ticked, field.enum[:_MOST_VALUES]))
        if len(field.enum) > _MOST_VALUES:
            values += f" and {len(field.enum) - _MOST_VALUES} more"
        values = f"{'always' if len(field.enum) == 1 else 'one of'} {values}" if values else ""
        inner = _names_below(field)
        texts.append(f"`{field.name}`{_in_brackets(marks, about, values)}" + (f" with {inner}" if inner else ""))
    if len(fields) > _MOST_FIELDS:
        texts.append(f"and {len(fields) - _MOST_FIELDS} more")
    return "; ".join(texts)


def _names_below(field: Field) -> str:
    """Return the names of the fields below a field, those of an alternative in brackets after its name."""
    below = subfields(field)
    own = [f"`{name}`" for name in (*(each.name for each in below if not each.is_variant), *omitted_names(field))]
    variants = [f"{label(each)}{_in_brackets(_names_below(each))}" for each in below if each.is_variant]
    return " and ".join(filter(None, (", ".join(own), f"one of {', '.join(variants)}" if variants else "")))


def _in_brackets(*texts: str) -> str:
    text = "; ".join(filter(None, texts))
    return f" ({text})" if text else ""
