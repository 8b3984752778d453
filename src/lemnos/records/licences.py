"""Select records by licence: the licences of a record, and a condition on them.

A licence is an SPDX expression, compared without regard to case; ``unknown`` stands for one that is not stated. A
dialogue has the licences of all its documents.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from lemnos.errors import SettingsError

UNKNOWN = "unknown"
"""Name of the licence of records that state none."""


def licences_of(record: Any) -> frozenset[str] | None:
    """Return the licences of a record, a struct or a plain dictionary; None if such records have none."""
    documents = _field(record, "documents")
    holders = [record] if documents is None else documents
    found = [_field(holder, "licence") for holder in holders]
    if None in found:
        return None
    return frozenset(licence or UNKNOWN for licence in found)


def licence_filter(allowed: Collection[str] = (), excluded: Collection[str] = ()) -> Callable[[Any], bool]:
    """Return a condition on records: all licences are among ``allowed``, if there are any, and none among ``excluded``.

    Records that have no licence at all, such as verdicts, pass.

    Raises:
        SettingsError: A licence is both allowed and excluded.
    """
    if both := contradiction(allowed, excluded):
        raise SettingsError(both)
    wanted, refused = _folded(allowed), _folded(excluded)

    def passes(record: Any) -> bool:
        found = licences_of(record)
        if found is None:
            return True
        folded = _folded(found)
        return (not wanted or folded <= wanted) and not folded & refused

    return passes


def contradiction(allowed: Collection[str], excluded: Collection[str]) -> str:
    """Return which licence is both allowed and excluded, and the remedy; empty if none is."""
    both = sorted(_folded(allowed) & _folded(excluded))
    if not both:
        return ""
    name = next(licence for licence in allowed if (licence or UNKNOWN).casefold() == both[0]) or UNKNOWN
    return f"licence and exclude_licence both name {name}; remove it from one of them"


def _folded(licences: Collection[str]) -> frozenset[str]:
    return frozenset((licence or UNKNOWN).casefold() for licence in licences)


def _field(record: Any, name: str) -> Any:
    """Return a field of a struct or of a plain dictionary; None if there is none."""
    return record.get(name) if isinstance(record, Mapping) else getattr(record, name, None)


def is_non_commercial(licence: str) -> bool:
    """Return whether a licence forbids commercial use, as far as its name says.

    >>> is_non_commercial("CC-BY-NC-4.0"), is_non_commercial("Apache-2.0"), is_non_commercial("cc-by-nc-sa-3.0")
    (True, False, True)
    """
    return bool(re.search(r"\bNC\b|non-?commercial|research-only", licence, re.IGNORECASE))
