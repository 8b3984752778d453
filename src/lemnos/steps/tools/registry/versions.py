"""Order the versions of an API from the names that the API gives them: version name -> sort key, newest last."""

import re

_TOKEN = re.compile(r"\d+|[a-z]+")
_UNSTABLE = {
    "dev": 0, "snapshot": 0, "nightly": 0, "experimental": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "preview": 3,
    "pre": 3, "rc": 4,
}  # fmt: skip
_STABLE = 5

VersionKey = tuple[int, tuple[int, ...], int, tuple[int, ...], str]


def version_key(version: str) -> VersionKey:
    """Return a key that sorts the versions of one API, the newest last.

    Releases sort after versions named alpha, beta, preview and the like, which are temporary. Within each of the two
    groups the numbers before that word are compared one by one (a date is three numbers), then the word, then the
    numbers after it.

    >>> sorted(["v2", "v10", "v1beta1", "alpha", "v1", "2019-02-11", "1.10.0", "1.9.3"], key=version_key)
    ['alpha', 'v1beta1', 'v1', '1.9.3', '1.10.0', 'v2', 'v10', '2019-02-11']
    """
    tokens = _TOKEN.findall(version.lower())
    stage_at = next((index for index, token in enumerate(tokens) if token in _UNSTABLE), len(tokens))
    stage = _UNSTABLE[tokens[stage_at]] if stage_at < len(tokens) else _STABLE
    return (int(stage == _STABLE), _numbers(tokens[:stage_at]), stage, _numbers(tokens[stage_at:]), version)


def _numbers(tokens: list[str]) -> tuple[int, ...]:
    return tuple(int(token) for token in tokens if token.isdecimal() and len(token) < 18)
