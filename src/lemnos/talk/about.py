"""What a segment is about."""

import msgspec

from lemnos.talk.segment import Segment


class About(msgspec.Struct, frozen=True, array_like=True):
    """What a segment is about, as far as its own words tell."""

    subjects: tuple[str, ...] = ()


def about(segment: Segment, title: str) -> About:
    """Describe a segment of the document ``title``."""
    return About((title,) if title and segment else ())
