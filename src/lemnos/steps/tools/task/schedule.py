"""Decides which tasks an API gets: kinds by their weights, operations in turn, near-duplicates limited.

``Api``, seed, count -> ``Task`` records. The same seed gives the same tasks. Cost: about 2 ms for each task that is
made, with those that are tried in vain.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random

from lemnos.steps.tools.naming.noun_phrases import number_in
from lemnos.steps.tools.naming.things import has_number
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.functions.make import function, why_not
from lemnos.steps.tools.task.kinds import at_once, dialogues, failing, negatives
from lemnos.steps.tools.task.kinds.session.make import session
from lemnos.steps.tools.task.make import MOST_WISHES, Draft, plain
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.values.seeds import drawn, seed_of

Maker = Callable[[Draft, ApiOperation], Task | None]
MAKERS: Mapping[str, Maker] = {
    "plain": plain,
    "parallel": at_once.parallel,
    "branching": at_once.branching,
    "late": dialogues.late,
    "changed_mind": dialogues.changed_mind,
    "two_things": dialogues.two_things,
    "session": session,
    "ambiguous": dialogues.ambiguous,
    "missing_parameter": dialogues.missing_parameter,
    "not_found": dialogues.not_found,
    "error": negatives.error,
    "failed": failing.failed,
    "refused": negatives.refused,
    "injected": negatives.injected,
    "irrelevant": negatives.irrelevant,
    "no_call": negatives.no_call,
    "function": function,
}
"""Kind of task → the function that makes one."""

_VERBS: Mapping[str, frozenset[str]] = {
    kind: frozenset(verbs.split())
    for kind, verbs in {
        "parallel": "get create update replace delete action opaque",
        "branching": "create update delete action",
        "late": "create",
        "changed_mind": "get",
        "ambiguous": "get delete action",
        "missing_parameter": "create",
        "not_found": "get delete action",
        "refused": "delete action update replace",
        "injected": "get list",
        "session": "get list create update delete action",
    }.items()
}
"""Kind of task → the operations that it is tried for, where not all."""
_WITHOUT_CALLS = ("irrelevant", "no_call")
"""Kinds of task that fit any API; they keep to their share of those that were made, so that none has these alone."""
_FEWEST_WORLDS = 3
_TASKS_OF_A_WORLD = 20
"""Tasks of one world; each is played from its start."""
_TRIES = 4
"""Tries for each task that is wanted."""
_EXCESS = 1.3
"""How far a kind may exceed its share, where others do not fit an API."""
_SHARE_OF_ONE = 2
"""How far a tool may exceed its share of the tasks of an API."""
_RARER = 6
"""How many times rarer calls that fail for good may be alike: they tell less."""
_HOPELESS = 3
"""After this many tries in vain, a kind is not tried again for an operation."""


def tasks_of(
    api: Api, seed: str, count: int, weights: Mapping[str, float], alike: int, wishes: int = MOST_WISHES
) -> Iterator[Task]:
    """Yield up to ``count`` tasks of an API.

    Args:
        api: The API.
        seed: Decides all that is drawn.
        count: How many tasks at most.
        weights: Kind → how often it is tried.
        alike: Tasks with the same kind and the same calls at most; half of it where something is named by a key.
        wishes: Wishes of a session at most.
    """
    targets = api.targets
    functions = functions_of(api) if weights.get("function") else []
    if not targets and not functions:
        return
    random = Random(seed_of(seed, api.spec.id, "schedule"))
    bags = {kind: _Bag([each for each in targets if each.verb in _VERBS.get(kind, (each.verb,))]) for kind in MAKERS}
    bags["function"] = _Bag(functions)
    bags["failed"] = _Bag(list({each.name: each for each in (*targets, *functions)}.values()))
    left = {kind: weight for kind, weight in weights.items() if weight > 0}
    total = sum(left.values())
    most = {kind: -(-weight * count * _EXCESS // total) for kind, weight in left.items()}
    worlds = max(_FEWEST_WORLDS, count // _TASKS_OF_A_WORLD)
    tries = max(1, count // worlds)  # one after the other, so that few worlds are held
    of_one = max(alike, -(-_SHARE_OF_ONE * count // max(1, len(targets))))
    shapes: Counter[tuple[str, ...]] = Counter()
    goals: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for attempt in range(count * _TRIES):
        if kinds.total() >= count or not left:
            return
        kind = drawn(random, left)
        operation = bags[kind].draw(random, called)
        if operation is None or (kind != "plain" and kinds[kind] >= most[kind]):
            del left[kind]
            continue
        if kind in _WITHOUT_CALLS and kinds[kind] >= left[kind] / total * kinds.total() * _EXCESS:
            continue
        world = f"{seed}:{attempt // tries % worlds}"
        task = MAKERS[kind](Draft(api, f"{seed}:{api.spec.id}:{attempt}", world, wishes), operation)
        if task is None:
            bags[kind].failed(operation, 1)
            continue
        steps = [f"{call.purpose} {call.tool}" for call in task.calls]
        shape = (kind, *(sorted({*steps}) if kind == "session" else steps))  # their order is never quite the same
        shapes[shape] += 1
        if shapes[shape] > -(-alike // (_RARER if kind == "failed" else 2 if _is_told_by_key(task) else 1)):
            bags[kind].failed(operation, _HOPELESS)
            continue
        if kind not in _WITHOUT_CALLS:
            goals[operation.name] += 1
        if goals[operation.name] >= of_one:
            for bag in bags.values():
                bag.failed(operation, _HOPELESS)
        kinds[kind] += 1
        called.update({call.tool for call in task.calls})
        yield task


def _is_told_by_key(task: Task) -> bool:
    """Return whether the user names something by the key that a service has given; a few of such tasks say it all."""
    return any(number_in(call.label) and not has_number(call.noun) for call in task.calls)


def functions_of(api: Api) -> list[ApiOperation]:
    """Return the operations that may get tasks of the kind ``function``."""
    return [each for each in api.operations.values() if not why_not(each)]


class _Bag:
    """Operations drawn in turn, those that are called the least first, without those tried in vain too often."""

    def __init__(self, operations: list[ApiOperation]) -> None:
        self._operations = operations
        self._left: list[ApiOperation] = []
        self._failures: Counter[str] = Counter()

    def draw(self, random: Random, called: Mapping[str, int]) -> ApiOperation | None:
        """Return the next operation; None if none is left.

        Args:
            random: Decides among equals.
            called: Tool → the tasks made so far that call it.
        """
        if not self._left:
            self._operations = [each for each in self._operations if self._failures[each.name] < _HOPELESS]
            self._left = list(self._operations)
        if not self._left:
            return None
        least = min(called.get(each.name, 0) for each in self._left)
        places = [place for place, each in enumerate(self._left) if called.get(each.name, 0) == least]
        return self._left.pop(places[int(random.random() * len(places))])

    def failed(self, operation: ApiOperation, count: int) -> None:
        """Note that an operation was tried in vain."""
        self._failures[operation.name] += count
        if self._failures[operation.name] >= _HOPELESS:
            self._left = [each for each in self._left if each.name != operation.name]
