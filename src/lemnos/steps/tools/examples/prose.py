"""Find values and their kinds in descriptions: text -> an example value, a number, a kind of value.

Only English phrases are read: "e.g. `x`", "for example, x", "allowed values: 'x'", "(default: 5)".
"""

import math
import re
from functools import lru_cache

_QUOTED = re.compile(
    r"(?:\b[Ee]\.\s?g\.?|[Ff]or (?:example|instance)|[Ss]uch as|[Ee]xamples?(?: value)?s?(?: is| are)?|\b[Ee]x|"
    r"(?:[Aa]llowed|[Pp]ossible|[Vv]alid|[Ss]upported) (?:values?|options?)(?: are| is)?|[Oo]ne of|[Cc]an be|[Ee]ither|"
    r"[Oo]ptions(?: are)?|[Dd]efault(?: is|s to)?|[Aa]ccepts|[Ff]ixed value|"
    r"[Mm]ust (?:always )?be(?: set to)?|[Aa]lways|[Yy]ou can (?:also )?use(?: the)?)"
    r"[,:]?\s*(?:[-*]\s+)?(?:\"([^\"\n]{1,60})\"|'([^'\n]{1,60})'|`([^`\n]{1,60})`|“([^”\n]{1,60})”|\*\*?([\w-]{2,60})\*)"
)
"""A value that a description gives in quotes."""
_QUOTES = ('"', "'", "`", "“", "*")
_UNQUOTED = re.compile(
    r"(?:\b[Ee]\.\s?g\.?|\b[Ee]g\.|\([Ee]xample\b|\b[Ee]xamples?(?: value)?:|[Ff]or (?:example|instance)[,:]|"
    r"\((?:such as|like|ie\.?|i\.e\.?)|\([Dd]efault(?: is|s to)?)[,:]?\s*"
    r"((?!https?:)\w[\w./:@+#%-]{0,50}(?: [A-Z\d][\w./:@+-]{0,30}){0,3}|https?://[^\s,;)\"'<>]{3,80})"
    r"(?=\s*(?:[,;)\n]|$)|\.(?:\s|$))"
)
"""A value that a description gives without quotes: one word, or several that begin with capitals."""
_NO_EXAMPLE = re.compile(
    r"[YyMmDdHhSsTZ:./ -]{5,}|(?:https?|www|none|null|the|an?|if|when|for|to|in|on|by|use|using|with|this|that|your|it|"
    r"see|etc|not|and|or|only|all|any|from|of|as|is|are|optional|required|empty|string|true|false|x{2,}.*|\d+)",
    re.IGNORECASE,
)
"""Text in the position of an example that is not one: a date template, the beginning of a sentence."""
_HOLDER = re.compile(r"\{\w[^{}]*\}|<[\w -]+>|\[[A-Z_]{3,}\]")
"""A placeholder within a value that a description gives."""
_NO_VALUES = frozenset(("None", "null", "undefined", "nil", "NULL", "NaN"))
_DATE_HINT = re.compile(r"YYYY-MM-DD(T| HH)?", re.IGNORECASE)
_HINTS = (
    (re.compile(r"alpha-3|639-[23]|three-letter", re.IGNORECASE), "other_code"),
    (re.compile(r"ISO[ -]?3166|two-letter country|alpha-2", re.IGNORECASE), "country_code"),
    (re.compile(r"ISO[ -]?4217|currency code", re.IGNORECASE), "currency_code"),
    (re.compile(r"ISO[ -]?639|language code|BCP[ -]?47", re.IGNORECASE), "language_code"),
    (re.compile(r"\bUUID\b|\bGUID\b", re.IGNORECASE), "uuid"),
    (re.compile(r"ISO[ -]?8601|RFC[ -]?3339", re.IGNORECASE), "time"),
    (re.compile(r"\(ARN\)|\bARN of\b"), "arn"),
)
_NUMBER = re.compile(r"\((?:e\.g\.?|[Ee]xample|for example)[,:]?\s*(-?\d+(?:\.\d+)?)[,) %]")
_DEFAULT = re.compile(
    r"\bdefault(?:s| value)?(?: value)?(?: is| to| of|:|=)*\s*[`'\"]?(-?\d+(?:\.\d+)?)\b(?![\d.,]*\s*(?:[a-zA-Z%]|-\d))"
    r"|\bdefault(?:s| value)?(?: value)?(?: is| to| of|:|=)*\s*[`'\"]?(-?\d+(?:\.\d+)?)(?=[`'\"]?(?:\.?\s*$|[.,;)] ))",
    re.IGNORECASE,
)
"""A number that a description gives as the default."""
_ARN = re.compile(r"arn:aws[\w-]*:[a-z0-9-]+:[\w-]*:(?:\d{12})?:[\w/:.*+=@-]*\w")
_READ = 600
"""The length of a description that is searched, in characters."""


@lru_cache(maxsize=8192)
def given_in(description: str) -> str | None:
    """Return the value that a description gives as an example, with or without quotes; None if it gives none.

    >>> given_in("The plan, e.g. 'gold'"), given_in("Version, for example: 1.2.3."), given_in("See e.g. the docs")
    ('gold', '1.2.3', None)
    """
    text = description[:_READ]
    if any(quote in text for quote in _QUOTES) and (match := _QUOTED.search(text)):
        value = next(filter(None, match.groups()), None)
        if value is not None:
            return None if value in _NO_VALUES or _HOLDER.search(value) else value
    if "xample" not in text and "." not in text:
        return None
    unquoted = _UNQUOTED.search(text)
    if unquoted and not _NO_EXAMPLE.fullmatch(unquoted[1].partition(" ")[0]):
        return unquoted[1].rstrip(".")
    return None


def arn_in(description: str) -> str | None:
    """Return an Amazon Resource Name that a description holds; None if it holds none.

    >>> arn_in("The format is: arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail")
    'arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail'
    """
    found = _ARN.search(description) if "arn:aws" in description else None
    return found[0] if found and "*" not in found[0] else None


@lru_cache(maxsize=8192)
def hint_of(description: str) -> str | None:
    """Return the kind of value that a description indicates, if any: ``date``, ``time`` (date with time), ``uuid`` …"""
    if not description:
        return None
    if date := _DATE_HINT.search(description):
        return "time" if date[1] else "date"
    return next((kind for hint, kind in _HINTS if hint.search(description[:300])), None)


def number_in(description: str) -> float | None:
    """Return the number that a description gives as an example or as the default; None if it gives none, or 0.

    >>> number_in("The score (e.g., 4.5)"), number_in("How many. Default: 20.")
    (4.5, 20.0)
    """
    text = description[:_READ]
    if given := _NUMBER.search(text):
        return float(given[1])
    if "efault" in text and (usual := _DEFAULT.search(text)):
        number = float(usual[1] or usual[2])
        return number if number and math.isfinite(number) else None
    return None
