"""Versions of an API as it names them → which is newer."""

import re

_PART = re.compile(r"\d+|[a-z]+")
_UNSTABLE = {
    "dev": 0, "snapshot": 0, "nightly": 0, "experimental": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "preview": 3,
    "pre": 3, "rc": 4,
}  # fmt: skip
_STABLE = 5

VersionKey = tuple[int, tuple[int, ...], int, str]


def version_key(version: str) -> VersionKey:
    """Return what versions of one API sort by, the newest last.

    Releases stand above what is called alpha, beta, preview and the like, for those come and go; among both, numbers
    decide, one after the other (a date is three of them), and then how unstable it is called.

    >>> sorted(["v2", "v10", "v1beta1", "alpha", "v1", "2019-02-11", "1.10.0", "1.9.3"], key=version_key)
    ['alpha', 'v1beta1', 'v1', '1.9.3', '1.10.0', 'v2', 'v10', '2019-02-11']
    """
    parts = _PART.findall(version.lower())
    stage = min((_UNSTABLE[part] for part in parts if part in _UNSTABLE), default=_STABLE)
    numbers = tuple(int(part) for part in parts if part.isdecimal() and len(part) < 18)
    return (int(stage == _STABLE), numbers, stage, version)
