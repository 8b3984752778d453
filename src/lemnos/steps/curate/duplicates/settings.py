"""Settings of the duplicates."""

from typing import Annotated

import msgspec
from msgspec import Meta


class DuplicateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How copies of a record are found."""

    enabled: bool = True
    """Whether copies are left out."""
    overlap: Annotated[float, Meta(gt=0, le=1)] = 0.9
    """A record is a copy of another if at least this share of the word 3-grams of each of the two stands in the other.
    1 finds copies whose words are the same in the same order."""
    memory_megabytes: Annotated[int, Meta(ge=16)] = 1024
    """Most memory that a worker takes to find them, in 10⁶ bytes, beside the records of a shard."""
