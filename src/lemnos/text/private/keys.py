"""Finds keys by their documented shapes, and values that are assigned to a telling name.

``str`` → the keys, in the order of the patterns. Cost: a substring test for each pattern (about a nanosecond a byte in
all), a pattern only where its text stands. Values of documentation (``examples``) are left out. Not found: keys without
a known prefix or a telling name; ``leaks`` knows many more.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lemnos.text.private.examples import NEAR, is_example, is_introduced, is_ordinary
from lemnos.text.private.kinds import START


class Key(NamedTuple):
    """One key, as it stands in the text."""

    value: str
    rule: str


_IN_ADDRESS, _BY_SHAPE = "credentials-in-address", "jwt"
_KEYS = (
    ("aws-access-key", "AKIA", r"AKIA[A-Z0-9]{16}\b"),
    ("aws-session-key", "ASIA", r"ASIA[A-Z0-9]{16}\b"),
    ("github-token", "gh", r"gh[pousr]_[A-Za-z0-9]{30,}"),
    ("github-pat", "github_pat_", r"github_pat_\w{22,}"),
    ("gitlab-pat", "glpat-", r"glpat-[\w-]{18,}"),
    ("slack-token", "xox", r"xox[abeoprs]-[\w-]{10,}"),
    ("sk-key", "sk-", r"sk-[A-Za-z0-9][\w-]{18,}"),
    ("live-key", "_live_", r"[rsp]k_live_[A-Za-z0-9]{10,}"),
    ("test-key", "_test_", r"[rs]k_test_[A-Za-z0-9]{10,}"),
    ("google-api-key", "AIza", r"AIza[\w-]{35}"),
    ("hugging-face-token", "hf_", r"hf_[A-Za-z0-9]{30,}"),
    ("npm-token", "npm_", r"npm_[A-Za-z0-9]{30,}"),
    ("pypi-token", "pypi-", r"pypi-[\w-]{40,}"),
    ("sendgrid-key", "SG.", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
    ("linear-key", "lin_", r"lin_(?:api|oauth)_[A-Za-z0-9]{30,}"),
    ("digitalocean-token", "dop_v1_", r"dop_v1_[0-9a-f]{40,}"),
    ("jwt", "eyJ", r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    ("private-key", "PRIVATE KEY", r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----"),
    ("bearer-token", "earer ", r"(?<=[Bb]earer )[\w.~+/-]{20,}=*"),
    (_IN_ADDRESS, "://", r"(?<=://)[^/\s:@\"'<>{}$]{1,64}:[^/\s:@\"'<>{}$]{3,128}(?=@[\w.-]+)"),
)
"""Name, text that a key must hold, and the pattern of the whole key, whose shape is documented by who issues it."""
_ASSIGNED = re.compile(r"(?:key|secret|token|passw(?:or)?d)\\?[\"']?\s*[:=]\s*\\?[\"']?(?P<key>[a-z0-9+/_=.-]{16,})")
_ASSIGNING = {
    "key": re.compile(r"(?:api|secret)[_-]?$"),
    "secret": re.compile(""),
    "token": re.compile(r"(?:access|auth)[_-]?$"),
    "passw": re.compile(""),
}
"""Word that a telling name ends in → what must stand before it."""
_LEAST_ENTROPY = 3.3
"""Bits a character below which a value that is assigned to a telling name is taken for words or a placeholder."""


def keys(text: str) -> Iterator[Key]:
    """Yield the keys in a text, each once."""
    seen: set[str] = set()
    for name, needed, pattern in _KEYS:
        if needed not in text:
            continue
        for match in re.finditer((START if pattern[0] not in "-(" else "") + pattern, text, re.DOTALL):
            if match[0] in seen or is_example(match[0]):
                continue
            if name == _IN_ADDRESS and is_ordinary(match[0].partition(":")[2].partition("\\")[0]):
                continue
            if name == _BY_SHAPE and is_introduced(text[max(0, match.start() - NEAR) : match.start()]):
                continue
            seen.add(match[0])
            yield Key(match[0], name)
    for key in _assigned(text):
        if key not in seen:
            seen.add(key)
            yield Key(key, "assigned")


def _assigned(text: str) -> Iterator[str]:
    """Yield values that are assigned to a telling name and look random."""
    lowered = text if text.islower() else text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two
        lowered = text
    for word, before in _ASSIGNING.items():
        at = lowered.find(word)
        while at >= 0:
            match = _ASSIGNED.match(lowered, at)
            if match is not None and before.search(lowered[max(0, at - 8) : at]):
                key = text[match.start("key") : match.end("key")]
                introduced = is_introduced(text[max(0, at - NEAR) : at])
                if not is_example(key) and _looks_random(key) and not introduced:
                    yield key
            at = lowered.find(word, at + len(word))


def _looks_random(key: str) -> bool:
    if not (any(character.isdigit() for character in key) and any(character.isalpha() for character in key)):
        return False
    counts = Counter(key)
    entropy = -sum(count / len(key) * math.log2(count / len(key)) for count in counts.values())
    return entropy >= _LEAST_ENTROPY
