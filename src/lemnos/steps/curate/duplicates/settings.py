"""Settings of the duplicates."""

from typing import Annotated

import msgspec
from msgspec import Meta


class DuplicateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How copies of a record are found."""

    enabled: bool = True
    """Whether copies are left out."""
    similarity: Annotated[float, Meta(ge=0.5, le=1)] = 0.8
    """Least Jaccard similarity of the word 3-grams of two copies. At 0.8, eight ninths of the shorter's stand in the
    longer, which has at most a quarter more. 1 leaves out only records whose 3-grams are the same."""
    memory_megabytes: Annotated[int, Meta(ge=16)] = 1024
    """Most memory that a worker takes to find them, in 10⁶ bytes, beside the records of a shard."""
