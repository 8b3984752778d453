"""Write JSON values as YAML for readers: mapping -> text that PyYAML reads back equal, at a tenth of its dumper's cost.

Multi-line text becomes a literal block, and long lines are not folded. Text that YAML 1.1 or 1.2 would read as a
number, a boolean, a date or null is quoted. Anchors and tags are never written.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

_INDICATORS = frozenset("#,[]{}&*!|>'\"%@` ")
"""Characters with which a plain scalar must not begin."""
_NUMBER = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+")
"""Numbers in YAML 1.2, some of which are text in YAML 1.1."""
_SPECIAL = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that must be escaped."""
_NO_BLOCK = re.compile(r"[^\S\n](?:\n|\Z)|(?:\n|\A)\t|\n\n\Z|\A\n\Z")
"""Text that no literal block can hold: white space at the end of a line, a tab at its beginning, extra empty lines at
the end."""
_LONGEST_KEY = 100
"""Maximum length of a key that is written on the line of its value, in characters."""
_SHORT = 40
"""Maximum length of a text whose scalar is cached, in characters."""


def yaml_text(value: Mapping[str, Any]) -> str:
    """Return a mapping of JSON values as a YAML document in block style; the order of the keys is kept.

    Raises:
        TypeError: It contains something that is not a JSON value.

    >>> yaml_text({"a": [{"b": "yes", "c": "two\\nlines"}], "d": {}}).split("\\n")
    ['a:', "- b: 'yes'", '  c: |-', '    two', '    lines', 'd: {}', '']
    """
    lines: list[str] = []
    _mapping(value, "", lines)
    return "\n".join(lines) + "\n" if lines else "{}\n"


def _mapping(value: Mapping[str, Any], pad: str, lines: list[str]) -> None:
    inner = f"{pad}  "
    for key, item in value.items():
        text = _short(key) if len(key) <= _SHORT else _line(key)
        head = f"{pad}{text}:" if len(text) <= _LONGEST_KEY else f"{pad}? {text}\n{pad}:"
        if isinstance(item, str):
            lines.append(f"{head} {_text(item, inner)}")
        elif isinstance(item, dict) and item:
            lines.append(head)
            _mapping(item, inner, lines)
        elif isinstance(item, list | tuple) and item:
            lines.append(head)
            _sequence(item, pad, lines)
        else:
            lines.append(f"{head} {_bare(item)}")


def _sequence(value: Sequence[Any], pad: str, lines: list[str]) -> None:
    inner = f"{pad}  "
    for item in value:
        if isinstance(item, str):
            lines.append(f"{pad}- {_text(item, inner)}")
            continue
        first = len(lines)
        if isinstance(item, dict) and item:
            _mapping(item, inner, lines)
        elif isinstance(item, list | tuple) and item:
            _sequence(item, inner, lines)
        else:
            lines.append(f"{inner}{_bare(item)}")
        lines[first] = f"{pad}- {lines[first][len(inner) :]}"


def _bare(value: Any) -> str:
    """Return the scalar for a value that is neither text nor a non-empty container."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            text = repr(value)
            if "n" in text:  # nan and inf, which JSON cannot express
                return "null"
            return text.replace("e", ".0e", 1) if "." not in text else text
        case None:
            return "null"
        case dict():
            return "{}"
        case list() | tuple():
            return "[]"
        case _:
            raise TypeError(f"{type(value).__name__} is not a JSON value")


def _text(text: str, inner: str) -> str:
    """Return text as a scalar; if it takes several lines, the further ones begin with ``inner``."""
    if len(text) <= _SHORT and "\n" not in text:
        return _short(text)
    if "\n" not in text or _SPECIAL.search(text) or _NO_BLOCK.search(text):
        return _line(text)
    header = "|" + ("2" if text[0] in " \n" else "") + ("" if text[-1] == "\n" else "-")
    body = "\n".join([inner + line if line else "" for line in text.removesuffix("\n").split("\n")])
    return f"{header}\n{body}"


def _line(text: str) -> str:
    """Return text as a scalar on one line: plain if no parser would read it as something else, otherwise quoted."""
    if not text.isprintable() and ("\n" in text or "\t" in text or _SPECIAL.search(text)):
        return _SPECIAL.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
    if text and not (
        text[0] in _INDICATORS
        or (text[0] in "-?:" and text[1:2] in ("", " ", "-"))
        or text.startswith("...")
        or ": " in text
        or " #" in text
        or text[-1] == ":"
        or text[-1].isspace()
        or _reads_as_other(text)
    ):
        return text
    return "'" + text.replace("'", "''") + "'"


_short = lru_cache(maxsize=16_384)(_line)


def _reads_as_other(text: str) -> bool:
    """Return whether text would be read as something other than text if it were not quoted."""
    resolvers = _resolvers()
    patterns = resolvers.get(text[0])
    if patterns is not None and any(pattern.match(text) for pattern in patterns):
        return True
    return (text[0] in "+-." or text[0].isdigit()) and _NUMBER.fullmatch(text) is not None


@lru_cache(maxsize=1)
def _resolvers() -> dict[str, list[re.Pattern[str]]]:
    """Return the patterns that PyYAML reads as something other than text, by first character."""
    import yaml

    table = yaml.SafeLoader.yaml_implicit_resolvers
    return {first: [pattern for _, pattern in rules] for first, rules in table.items()}
