"""Checks the regular expressions of descriptions: Python's ``re`` must compile them and match them in reasonable time.

A validator that applies ``([a-z]*)*`` to a text that does not match tries every way of splitting the text, which takes
exponential time. So an unbounded repeat of a group that can itself repeat without bound is rejected, unless the group
needs a character that the inner repeat cannot match (``([a-z]+\\.)*`` is harmless).

Limitation: overlapping alternatives such as ``(a|a)*`` are not detected.
"""

import math
import re
import warnings
from functools import lru_cache
from typing import Any

_MANY = 20
"""A repeat with a larger upper limit counts as unbounded."""
_LONGEST_TOLD = 300
_WIDEST = 2**30
"""The length of a match from which on it counts as any."""
_UNICODE = re.compile(r"\\[pP]\{\w+\}")
"""A class of characters that Python's ``re`` does not know."""
_ASCII = [chr(code) for code in range(128)]
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


@lru_cache(maxsize=20_000)
def pattern_of(pattern: str) -> tuple[str, str]:
    """Return a pattern without the slashes of JavaScript, and the rule that rejects it; one of the two is empty.

    >>> pattern_of("/^a+$/"), pattern_of("^(a*)*$"), pattern_of("^[")
    (('^a+$', ''), ('', 'slow_pattern'), ('', 'bad_pattern'))
    """
    if len(pattern) > 2 and pattern.startswith("/^") and pattern.endswith("$/"):
        pattern = pattern[1:-1]
    parser: Any = re._parser  # type: ignore[attr-defined] # the only available parser of regular expressions
    try:
        with warnings.catch_warnings(action="ignore"):  # about sets that a later Python may read differently
            re.compile(pattern)
            tree = parser.parse(pattern)
        return ("", "slow_pattern") if _is_slow(tree) else (pattern, "")
    except (re.error, OverflowError, RecursionError):
        return "", "bad_pattern"


def told_pattern(pattern: str) -> str:
    """Return a sentence that tells a pattern that ``pattern_of`` rejects; empty for one that no language reads.

    >>> told_pattern("^(a*)*$"), told_pattern("^\\\\p{L}+$"), told_pattern("^[")
    ('Matches `^(a*)*$`.', 'Matches `^\\\\p{L}+$`.', '')
    """
    if not pattern or len(pattern) > _LONGEST_TOLD or "`" in pattern:
        return ""
    rule = pattern_of(_UNICODE.sub(r"\\w", pattern))[1]
    return "" if rule == "bad_pattern" else f"Matches `{pattern}`."


@lru_cache(maxsize=4096)
def widths_of(pattern: str) -> tuple[int, float]:
    """Return the lengths of the shortest and of the longest text in which a pattern matches; any if it cannot be read.

    A text may go on before and after a match, unless the pattern is anchored at both ends. The line break that Python
    allows before ``$`` is not counted.

    >>> widths_of("^[0-9]{5}$"), widths_of("[0-9]{5}"), widths_of("^[")
    ((5, 5.0), (5, inf), (0, inf))
    """
    parser: Any = re._parser  # type: ignore[attr-defined] # the only available parser of regular expressions
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return 0, math.inf
    least, most = tree.getwidth()
    anchors = [str(tree[place][1]) for place in (0, -1) if len(tree) > 1 and str(tree[place][0]) == "AT"]
    is_whole = anchors in (["AT_BEGINNING", "AT_END"], ["AT_BEGINNING_STRING", "AT_END_STRING"])
    return int(least), float(most) if is_whole and most < _WIDEST else math.inf


def _is_slow(tree: Any) -> bool:
    for operator, argument in tree:
        name = str(operator)
        if name in _REPEATS and argument[1] > _MANY and any(map(_loops, _alternatives(argument[2]))):
            return True
        if any(_is_slow(part) for part in _parts(name, argument)):
            return True
    return False


def _parts(name: str, argument: Any) -> list[Any]:
    """Return the sequences inside one element of a pattern."""
    if name in (*_REPEATS, "POSSESSIVE_REPEAT"):
        return [argument[2]]
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "BRANCH":
        return list(argument[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [argument[1]]
    return []


def _alternatives(tree: Any) -> list[Any]:
    """Return the alternatives in a sequence that consists of one group or branch; else the sequence itself."""
    if len(tree) == 1:
        name = str(tree[0][0])
        if name in ("SUBPATTERN", "BRANCH"):
            return [alternative for part in _parts(name, tree[0][1]) for alternative in _alternatives(part)]
    return [tree]


def _loops(sequence: Any) -> bool:
    """Return whether a sequence holds an unbounded repeat that can also match the characters of all its neighbours."""
    sequence = _without_groups(sequence)
    for index, (operator, argument) in enumerate(sequence):
        inner = argument[2] if str(operator) in _REPEATS and argument[1] > _MANY else None
        if inner is None:
            continue
        alphabet = _alphabet(inner)
        neighbours = [item for number, item in enumerate(sequence) if number != index and _is_needed(sequence, number)]
        if all((matched := _characters([item])) is None or alphabet & matched for item in neighbours):
            return True
    return False


def _without_groups(sequence: Any) -> Any:
    flat = sequence[:0]
    for item in sequence:
        if str(item[0]) == "SUBPATTERN":
            flat.data.extend(_without_groups(item[1][3]).data)
        else:
            flat.append(item)
    return flat


def _is_needed(sequence: Any, number: int) -> bool:
    return bool(sequence[number : number + 1].getwidth()[0])


def _alphabet(sequence: Any) -> frozenset[str]:
    """Return the ASCII characters that may occur anywhere in a match of a sequence."""
    characters: set[str] = set()
    for operator, argument in sequence:
        name = str(operator)
        parts = _parts(name, argument)
        if parts:
            characters.update(*map(_alphabet, parts))
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            matched = _characters([(operator, argument)])
            characters.update(_ASCII if matched is None else matched)
    return frozenset(characters)


def _characters(sequence: Any) -> frozenset[str] | None:
    """Return the ASCII characters that a sequence of one character matches; None for any other sequence."""
    if len(sequence) != 1:
        return None
    name, argument = str(sequence[0][0]), sequence[0][1]
    if name == "SUBPATTERN":
        return _characters(argument[3])
    if name in _REPEATS and argument[0] >= 1:
        return _characters(argument[2])
    if name == "LITERAL":
        return frozenset(chr(argument))
    if name == "NOT_LITERAL":
        return frozenset(_ASCII) - {chr(argument)}
    if name == "ANY":
        return frozenset(_ASCII)
    return _set_characters(argument) if name == "IN" else None


def _set_characters(items: Any) -> frozenset[str]:
    characters: set[str] = set()
    negated = False
    for operator, argument in items:
        match str(operator):
            case "NEGATE":
                negated = True
            case "LITERAL":
                characters.add(chr(argument))
            case "RANGE":
                characters.update(chr(code) for code in range(argument[0], min(argument[1], 127) + 1))
            case "CATEGORY":
                characters.update(filter(re.compile(_CATEGORIES[str(argument)]).match, _ASCII))
    return frozenset(_ASCII) - characters if negated else frozenset(characters)
