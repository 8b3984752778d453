"""Which values that look like keys are examples or placeholders of documentation.

``str`` → whether it is one. Sources: the keys that AWS, Stripe and jwt.io publish in their documentation, and the ways
in which writers leave a value open: ``YOUR_API_KEY``, ``<token>``, ``${TOKEN}``, ``xxxxx``, ``abc123``, ``password``.
Cost: about two microseconds a value; only values that look like keys are asked about.

Limitation: a random value that a writer made up for an example, and that says so nowhere, is taken for a key.
"""

import re

_PUBLISHED = (
    "sk_test_4eC39Hq",  # Stripe, API reference
    "sk_test_BQokikJ",  # Stripe, API reference before 2019
    "rk_test_4eC39Hq",
    ".eyJzdWIiOiIxMjM0NTY3ODkw",  # jwt.io: the subject 1234567890
    ".eyJsb2dnZWRJbkFzIjoiYWRtaW4i",  # JSON Web Token, Wikipedia
)
"""How keys begin, or what they hold, that vendors publish without a word that they are examples."""

_SAYS_SO = re.compile(
    r"""example|placeholder|your[_-]?|dummy|redacted|changeme|change[_-]me|replace|insert|foobar|lorem|masked|hidden
    |sample|fake|secret_\d|<|>|\{|\}|\$\(|%s|\.{3}|…|\*{3}|[xX]{5}|_{4}|-{4}|(.)\1{5}
    |12345678|87654321|01234567|abcdefg|deadbeef|abc[_-]?123|s3cr3t|p@ss|passw|goes[_-]?here
    |my[_-]?(?:api|secret|token|key|app|access|super)|^the[_-]|^some[_-]|^test[_-]?(?:key|token|secret|pass)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}|\d+")
_ORDINARY = re.compile(
    r"(?:secret|token|key|api|access|auth|bearer|client|private|public|password|pwd|user|login|admin|root|test|demo|"
    r"value|string|null|none|true|false|undefined|default|required|optional|id|name|code|header|basic|oauth)+\d{0,4}",
    re.IGNORECASE,
)
_ESCAPES = re.compile(r"\\[nrt\"']|&[a-z]+;")


def is_example(value: str) -> bool:
    """Return whether a value is an example of published documentation, or stands in the place of a value.

    >>> is_example("AKIAIOSFODNN7EXAMPLE"), is_example("YOUR_API_KEY"), is_example("q8Wn3kZx71LmTb92RvYc")
    (True, True, False)
    """
    if value.startswith("-----BEGIN"):  # a whole key: its letters may spell anything
        body = value.partition("\n")[2] or value.partition("\\n")[2]
        return "..." in body or "…" in body
    if any(part in value for part in _PUBLISHED):
        return True
    if len(set(value)) < 6 or _SAYS_SO.search(value):
        return True
    plain = _ESCAPES.sub("", value).strip("\"'`,;:.()[]")
    return _ORDINARY.fullmatch(re.sub(r"[\W_]", "", plain)) is not None


def looks_written(value: str) -> bool:
    """Return whether a value consists of words: ``correct-horse-battery``, ``user.read.all``, ``getTokenFromCache``."""
    letters = sum(map(str.isalpha, value))
    digits = sum(map(str.isdigit, value))
    if digits == 0 and letters:
        words = re.findall(r"[A-Z]?[a-z]+|[A-Z]{2,}", value)
        return sum(map(len, words)) >= 0.9 * letters and max(map(len, words), default=0) >= 4
    return False
