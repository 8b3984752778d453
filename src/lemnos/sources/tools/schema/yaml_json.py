"""Parses YAML and JSON bytes into plain Python values; safe for untrusted descriptions.

YAML values are built from libyaml's events in one loop, without the node graph of ``yaml.CSafeLoader``: this takes a
third of its CPU time, no recursion and no memory for nodes. Scalars follow the core schema of YAML 1.2, as OpenAPI
requires: ``no``, ``on`` and ``2020-01-01`` stay text, and so does every key. Aliases are shared instead of copied, but
their size is counted as if they were copied, so an alias bomb is rejected before anything traverses it. Numbers that
JSON cannot hold stay text. A number that is not written as JSON writes it (``1.10``) becomes one that
keeps its text for the places where text is meant. A file that libyaml refuses (it allows no tab at the beginning of a
block scalar) is read with the parser of PyYAML in Python, which takes 40 times as long.
"""

import gc
import re
from collections.abc import Callable
from typing import Any

import msgspec

from lemnos.sources.files.encoding import utf8
from lemnos.sources.tools.schema.duplicate_keys import repeated_keys
from lemnos.sources.tools.schema.numbers import WrittenWord, json_bytes, number_in_json, number_in_yaml

MAX_DEPTH = 200
"""The number of nesting levels; real descriptions stay below 40."""
MAX_EXPANDED = 3_000_000
"""The number of nodes that aliases may add, counted as if every alias were a copy."""
MAX_NODES = 20_000_000
"""The number of nodes of one file."""

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
_MAX_SLOW_BYTES = 4_000_000
"""The size up to which a file that libyaml refuses is read with the parser in Python, which takes about a minute."""
_JSON = msgspec.json.Decoder(float_hook=number_in_json)


class StructureError(Exception):
    """Bytes cannot be parsed; becomes a ``Rejected`` item."""

    def __init__(self, rule: str, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.line = line
        """The line of the error, counted from 1; 0 if it is not known."""


class Structured(msgspec.Struct):
    """The parsed content of a file."""

    value: Any
    repaired: list[str]
    """The names of the rules that repaired the file as a whole."""
    duplicate_keys: list[tuple[int, str]]
    """The line and name of each key that a mapping repeats, at most 100; the last value of such a key counts."""


def read_structured(data: bytes) -> Structured:
    """Return the value of ``data``, which is parsed as JSON if possible, else as YAML.

    Raises:
        StructureError: ``data`` is neither JSON nor YAML, or exceeds the bounds.
    """
    data, rule = utf8(data)
    repaired = [rule] if rule else []
    if data[:100].lstrip()[:1] in (b"{", b"["):
        try:
            value = _JSON.decode(data)
            return Structured(value, repaired, repeated_keys(data, value))
        except RecursionError:
            raise StructureError("nesting", "the file is nested more deeply than a parser can follow") from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # Flow mappings of YAML look like JSON, and YAML allows trailing commas.
    return _read_yaml(data, repaired)


def _read_yaml(data: bytes, repaired: list[str]) -> Structured:
    import yaml
    from yaml._yaml import CParser

    collects = gc.isenabled()
    gc.disable()  # A tree of values has no cycles, and passing over it again and again costs a tenth of the time.
    try:
        try:
            return _build(CParser(data).get_event, repaired)
        except yaml.reader.ReaderError:
            data = _NOT_PRINTABLE.sub("", data.decode()).encode()
            repaired.append("control_characters")
            return _build(CParser(data).get_event, repaired)
        except yaml.scanner.ScannerError:
            if len(data) > _MAX_SLOW_BYTES or b"\t" not in data:
                raise
            structured = _read_slowly(data, list(repaired))
            if structured is None:
                raise
            return structured
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"the file is neither JSON nor valid YAML: {error.problem or error.context or 'it cannot be parsed'}"
        raise StructureError("not_yaml", reason, mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, ValueError) as error:
        raise StructureError(
            "not_yaml", f"the file is neither JSON nor valid YAML: {' '.join(str(error).split())}"
        ) from None
    finally:
        if collects:
            gc.enable()


def _read_slowly(data: bytes, repaired: list[str]) -> Structured | None:
    """Return what the parser in Python reads; None if it refuses ``data`` too."""
    import yaml

    class Parser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
        def __init__(self, stream: bytes) -> None:
            yaml.reader.Reader.__init__(self, stream)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)

    try:
        return _build(Parser(data).get_event, repaired)
    except yaml.YAMLError:
        return None


