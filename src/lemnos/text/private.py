"""Finds personal data and secrets in text: home folders, e-mail addresses with the names before them, and keys.

``private_data(text)`` → what to replace by which placeholder. Placeholders are fixed and numbered in the order of the
first occurrence, so that the same person or key stays the same one through a text: ``user1``,
``person1@example.com``, ``Person 1``, ``SECRET_1``. They are valid wherever the original was: in paths, JSON text and
addresses.

Cost: substring tests over the text (about a nanosecond a byte in all), patterns only where these hit. Not found:
names and addresses of people without an e-mail address, telephone numbers, keys without a known prefix or a telling
name.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["home_folder", "email", "name", "key"]


class Private(NamedTuple):
    """One value to replace wherever it stands."""

    kind: Kind
    pattern: str
    """Regular expression that matches it."""
    placeholder: str


_START = r"(?:(?<=\\[nrt])|(?<![A-Za-z0-9\\]))"
"""Where a word may begin: also after a line break that is written as an escape, in JSON text within text."""
_SLASH = r"(?:/|\\\\|\\)"
_HOME = re.compile(
    r"(?<![\w.])/(?:home|Users)/(?P<unix>\w[\w.@+-]*)"
    rf"|{_START}[A-Za-z]:{_SLASH}Users{_SLASH}(?P<windows>\w[\w.@+-]*(?: [\w.@+-]+)*(?=[/\\])|\w[\w.@+-]*)"
)
_NOT_PEOPLE = frozenset(
    """
    user users username root admin administrator ubuntu debian runner node app shared public default guest vscode
    ec2-user circleci jovyan work worker you me name your-name yourname youruser docker coder codespace openhands agent
    sandbox gitpod builder build dev developer test tester service www www-data postgres git jenkins nobody linuxbrew
    project
    """.split()
)
"""Home folders that belong to a role, not to a person."""

_WORD_LENGTH = 5
"""Letters from which the name of a home folder is replaced wherever it stands."""
_EMAIL = re.compile(
    rf"{_START}(?P<local>[A-Za-z0-9][\w.+%-]*)@(?P<domain>(?:[A-Za-z][A-Za-z0-9-]*\.)+[A-Za-z]{{2,24}})(?![\w-]|\.\w)"
)
_CREDENTIALS = re.compile(r"://[^/\s@]*(?=@)")
"""What stands before the host in an address, which looks like an e-mail address with it."""
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}) \\?<$")
_NO_DOMAIN = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|local)$", re.IGNORECASE
)
_NO_TOP = frozenset(
    "png jpg jpeg gif svg webp ico js ts tsx jsx py md json html css txt rs go java rb sh yml yaml toml".split()
)
_NO_LOCAL = frozenset("git noreply no-reply donotreply do-not-reply hg svn".split())

_KEYS = (
    ("AKIA", r"AKIA[A-Z0-9]{16}\b"),
    ("ASIA", r"ASIA[A-Z0-9]{16}\b"),
    ("gh", r"gh[pousr]_[A-Za-z0-9]{30,}"),
    ("github_pat_", r"github_pat_\w{22,}"),
    ("glpat-", r"glpat-[\w-]{18,}"),
    ("xox", r"xox[abeoprs]-[\w-]{10,}"),
    ("sk-", r"sk-[A-Za-z0-9][\w-]{18,}"),
    ("_live_", r"[rsp]k_live_[A-Za-z0-9]{10,}"),
    ("_test_", r"[rs]k_test_[A-Za-z0-9]{10,}"),
    ("AIza", r"AIza[\w-]{35}"),
    ("hf_", r"hf_[A-Za-z0-9]{30,}"),
    ("npm_", r"npm_[A-Za-z0-9]{30,}"),
    ("pypi-", r"pypi-[\w-]{40,}"),
    ("SG.", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
    ("lin_", r"lin_(?:api|oauth)_[A-Za-z0-9]{30,}"),
    ("dop_v1_", r"dop_v1_[0-9a-f]{40,}"),
    ("eyJ", r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("PRIVATE KEY", r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----"),
    ("earer ", r"(?<=[Bb]earer )[\w.~+/-]{20,}=*"),
    ("://", r"(?<=://)[^/\s:@\"'<>{}$]{1,64}:[^/\s:@\"'<>{}$]{3,128}(?=@[\w.-]+)"),
)
"""Text that a key must hold, and the pattern of the whole key, whose shape is documented by who issues it."""
_ASSIGNED = re.compile(
    r"(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|passw(?:or)?d)\\?[\"']?\s*[:=]\s*\\?[\"']?"
    r"(?P<key>[a-z0-9+/_=.-]{16,})"
)
_ASSIGNING = ("key", "secret", "token", "passw")
_LEAST_ENTROPY = 3.3
"""Bits a character below which a value that is assigned to a telling name is taken for words or a placeholder."""
_EXAMPLE = re.compile(r"(?i)example|placeholder|your|x{6}|\.{3}|12345678")


def private_data(text: str) -> list[Private]:
    """Return what to replace in a text, in the order of the first occurrence of each kind.

    >>> [found.placeholder for found in private_data("ls /Users/jdoe/src; git log: Jo Doe <jo@doe.dev>")]
    ['user1', 'person1@example.com', 'Person 1']
    """
    return [*_homes(text), *_people(text), *_secrets(text)]


def replacer(found: list[Private]) -> Callable[[str], tuple[str, Counter[Kind]]]:
    """Return a function that replaces private data in a text, and counts the replacements by kind."""
    whole = re.compile("|".join(f"(?P<p{number}>{item.pattern})" for number, item in enumerate(found)), re.DOTALL)

    def replace(text: str) -> tuple[str, Counter[Kind]]:
        counts: Counter[Kind] = Counter()

        def placeholder(match: re.Match[str]) -> str:
            item = found[int((match.lastgroup or "p0")[1:])]
            counts[item.kind] += 1
            return item.placeholder

        return whole.sub(placeholder, text), counts

    return replace


def _numbers(text: str, form: str) -> Iterator[str]:
    """Yield placeholders that the text does not hold yet."""
    number = 0
    while True:
        number += 1
        placeholder = form.format(number)
        if placeholder not in text:
            yield placeholder


def _homes(text: str) -> Iterator[Private]:
    if "/home/" not in text and "Users" not in text:
        return
    found = dict.fromkeys(match["unix"] or match["windows"] for match in _HOME.finditer(text))
    names = [name for name in found if name.casefold() not in _NOT_PEOPLE and not re.fullmatch(r"user\d+", name)]
    placeholders = _numbers(text, "user{}")
    for name in names:
        word = re.escape(name)
        pattern = rf"(?:{_START}|(?<=\\)){word}(?![A-Za-z0-9])"
        if len(name) < _WORD_LENGTH:  # may be a word too: only as a folder, or as the owner in a listing
            pattern = rf"(?:(?<=/home/)|(?<=/Users/)|(?<=Users\\)|(?<=Users\\\\)|(?<=\d )){word}(?=[/\\\s:\"']|$)"
        yield Private("home_folder", pattern, next(placeholders))


def _people(text: str) -> Iterator[Private]:
    if "@" not in text:
        return
    placeholders = _numbers(text, "person{}@example.com")
    seen: set[str] = set()
    with_password = {match.end() for match in _CREDENTIALS.finditer(text)}
    for match in _EMAIL.finditer(text):
        if match.end("local") in with_password:
            continue
        address, domain = match[0], match["domain"]
        if address.casefold() in seen or match["local"].casefold() in _NO_LOCAL:
            continue
        if _NO_DOMAIN.search(domain) or domain.rpartition(".")[2].lower() in _NO_TOP:
            continue
        seen.add(address.casefold())
        placeholder = next(placeholders)
        yield Private("email", rf"{_START}(?i:{re.escape(address)})(?![\w-])", placeholder)
        named = _NAMED.search(text, max(0, match.start() - 80), match.start())
        if named and named["name"] not in seen:
            seen.add(named["name"])
            number = placeholder[len("person") : placeholder.index("@")]
            yield Private("name", rf"(?<!\w){re.escape(named['name'])}(?!\w)", f"Person {number}")


def _secrets(text: str) -> Iterator[Private]:
    placeholders = _numbers(text, "SECRET_{}")
    seen: set[str] = set()
    for needed, pattern in _KEYS:
        if needed not in text:
            continue
        for match in re.finditer((_START if pattern[0] not in "-(" else "") + pattern, text, re.DOTALL):
            if match[0] not in seen and not _EXAMPLE.search(match[0]):
                seen.add(match[0])
                yield Private("key", re.escape(match[0]), next(placeholders))
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two
        lowered = text
    if not any(word in lowered for word in _ASSIGNING):
        return
    for match in _ASSIGNED.finditer(lowered):
        key = text[match.start("key") : match.end("key")]
        if key in seen or _EXAMPLE.search(key) or not _looks_random(key):
            continue
        seen.add(key)
        yield Private("key", re.escape(key), next(placeholders))


def _looks_random(key: str) -> bool:
    if not (any(character.isdigit() for character in key) and any(character.isalpha() for character in key)):
        return False
    counts = Counter(key)
    entropy = -sum(count / len(key) * math.log2(count / len(key)) for count in counts.values())
    return entropy >= _LEAST_ENTROPY
