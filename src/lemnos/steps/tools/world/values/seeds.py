"""Derives seeds: texts -> a number, the same on any machine."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def seed_of(*parts: str) -> int:
    """Return a 64-bit number that follows from ``parts``."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def pick(random: Random, values: Sequence[Item]) -> Item:
    """Return one of ``values``; unlike ``Random.choice``, the same one in every version of Python."""
    return values[int(random.random() * len(values))]


def drawn(random: Random, weights: Mapping[Key, float]) -> Key:
    """Return one of the keys of ``weights``, each as often as its weight says; there is at least one."""
    place = random.random() * sum(weights.values())
    for key, weight in weights.items():
        place -= weight
        if place < 0:
            return key
    return next(iter(weights))