class _OpenContainer:
    """A mapping or sequence that is being filled."""

    __slots__ = ("anchor", "before", "key", "merged", "value")

    def __init__(self, value: Any, anchor: str | None, before: int, key: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.before = before
        """The number of nodes before it, with aliases counted as copies."""
        self.key = key
        """The key in the enclosing container whose value this container is."""
        self.merged: list[Any] | None = None


def _build(next_event: Callable[[], Any], repaired: list[str]) -> Structured:
    """Build the first document of a stream from its events."""
    import yaml

    scalar_event, mapping_start, sequence_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    mapping_end, sequence_end, alias_event = yaml.MappingEndEvent, yaml.SequenceEndEvent, yaml.AliasEvent
    resolved: dict[str, Any] = dict(_SPECIAL)
    keys: dict[str, str] = {}
    anchors: dict[str, tuple[Any, int]] = {}
    duplicates: list[tuple[int, str]] = []
    stack: list[_OpenContainer] = []
    top: _OpenContainer | None = None
    container: Any = None
    in_mapping = False
    key: str | None = None
    nodes = expanded = 0
    while True:
        event = next_event()  # The type of an event determines its attributes; checking each would cost time.
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
                    text, value = value, resolved[value]
                    if not in_mapping and text in _SPECIAL and top is not None and top.key == "enum":
                        value = WrittenWord(value, text)
                except KeyError:
                    value = resolved[value] = number_in_yaml(value)
            if event.anchor is not None:
                anchors[event.anchor] = (value, 1)
        elif kind is mapping_start or kind is sequence_start:
            nodes += 1
            if len(stack) >= MAX_DEPTH:
                reason = f"the file has more than {MAX_DEPTH} levels of nesting"
                raise StructureError("nesting", reason, event.start_mark.line + 1)
            if nodes > MAX_NODES:
                reason = f"the file has more than {MAX_NODES:,} values"
                raise StructureError("too_large", reason, event.start_mark.line + 1)
            container = {} if kind is mapping_start else []
            complex_key = in_mapping and key is None
            top = _OpenContainer(container, event.anchor, nodes + expanded - 1, "\0" if complex_key else key)
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
            if key == "\0":  # a mapping or sequence used as a key
                repaired.append("complex_key")
                key = json_bytes(value).decode()
                continue
        elif kind is alias_event:
            anchored = anchors.get(event.anchor)
            line = event.start_mark.line + 1
            if anchored is None:
                inside = any(level.anchor == event.anchor for level in stack)
                reason = "contains itself" if inside else "is used before it is defined"
                raise StructureError("alias", f"the alias *{event.anchor} {reason}", line)
            value, size = anchored
            expanded += size
            if expanded > MAX_EXPANDED:
                reason = f"the aliases expand to more than {MAX_EXPANDED:,} values"
                raise StructureError("alias_bomb", reason, line)
            if in_mapping and key is None:
                key = value if isinstance(value, str) else json_bytes(value).decode()
                continue
        elif event is None or kind is yaml.StreamEndEvent:
            raise StructureError("empty", "the file is empty")
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
    while True:  # The rest of the stream must be valid YAML too: otherwise the file was truncated or concatenated.
        event = next_event()
        if event is None or type(event) is yaml.StreamEndEvent:
            break
        if type(event) is yaml.DocumentStartEvent:
            repaired.append("several_documents")
            break
    return Structured(value, list(dict.fromkeys(repaired)), duplicates)


def _merge(merged: list[Any], own_members: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping with the members of its ``<<`` keys; earlier keys override later ones, its own override all."""
    sources = [source for value in merged for source in (value if isinstance(value, list) else [value])]
    result: dict[str, Any] = {}
    for source in reversed(sources):
        if isinstance(source, dict):
            result.update(source)
    result.update(own_members)
    return result
