"""Defines the base class of all records, their ids, rejections and verdicts.

Records are ``msgspec`` structs: checked when decoded, hashable if their fields are, and cheap to create. An id is a
hash of the record's content, never a counter, so it is the same for any number of workers, any order of reading and
any run. Offsets count Unicode code points (Python string indices), not bytes.
"""

import hashlib

import msgspec


def content_id(*parts: str) -> str:
    """Return 16 hexadecimal digits that identify ``parts``: their 64-bit BLAKE2b hash."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    joined = b"".join([piece for data in encoded for piece in (len(data).to_bytes(8, "little"), data)])
    return hashlib.blake2b(joined, digest_size=8).hexdigest()


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base class of every record."""


class Rejected(Record, frozen=True, kw_only=True):
    """An input or a record that a stage rejected, with its origin and the reason."""

    stage: str
    rule: str
    """Stable name of the rule, for counting: ``empty``, ``redirect_to_nothing``, …"""
    reason: str
    """The reason in one sentence, for the user."""
    source: str
    """File and position, or the id of a record."""
    record: str = ""
    """Id or title of the record, if it already had one."""


class Verdict(Record, frozen=True, kw_only=True):
    """The decision of one rule about one record. Stages write verdicts; only ``consolidate`` drops records."""

    record: str
    stage: str
    rule: str
    keep: bool
    reason: str = ""
    score: float = 0.0
