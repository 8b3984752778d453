"""Make a text that matches a regular expression, for the patterns in descriptions of tools: pattern -> text or None.

The pattern is parsed with Python's own parser (``re._parser``), and repeats are kept short.
Limitation: lookahead and lookbehind are ignored when the text is written, so the text is checked against the compiled
pattern, and None is returned if no attempt matches.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from random import Random
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_PREFERRED = _LETTERS + _DIGITS + _LETTERS.upper() + "-_. /:,;@+=#*()[]{}<>!?$%&'\"|~^`\\"
_CLASSES = {
    "CATEGORY_DIGIT": _DIGITS,
    "CATEGORY_NOT_DIGIT": _LETTERS,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": _LETTERS + _DIGITS,
    "CATEGORY_WORD": _LETTERS + _DIGITS,
    "CATEGORY_NOT_WORD": "-",
}
_HEX = frozenset("0123456789abcdefABCDEF")
_SETS = frozenset("IN MAX_REPEAT MIN_REPEAT POSSESSIVE_REPEAT SUBPATTERN BRANCH LITERAL NOT_LITERAL".split())
"""Operations of patterns that say which characters a text has."""
_SHORTEST_CODE = 4
"""The fewest letters in a row that look random."""
_LONGEST = 5_000
"""Maximum length of a text, in characters."""
_TRIES = 8
"""Number of attempts before ``matching_text`` returns None."""


def matching_text(pattern: str, random: Random, shortest: int = 0, longest: int = 10_000) -> str | None:
    """Return a text that ``pattern`` matches somewhere, with a length within the bounds; None if no attempt succeeds.

    >>> matching_text("^AC[0-9a-f]{4}$", Random(1))
    'ACc76e'
    """
    parsed = _parsed(pattern)
    if parsed is None:
        return None
    tree, expression = parsed
    extra = 1
    for attempt in range(_TRIES):
        try:
            text = _Writer(random, extra).write(tree)
        except (RecursionError, ValueError):
            return None
        if shortest <= len(text) <= longest and expression.search(text):
            return text
        # The length depends on the repeats. If the length is right already, other counts may make the pattern match.
        missing = shortest - len(text) if len(text) < shortest else min(0, longest - len(text))
        extra = max(0, extra + missing) if missing else (0, 1, 2)[attempt % 3]
    return None


def is_meant(text: str, pattern: str) -> bool:
    """Return whether a text is what ``pattern`` is meant to allow: one of sets without anchors is meant for the whole.

    Of the others, JSON Schema's word is taken, by which a part may match.

    >>> is_meant("trade fair", "[a-z-]+"), is_meant("trade-fair", "[a-z-]+"), is_meant("the fair", "^the")
    (False, True, True)
    """
    parsed = _parsed(pattern)
    if parsed is None:
        return False
    tree, expression = parsed
    is_whole = "REPEAT" in "".join(_parts(tree)) and _SETS.issuperset(_parts(tree))
    return (expression.fullmatch(text) if is_whole else expression.search(text)) is not None


def _parts(tree: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """Yield the names of the operations of a parsed pattern, but for those inside sets."""
    for operation, argument in tree:
        yield str(operation)
        if str(operation).endswith("REPEAT") or str(operation) == "SUBPATTERN":
            yield from _parts(argument[-1])
        elif str(operation) == "BRANCH":
            for branch in argument[1]:
                yield from _parts(branch)


@lru_cache(maxsize=4096)
def is_code(pattern: str, *, any_letters: bool) -> bool:
    """Return whether a random text that matches ``pattern`` looks like a code, such as an id, and not like a word.

    Digits and hexadecimal digits are random in a code; other letters only if there are at least four in a row.

    Args:
        pattern: A regular expression.
        any_letters: Whether other letters than hexadecimal digits may be random.

    >>> is_code("^[0-9]{12}$", any_letters=False), is_code("^[a-z]+$", any_letters=True)
    (True, False)
    """
    parsed = _parsed(pattern)
    return parsed is not None and _is_code(parsed[0], 1, any_letters)


def _is_code(tree: Iterable[tuple[Any, Any]], count: int, any_letters: bool) -> bool:
    for operation, argument in tree:
        match str(operation):
            case "LITERAL" | "AT" | "GROUPREF" | "ASSERT" | "ASSERT_NOT":
                continue
            case "IN":
                chars = _alternatives(tuple(argument))
                if not set(chars) <= _HEX and not (any_letters and count >= _SHORTEST_CODE and chars.isalnum()):
                    return False
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, _, inner = argument
                if not _is_code(inner, int(least), any_letters):
                    return False
            case "SUBPATTERN":
                if not _is_code(argument[-1], count, any_letters):
                    return False
            case "BRANCH":
                if not all(_is_code(branch, count, any_letters) for branch in argument[1]):
                    return False
            case _:
                return False
    return True


@lru_cache(maxsize=4096)
def _parsed(pattern: str) -> tuple[Any, re.Pattern[str]] | None:
    """Return the parse tree of a pattern and the compiled pattern; None if Python cannot compile it."""
    parser: Any = re._parser  # type: ignore[attr-defined] # the standard library has no public parser
    try:
        with warnings.catch_warnings(action="ignore"):
            return parser.parse(pattern), re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


class _Writer:
    """Writes one text; ``extra`` is how far a repeat exceeds its minimum count, if its maximum allows that."""

    def __init__(self, random: Random, extra: int) -> None:
        self.random = random
        self.extra = extra
        self.groups: dict[int, str] = {}
        self.length = 0

    def write(self, tree: Iterable[tuple[Any, Any]]) -> str:
        out = []
        for operation, argument in tree:
            piece = self._piece(str(operation), argument)
            self.length += len(piece)
            if self.length > _LONGEST:
                raise ValueError("the text is too long")
            out.append(piece)
        return "".join(out)

    def _piece(self, operation: str, argument: Any) -> str:
        match operation:
            case "LITERAL":
                return chr(argument)
            case "NOT_LITERAL":
                return self._one_of(char for char in _PREFERRED if ord(char) != argument)
            case "ANY":
                return self._one_of(_LETTERS)
            case "IN":
                return self._from_set(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = argument
                extra = self.extra
                if extra == 1 and int(most) > _LONGEST and len(inner) == 1 and str(inner[0][0]) == "IN":
                    extra = 5  # One or two characters of a set without end are no plausible name.
                count = min(int(most), max(int(least), min(int(least) + extra, _LONGEST)))
                if count > _LONGEST:
                    raise ValueError("the text is too long")
                return "".join(self.write(inner) for _ in range(count))
            case "SUBPATTERN":
                text = self.write(argument[-1])
                if argument[0] is not None:
                    self.groups[argument[0]] = text
                return text
            case "ATOMIC_GROUP":
                return self.write(argument)
            case "BRANCH":
                branches = argument[1]
                return self.write(branches[int(self.random.random() * len(branches))])
            case "GROUPREF":
                return self.groups.get(argument, "")
            case _:
                return ""

    def _one_of(self, chars: Iterable[str]) -> str:
        choices = list(chars)
        if not choices:
            raise ValueError("the character set is empty")
        return choices[int(self.random.random() * len(choices))]

    def _from_set(self, items: list[tuple[Any, Any]]) -> str:
        return self._one_of(_alternatives(tuple(items)))


@lru_cache(maxsize=1024)
def _alternatives(items: tuple[tuple[Any, Any], ...]) -> str:
    """Return the characters of a set from which to draw, readable ones if it has any."""
    if str(items[0][0]) == "NEGATE":
        return "".join(char for char in _PREFERRED[:64] if not _is_in(char, items[1:]))
    first = "".join(char for char in _LETTERS + _DIGITS if _is_in(char, items))  # a code is of one case
    upper = "".join(char for char in _LETTERS.upper() if _is_in(char, items))
    if first or upper:
        return first + upper if not first or first.isdigit() else first
    kind, argument = items[0]
    match str(kind):
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return chr(argument[0])
        case _:
            return _CLASSES.get(str(argument), "-")


def _is_in(char: str, items: tuple[tuple[Any, Any], ...]) -> bool:
    for kind, argument in items:
        match str(kind):
            case "LITERAL" if argument == ord(char):
                return True
            case "RANGE" if argument[0] <= ord(char) <= argument[1]:
                return True
            case "CATEGORY":
                name = str(argument)
                inside = {
                    "DIGIT": char.isdigit(),
                    "SPACE": char.isspace(),
                    "WORD": char.isalnum() or char == "_",
                }.get(name.rpartition("_")[2], False)
                if inside != ("_NOT_" in name):
                    return True
    return False
