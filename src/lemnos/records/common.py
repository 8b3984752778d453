"""What all records share: ids that are hashes of content, the base class, rejections and verdicts.

Records are ``msgspec`` structs: checked when decoded, hashable where their fields are, and cheap to make. An
id is a hash of what the record *is*, never a counter, so it is the same for any number of workers, any order
of reading and any run. Offsets count Unicode code points (Python string indices), not bytes.
"""

import hashlib

import msgspec


def content_id(*parts: str) -> str:
    """Return 16 hexadecimal digits that stand for ``parts``: the first 64 bits of their BLAKE2b hash."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every record."""


class Rejected(Record, frozen=True, kw_only=True):
    """Something that a stage refused, with enough to find it again."""

    stage: str
    rule: str
    """Stable name of the rule, for counting: ``empty``, ``redirect_to_nothing``, …"""
    reason: str
    """One sentence for a person."""
    source: str
    """File and position, or the id of the record."""
    record: str = ""
    """Id or title of the record, where it got as far as having one."""


class Verdict(Record, frozen=True, kw_only=True):
    """What one rule found about one record. Stages write verdicts; only ``consolidate`` drops."""

    record: str
    stage: str
    rule: str
    keep: bool
    reason: str = ""
    score: float = 0.0
