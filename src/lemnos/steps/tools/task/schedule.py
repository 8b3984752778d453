"""Decides which tasks an API gets: kinds by their weights, operations in turn, near-duplicates limited.

``Api``, seed, count -> ``Task`` records. The same seed gives the same tasks. Cost: about 2 ms for each task that is
made, with those that are tried in vain.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random

from lemnos.steps.tools.task import dialogues, negatives
from lemnos.steps.tools.task.api import Api, ApiOperation
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.world.values.seeds import seed_of

Maker = Callable[[Draft, ApiOperation], Task | None]
MAKERS: Mapping[str, Maker] = {
    "plain": plain,
    "parallel": dialogues.parallel,
    "branching": dialogues.branching,
    "late": dialogues.late,
    "changed_mind": dialogues.changed_mind,
    "two_things": dialogues.two_things,
    "ambiguous": dialogues.ambiguous,
    "missing_parameter": dialogues.missing_parameter,
    "not_found": dialogues.not_found,
    "error": negatives.error,
    "refused": negatives.refused,
    "injected": negatives.injected,
    "irrelevant": negatives.irrelevant,
    "no_call": negatives.no_call,
}
"""Kind of task → the function that makes one."""

_TRIES = 4
"""Tries for each task that is wanted."""
_EXCESS = 1.3
"""How far a kind may exceed its share, where others do not fit an API."""
_HOPELESS = 4
"""After this many tries in vain, a kind is not tried again for an operation."""


def tasks_of(api: Api, seed: str, count: int, weights: Mapping[str, float], alike: int) -> Iterator[Task]:
    """Yield up to ``count`` tasks of an API.

    Args:
        api: The API.
        seed: Decides all that is drawn.
        count: How many tasks at most.
        weights: Kind → how often it is tried.
        alike: Tasks with the same kind and the same calls at most.
    """
    targets = api.targets
    if not targets:
        return
    random = Random(seed_of(seed, api.spec.id, "schedule"))
    bag: list[ApiOperation] = []
    failures: Counter[tuple[str, str]] = Counter()
    shapes: Counter[tuple[str, ...]] = Counter()
    total = sum(weights.values())
    most = {kind: -(-weight * count * _EXCESS // total) for kind, weight in weights.items()}
    kinds: Counter[str] = Counter()
    made = 0
    for attempt in range(count * _TRIES):
        if made >= count:
            return
        if not bag:
            bag = list(targets)
        operation = bag.pop(int(random.random() * len(bag)))
        kind = _drawn(weights, random)
        if failures[kind, operation.name] >= _HOPELESS or (kind != "plain" and kinds[kind] >= most[kind]):
            continue
        task = MAKERS[kind](Draft(api, f"{seed}:{api.spec.id}:{attempt}"), operation)
        if task is None:
            failures[kind, operation.name] += 1
            continue
        shape = (kind, *(f"{call.purpose} {call.tool}" for call in task.calls))
        shapes[shape] += 1
        if shapes[shape] > alike:
            failures[kind, operation.name] += _HOPELESS
            continue
        made += 1
        kinds[kind] += 1
        yield task


def _drawn(weights: Mapping[str, float], random: Random) -> str:
    place = random.random() * sum(weights.values())
    for kind, weight in weights.items():
        place -= weight
        if place < 0:
            return kind
    return next(iter(weights))
