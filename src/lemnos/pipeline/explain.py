"""What is wrong with the value of a setting, in a person's words: the value, what was expected, and what to write.

A ``msgspec.ValidationError`` with the content and the type that it is about → what, the key, and the remedy. Types are
named as a person names them: ``a whole number``, ``text``, ``a list``.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from lemnos.store.changes import as_recipe, shortened

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping (key: value)",
    "null": "nothing (null)",
}
"""What msgspec calls a type → what a person does."""
_EXPECTED = re.compile(r"Expected `([^`]*)`(?: of length)?\s*(?:(>=|<=|>|<) (\S+))?(?:, got `([^`]*)`)?")
_BOUNDS = {">=": "at least", "<=": "at most", ">": "above", "<": "below"}
_PATH = re.compile(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class Problem(NamedTuple):
    """What is wrong with a setting."""

    what: str
    key: str
    """Dotted; empty for the whole."""
    remedy: str


def explain(error: msgspec.ValidationError, content: Any, kind: Any) -> Problem:
    """Return what a validation error says about ``content``, which should be of type ``kind``."""
    message, _, path = str(error).partition(" - at ")
    key = path.strip("`").removeprefix("$").lstrip(".")
    steps = [name or number for name, number in _PATH.findall(key)]
    value, wanted = content, kind
    needed = False
    for step in steps:
        needed = _field(wanted, step, needed=True) is not None
        value, wanted = _inside(value, step), _type_inside(wanted, step)
    key = ".".join(step for step in _dotted(steps))
    choices = _choices(wanted)
    if message.startswith("Invalid enum value") and choices:
        near = difflib.get_close_matches(str(value), choices, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(choices)}"
        return Problem(f"{shortened(value)} is not one of its values", key, remedy)
    if found := _EXPECTED.fullmatch(message):
        names, sign, bound, got = found.groups()
        if sign:
            what = f"{shortened(value)} is not {_BOUNDS[sign]} {_plain(bound)}"
            if names == "array":
                size = f"{_BOUNDS[sign]} {bound} item{'' if bound == '1' else 's'}"
                return Problem(f"a list of {len(value)} items, not of {size}", key, f"give {size}")
            return Problem(what, key, f"write {_range(wanted) or f'{_kind(names)} {_BOUNDS[sign]} {_plain(bound)}'}")
        allowed = [_kind(name) for name in names.split(" | ") if name != "null"]
        what = f"expected {' or '.join(allowed) or 'nothing'}, not {shortened(value)}"
        if value is None and got == "null":
            what = f"nothing is given, and {' or '.join(allowed) or 'it'} is expected"
        if got == "str":
            what += ", which is text"
        remedy = _write(names, value, choices)
        if value is None and not remedy:
            remedy = "write one" if needed else "write one, or leave the setting out for its default"
        return Problem(what, key, remedy)
    return Problem(message[:1].lower() + message[1:], key, "")


def _kind(name: str) -> str:
    return _KINDS.get(name, name)


def _plain(bound: str) -> str:
    return bound.removesuffix(".0")


def _write(names: str, value: Any, choices: Sequence[str]) -> str:
    """Return what to write in place of a value of another type."""
    if "array" in names and not isinstance(value, Mapping):
        return f"write [{as_recipe(value)}]" if value is not None else "write [] for an empty list"
    if choices:
        return f"choose one of {', '.join(choices)}"
    if "str" in names and not isinstance(value, list | Mapping) and value is not None:
        return f'put it in quotes: "{as_recipe(value)}"'
    if value is None and "object" in names:
        return "write {} for an empty one"
    return ""


def _range(kind: Any) -> str:
    """Return the range of a number's type: ``a number between 0 and 1``; empty without two limits."""
    for part in _parts(kind):
        if get_origin(part) is Annotated:
            base, *metas = get_args(part)
            for meta in metas:
                if isinstance(meta, Meta) and meta.ge is not None and meta.le is not None and base in (int, float):
                    return f"{_kind(base.__name__)} from {meta.ge:g} to {meta.le:g}"
    return ""


def _parts(kind: Any) -> Iterator[Any]:
    if get_origin(kind) in (Union, UnionType):
        for part in get_args(kind):
            yield from _parts(part)
    else:
        yield kind


def _choices(kind: Any) -> list[str]:
    return [str(choice) for part in _parts(kind) if get_origin(part) is Literal for choice in get_args(part)]


def _inside(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    return None


def _type_inside(kind: Any, step: str) -> Any:
    for part in _parts(kind):
        if get_origin(part) is Annotated:
            return _type_inside(get_args(part)[0], step)
        if isinstance(part, type) and issubclass(part, msgspec.Struct):
            found = [field.type for field in msgspec.structs.fields(part) if field.name == step]
            return found[0] if found else None
        if get_origin(part) in (tuple, list):
            return get_args(part)[0]
        if get_origin(part) is dict:
            return get_args(part)[1]
    return None


def _dotted(steps: Sequence[str]) -> Iterator[str]:
    """Yield the steps of a path with the index of an item behind the name of its list."""
    name = ""
    for step in steps:
        if step.isdigit():
            name += f"[{step}]"
            continue
        if name:
            yield name
        name = "" if step == "..." else step
    if name:
        yield name


def as_written(content: Any, kind: Any) -> Any:
    """Return content with what YAML read as true or false turned back into the word, where a setting takes that word.

    YAML 1.1 reads ``no`` and ``off`` as false, ``yes`` and ``on`` as true. A text that may be left out and has nothing
    behind its key is empty: ``--set pack.tokenizer.eos=``.
    """
    if isinstance(content, bool):
        words = ("yes", "on", "true") if content else ("no", "off", "false")
        choices = _choices(kind)
        return next((word for word in words if word in choices), content)
    if isinstance(content, dict):
        return {
            key: "" if value is None and _is_text(kind, str(key)) else as_written(value, _type_inside(kind, str(key)))
            for key, value in content.items()
        }
    return content


def _is_text(kind: Any, key: str) -> bool:
    """Return whether a key of a mapping is a text, any text, that may be left out."""
    field = _field(kind, key, needed=False)
    return field is not None and field.type is str


def _field(kind: Any, key: str, *, needed: bool) -> Any:
    """Return the field of a setting that is needed, or one that has a default; None if there is none."""
    for part in _parts(kind):
        if isinstance(part, type) and issubclass(part, msgspec.Struct):
            for field in msgspec.structs.fields(part):
                if field.name == key and field.required is needed:
                    return field
    return None
