"""Tells which entities are older than others: resources -> the generation of each, 0 for the oldest.

What an entity lies below, or refers to, was there before it: a customer before an order, an order before its refund.
Entities of one generation are of any age within the time of that generation. Circles count once.
"""

from collections.abc import Callable, Collection, Mapping

from lemnos.steps.tools.world.base import Resource

_MOST = 3
"""Generations; those further down are of the last."""


def generations(resources: Mapping[str, Resource], above: Callable[[str], Collection[str]]) -> dict[str, int]:
    """Return the generation of each resource.

    Args:
        resources: The resources of a description, by name.
        above: Returns the resources above one.
    """
    known: dict[str, int] = {}

    def generation(name: str, around: tuple[str, ...]) -> int:
        if name in known:
            return known[name]
        older = dict.fromkeys((*above(name), *(each.resource for each in resources[name].references)))
        rank = 0
        for each in older:
            if each != name and each in resources and each not in around:
                rank = max(rank, 1 + generation(each, (*around, name)))
        rank = min(rank, _MOST - 1)
        if not around:
            known[name] = rank
        return rank

    return {name: generation(name, ()) for name in resources}


def days_of(generation: int, all_of: Collection[int], days: int) -> tuple[int, int]:
    """Return the first and the last of a number of days on which entities of a generation were created.

    >>> days_of(0, (0,), 600), days_of(1, (0, 1), 600)
    ((0, 600), (300, 600))
    """
    count = max(all_of, default=0) + 1
    return days * generation // count, days * (generation + 1) // count
