"""YAML and JSON bytes → plain Python values, for descriptions that strangers wrote.

YAML is built from libyaml's events in one loop, without the node graph of ``yaml.CSafeLoader``: a third of its CPU
time, no recursion, no memory for nodes. Scalars follow the core schema of YAML 1.2, as OpenAPI asks for: ``no``, ``on``
and ``2020-01-01`` stay text, and so does every key. Aliases are shared, never copied, and counted as if they were, so
a bomb is refused before anyone walks through it. Numbers that JSON cannot hold stay text.
"""

import math
import re
from typing import Any

import msgspec

MAX_DEPTH = 200
"""Levels of nesting; real descriptions stay below 40."""
MAX_EXPANDED = 3_000_000
"""Nodes that aliases may add if every alias were a copy."""
MAX_NODES = 20_000_000
"""Nodes of one file."""

_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_SPECIAL: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9]\d*)(?P<real>(?:\.\d*)?(?:[eE][-+]?\d+)?)|\.\d+(?:[eE][-+]?\d+)?)")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,15}")


class StructureError(Exception):
    """Why bytes give no value; becomes a ``Rejected`` item."""

    def __init__(self, rule: str, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.line = line
        """Counted from 1; 0 where it is not known."""


class Structured(msgspec.Struct):
    """What a file holds."""

    value: Any
    repaired: list[str]
    """Rule names of what had to be mended in the file as a whole."""
    duplicate_keys: list[tuple[int, str]]
    """Line and key of the keys that a mapping gives again; the last value counts. At most 100."""


def read_structured(data: bytes) -> Structured:
    """Return what ``data`` says, as JSON if it is JSON, else as YAML.

    Raises:
        StructureError: It is neither, or would not stay within bounds.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if data[:100].lstrip()[:1] in (b"{", b"["):
        try:
            return Structured(msgspec.json.decode(data), [], [])
        except RecursionError:
            raise StructureError("nesting", "nested more deeply than a parser can follow") from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # Flow mappings of YAML look like JSON, and YAML forgives trailing commas.
    return _read_yaml(data)


def _read_yaml(data: bytes) -> Structured:
    import yaml

    repaired: list[str] = []
    try:
        try:
            return _build(data, repaired)
        except yaml.reader.ReaderError:
            text = data.decode("utf-8", "replace")
            repaired.append("control_characters")
            return _build(_NOT_PRINTABLE.sub("", text).encode(), repaired)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"not YAML: {error.problem or error.context or 'it cannot be parsed'}"
        raise StructureError("not_yaml", reason, mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, ValueError) as error:
        raise StructureError("not_yaml", f"not YAML: {' '.join(str(error).split())}") from None


class _Open:
    """A container that is being filled."""

    __slots__ = ("anchor", "before", "key", "merged", "value")

    def __init__(self, value: Any, anchor: str | None, before: int, key: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.before = before
        self.key = key
        """The key that waits for a value in the container around it."""
        self.merged: list[Any] | None = None


def _build(data: bytes, repaired: list[str]) -> Structured:
    """Build the first document of a stream from its events."""
    import yaml
    from yaml._yaml import CParser

    scalar_event, mapping_start, sequence_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    mapping_end, sequence_end, alias_event = yaml.MappingEndEvent, yaml.SequenceEndEvent, yaml.AliasEvent
    next_event = CParser(data).get_event
    resolved: dict[str, Any] = dict(_SPECIAL)
    keys: dict[str, str] = {}
    anchors: dict[str, tuple[Any, int]] = {}
    duplicates: list[tuple[int, str]] = []
    stack: list[_Open] = []
    top: _Open | None = None
    container: Any = None
    in_mapping = False
    key: str | None = None
    nodes = expanded = 0
    while True:
        event: Any = next_event()  # an event has what its type has, and a check of each would cost
        kind = type(event)
        if kind is scalar_event:
            nodes += 1
            value = event.value
            if in_mapping and key is None:
                key = keys.get(value)
                if key is None:
                    key = keys[value] = value
                if key in container and len(duplicates) < 100:
                    duplicates.append((event.start_mark.line + 1, key))
                if event.anchor is not None:
                    anchors[event.anchor] = (key, 1)
                continue
            if event.implicit[0] and event.tag is None:
                try:
                    value = resolved[value]
                except KeyError:
                    value = resolved[value] = _plain(value)
            if event.anchor is not None:
                anchors[event.anchor] = (value, 1)
        elif kind is mapping_start or kind is sequence_start:
            nodes += 1
            if len(stack) >= MAX_DEPTH:
                raise StructureError("nesting", f"nested more than {MAX_DEPTH} levels deep", event.start_mark.line + 1)
            if nodes > MAX_NODES:
                raise StructureError("too_large", f"more than {MAX_NODES:,} values", event.start_mark.line + 1)
            container = {} if kind is mapping_start else []
            complex_key = in_mapping and key is None
            top = _Open(container, event.anchor, nodes + expanded - 1, "\0" if complex_key else key)
            stack.append(top)
            in_mapping = kind is mapping_start
            key = None
            continue
        elif kind is mapping_end or kind is sequence_end:
            assert top is not None
            value = top.value
            if top.merged is not None:
                value = _merge(top.merged, value)
            if top.anchor is not None:
                anchors[top.anchor] = (value, nodes + expanded - top.before)
            key = top.key
            stack.pop()
            if not stack:
                break
            top = stack[-1]
            container = top.value
            in_mapping = type(container) is dict
            if key == "\0":  # a mapping or sequence where a key should be
                repaired.append("complex_key")
                key = msgspec.json.encode(value).decode()
                continue
        elif kind is alias_event:
            found = anchors.get(event.anchor)
            line = event.start_mark.line + 1
            if found is None:
                inside = any(level.anchor == event.anchor for level in stack)
                reason = "contains itself" if inside else "is not defined before"
                raise StructureError("alias", f"the alias *{event.anchor} {reason}", line)
            value, size = found
            expanded += size
            if expanded > MAX_EXPANDED:
                raise StructureError("alias_bomb", f"aliases stand for more than {MAX_EXPANDED:,} values", line)
            if in_mapping and key is None:
                key = value if isinstance(value, str) else msgspec.json.encode(value).decode()
                continue
        elif event is None or kind is yaml.StreamEndEvent:
            raise StructureError("empty", "nothing is in it")
        else:
            continue
        if in_mapping:
            if key == "<<" and type(value) in (dict, list):
                assert top is not None
                top.merged = [*(top.merged or []), value]
            else:
                container[key] = value
            key = None
        elif top is None:
            return Structured(value, repaired, duplicates)  # a document of one scalar
        else:
            container.append(value)
    while True:  # what follows the document must be YAML too, for what was cut off or glued on is damaged
        event = next_event()
        if event is None or type(event) is yaml.StreamEndEvent:
            break
        if type(event) is yaml.DocumentStartEvent:
            repaired.append("several_documents")
            break
    return Structured(value, list(dict.fromkeys(repaired)), duplicates)


def _merge(merged: list[Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping with what its ``<<`` keys bring: earlier ones before later ones, its own before all."""
    sources = [source for value in merged for source in (value if isinstance(value, list) else [value])]
    result: dict[str, Any] = {}
    for source in reversed(sources):
        if isinstance(source, dict):
            result.update(source)
    result.update(own)
    return result


def _plain(text: str) -> Any:
    """Return the value of a plain scalar that is none of the special words."""
    if text[0] not in "-+.0123456789":
        return text
    found = _NUMBER.fullmatch(text)
    if found is not None:
        if found["real"] == "" and len(text) <= 18:
            return int(text)
        number = float(text)
        return number if math.isfinite(number) else text
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    return text
