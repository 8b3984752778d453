"""Regular expressions of descriptions: those that Python's ``re`` reads, and that end in good time on any text.

A validator that meets ``([a-z]*)*`` on a text that does not match tries every way of cutting it up, and never ends. An
unbounded repeat of a part that can itself repeat without end is refused, unless something stands in the part that the
inner repeat cannot take (``([a-z]+\\.)*`` is harmless). Overlapping alternatives (``(a|a)*``) are not found.
"""

import re
import warnings
from functools import lru_cache
from typing import Any

_MANY = 20
"""A repeat that may go on for longer counts as without end."""
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
    """Return a pattern without the slashes of JavaScript, and the rule that refuses it; one of them is empty.

    >>> pattern_of("/^a+$/"), pattern_of("^(a*)*$"), pattern_of("^[")
    (('^a+$', ''), ('', 'slow_pattern'), ('', 'bad_pattern'))
    """
    if len(pattern) > 2 and pattern.startswith("/^") and pattern.endswith("$/"):
        pattern = pattern[1:-1]
    parser: Any = re._parser  # type: ignore[attr-defined] # the only parser of expressions there is
    try:
        with warnings.catch_warnings(action="ignore"):  # of sets that a later Python may read otherwise
            re.compile(pattern)
            tree = parser.parse(pattern)
        return ("", "slow_pattern") if _is_slow(tree) else (pattern, "")
    except (re.error, OverflowError, RecursionError):
        return "", "bad_pattern"


def _is_slow(tree: Any) -> bool:
    for operator, argument in tree:
        name = str(operator)
        if name in _REPEATS and argument[1] > _MANY and any(map(_loops, _alternatives(argument[2]))):
            return True
        if any(_is_slow(part) for part in _parts(name, argument)):
            return True
    return False


def _parts(name: str, argument: Any) -> list[Any]:
    """Return the sequences inside one item of a pattern."""
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
    """Return the sequences that a sequence of one group or branch stands for."""
    if len(tree) == 1:
        name = str(tree[0][0])
        if name in ("SUBPATTERN", "BRANCH"):
            return [found for part in _parts(name, tree[0][1]) for found in _alternatives(part)]
    return [tree]


def _loops(sequence: Any) -> bool:
    """Return whether a sequence can be one long repeat, or one that runs into what stands beside it."""
    sequence = _without_groups(sequence)
    for place, (operator, argument) in enumerate(sequence):
        inner = argument[2] if str(operator) in _REPEATS and argument[1] > _MANY else None
        if inner is None:
            continue
        taken = _alphabet(inner)
        others = [item for number, item in enumerate(sequence) if number != place and _is_needed(sequence, number)]
        if all((of := _characters([item])) is None or taken & of for item in others):
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
    """Return the ASCII characters that may stand anywhere in what a sequence takes."""
    found: set[str] = set()
    for operator, argument in sequence:
        name = str(operator)
        parts = _parts(name, argument)
        if parts:
            found.update(*map(_alphabet, parts))
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            of = _characters([(operator, argument)])
            found.update(_ASCII if of is None else of)
    return frozenset(found)


def _characters(sequence: Any) -> frozenset[str] | None:
    """Return the ASCII characters that a sequence of one character takes; None where it is anything else."""
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
    return _of_set(argument) if name == "IN" else None


def _of_set(items: Any) -> frozenset[str]:
    found: set[str] = set()
    negated = False
    for operator, argument in items:
        match str(operator):
            case "NEGATE":
                negated = True
            case "LITERAL":
                found.add(chr(argument))
            case "RANGE":
                found.update(chr(code) for code in range(argument[0], min(argument[1], 127) + 1))
            case "CATEGORY":
                found.update(filter(re.compile(_CATEGORIES[str(argument)]).match, _ASCII))
    return frozenset(_ASCII) - found if negated else frozenset(found)
