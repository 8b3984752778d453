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
    r"(?:secret|token|key|api|access|auth|bearer|client|private|public|password|pwd|user|login|admin|root|test|demo|someone|somebody|pass|passwd|"
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
        return body.startswith("-----END") or not body or "..." in body or "…" in body
    if any(part in value for part in _PUBLISHED):
        return True
    if len(set(value)) < 6 or _SAYS_SO.search(value):
        return True
    plain = _ESCAPES.sub("", value).strip("\"'`,;:.()[]")
    return is_ordinary(plain)


_INTRODUCED = re.compile(
    r"(?:\bexamples?|\be\.g\.?|\bsuch as|\blike|\bfor instance|\bi\.e\.?|\bsample|\bdefault)\W{0,4}"
    r"(?:\w+\W{1,4}){0,2}$",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"(?:page|next|previous|sync|continuation|cursor|pagination|csrf|xsrf|etag)\w{0,12}\W{0,6}$", re.I
)
NEAR = 48
"""Characters before a value in which words say what it is."""


def is_introduced(before: str) -> bool:
    """Return whether the words before a value say that it is an example, or no more than a position in a list.

    >>> is_introduced("a dotted number such as "), is_introduced("pageToken: "), is_introduced("token: ")
    (True, True, False)
    """
    return _INTRODUCED.search(before) is not None or _POSITION.search(before) is not None


def is_ordinary(value: str) -> bool:
    """Return whether a value is a word that stands for what should be there: ``secret``, ``user_name``, ``pass``."""
    return _ORDINARY.fullmatch(re.sub(r"[\W_]", "", value)) is not None


_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}")
_CONSONANTS = re.compile(r"[^aeiouy\W\d_]{5}", re.IGNORECASE)


def looks_written(value: str) -> bool:
    """Return whether a value consists of words: ``correct-horse-battery``, ``user.read.all``, ``getTokenFromCache``.

    Words have four letters on average, a vowel among four letters, and never five consonants in a row.
    """
    letters = sum(map(str.isalpha, value))
    if not letters or any(map(str.isdigit, value)):
        return False
    words = _PARTS.findall(value)
    if not words or sum(map(len, words)) < 0.9 * letters or letters < 4 * len(words):
        return False
    vowels = sum(letter in "aeiouyAEIOUY" for letter in value)
    return 4 * vowels >= letters and not any(_CONSONANTS.search(word) for word in words)
