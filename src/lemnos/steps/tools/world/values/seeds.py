"""Derives seeds: texts -> a number, the same on any machine."""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def seed_of(*parts: str) -> int:
    """Return a 64-bit number that follows from ``parts``."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def pick(random: Random, values: Sequence[Item]) -> Item:
    """Return one of ``values``; unlike ``Random.choice``, the same one in every version of Python."""
    return values[int(random.random() * len(values))]
