"""Versions of an API as it names them → which is newer."""

import re

_PART = re.compile(r"\d+|[a-z]+")
_UNSTABLE = {
    "dev": 0, "snapshot": 0, "nightly": 0, "experimental": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "preview": 3,
    "pre": 3, "rc": 4,
}  # fmt: skip
_STABLE = 5

VersionKey = tuple[int, tuple[int, ...], int, tuple[int, ...], str]


def version_key(version: str) -> VersionKey:
    """Return what versions of one API sort by, the newest last.

    Releases stand above what is called alpha, beta, preview and the like, for those come and go. Among both, the
    numbers before that word decide, one after the other (a date is three of them), then the word, then those after it.

    >>> sorted(["v2", "v10", "v1beta1", "alpha", "v1", "2019-02-11", "1.10.0", "1.9.3"], key=version_key)
    ['alpha', 'v1beta1', 'v1', '1.9.3', '1.10.0', 'v2', 'v10', '2019-02-11']
    """
    parts = _PART.findall(version.lower())
    place = next((number for number, part in enumerate(parts) if part in _UNSTABLE), len(parts))
    stage = _UNSTABLE[parts[place]] if place < len(parts) else _STABLE
    return (int(stage == _STABLE), _numbers(parts[:place]), stage, _numbers(parts[place:]), version)


def _numbers(parts: list[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in parts if part.isdecimal() and len(part) < 18)
