"""A finished plan → the same plan with memory turns in it.

Where a memory turn stands is drawn first, then how far back it goes: evenly over octaves of turns, so that a distance
of 100 is as frequent as one of 3 where the dialogue allows both; never to what was told only a moment ago. Then a kind
is drawn, and an earlier turn near that distance that offers something of the kind is recalled; where none does, another
kind is tried. A third of the dialogues end with a summary. Every answer is made of sentences told before, or says that
the documents do not tell. Costs about 25 ms a dialogue of 66 turns, spread over reading sentences that are not taken.
**Limitation:** no turn needs two steps of inference.
"""

import math
import sys
from collections.abc import Callable, Container, Sequence
from functools import cache
from random import Random

import msgspec

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Offer
from lemnos.steps.talk.memory.correction import correction
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.recall import recall
from lemnos.steps.talk.memory.settings import MemorySettings
from lemnos.steps.talk.memory.summary import summary, whole
from lemnos.steps.talk.memory.synthesis import contrast, synthesis
from lemnos.steps.talk.memory.unanswerable import unanswerable
from lemnos.steps.talk.plan.outline import PlanSettings
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step

_NEAR = math.log(3) + 1e-9
"""Logarithm of the factor by which the distance of a turn may miss the one drawn."""
_KINDS = 3
"""Kinds tried for one turn before those of ``_LAST``."""
_REST = 4
"""Turns after which a kind that found nothing is tried again."""
_EASY = (TurnKind.UNANSWERABLE, TurnKind.SUMMARY)
"""Kinds that nearly always find something."""
_SCARCE = frozenset((TurnKind.CONTRAST, TurnKind.UNANSWERABLE))
"""Kinds for which the turn nearest to the distance is taken, however far it misses."""
_LAST = (TurnKind.RECALL, TurnKind.CORRECTION)
"""Kinds that need one sentence, tried last, and always."""
_NEAREST = 2
"""Turns back at least: what was said a moment ago needs no asking."""
_ENDINGS = 0.4
"""Share of dialogues that are to end with a summary; some tell too little of a topic for one."""
_PAUSE = 2
"""Turns after which another place is tried where one offered nothing."""
_FAILED = 0.05
"""What a try that found nothing counts for beside a turn made, so that others have their chance first."""
_RECENT = 8


def with_room(plan: PlanSettings, settings: MemorySettings) -> PlanSettings:
    """Return the settings of a plan that memory turns bring to the length that ``plan`` aims at."""
    kept = 1 - settings.share if settings.weights() else 1.0
    longest = max(math.floor(plan.max_turns * kept), 1)
    limits = msgspec.structs.replace(plan, min_turns=min(plan.min_turns, longest), max_turns=longest)
    if plan.tokens is not None:  # sets the length instead of them
        return limits
    return msgspec.structs.replace(limits, turns_mean=plan.turns_mean * kept, turns_sd=plan.turns_sd * kept)


def weave(cluster: Cluster, plan: Plan, common: Container[str], seed: str, settings: MemorySettings) -> Plan:
    """Insert memory turns into a plan.

    Args:
        cluster: The documents talked about.
        plan: The ordinary turns.
        common: The words that are no names.
        seed: Seeds every choice.
        settings: How many turns, of which kinds, how far back.
    """
    weights = settings.weights()
    rng = Random(seed)
    steps = plan.steps
    wanted = _rounded(len(steps) * settings.share / (1 - settings.share), rng)
    if not weights or not wanted or len(steps) <= settings.earliest:
        return plan
    past = Past([material.topic for material in cluster.materials], common)
    makers = _makers(past, rng, settings)
    ending = TurnKind.SUMMARY in weights and rng.random() < _ENDINGS
    gaps = _gaps(cluster, steps, wanted - ending, rng, settings.earliest)
    woven, outlook, places = list[Step](), [], list[int]()

    def insert(offer: Offer, number: int) -> None:
        past.used.update(offer.keys)
        newest = offer.newest
        woven.append(Step(newest.topic, newest.segment, offer.kind, memory=offer.memory))
        outlook.append(plan.outlook[min(number, len(steps) - 1)])

    due, first = 0, settings.earliest
    made = dict.fromkeys(weights, 0.0)
    if ending:
        made[TurnKind.SUMMARY] = 1.0
    resting: dict[TurnKind, int] = {}
    whole_weight = sum(weights.values())
    most = {kind: _rounded(wanted * weights[kind] / whole_weight, rng) for kind in _EASY if kind in weights}
    for number in range(len(steps) + 1):
        due += number in gaps
        if number == len(steps) and ending:
            farewell = whole(past, ending=True)
            if farewell is not None:
                insert(farewell, number)
                break
        if number == len(steps):
            resting[TurnKind.SUMMARY] = sys.maxsize  # none but a farewell stands at the end
        # A place that offered nothing leaves its turn to one a little later, lest only the newest answers be recalled.
        if due and number >= first and not (woven and woven[-1].memory):
            offer = _offer(past, len(woven), makers, weights, made, resting, most, rng, settings)
            if offer is None:
                first = number + _PAUSE
            else:
                made[offer.kind] += 1
                due -= 1
                insert(offer, number)
        if number == len(steps):
            break
        step = steps[number]
        places.append(len(woven))
        past.tell(len(woven), step)
        recalled = places[step.recalls] if step.recalls >= 0 else -1
        woven.append(msgspec.structs.replace(step, recalls=recalled))
        outlook.append(plan.outlook[number])
    return Plan(woven, outlook)


_logarithm = cache(math.log)
Maker = Callable[[Sequence[Told]], Offer | None]


def _makers(past: Past, rng: Random, settings: MemorySettings) -> dict[TurnKind, Maker]:
    return {
        TurnKind.RECALL: lambda near: recall(past, near, rng),
        TurnKind.CONTRAST: lambda near: contrast(past, near, rng),
        TurnKind.SYNTHESIS: lambda near: synthesis(past, near),
        TurnKind.CORRECTION: lambda near: correction(past, near, rng, settings.right),
        TurnKind.SUMMARY: lambda near: summary(past, near, rng),
        TurnKind.UNANSWERABLE: lambda near: unanswerable(past, near, rng),
    }


def _rounded(value: float, rng: Random) -> int:
    """Return ``value`` rounded up or down at random, so that its mean stays."""
    return math.floor(value) + (rng.random() < value % 1)


def _gaps(cluster: Cluster, steps: Sequence[Step], wanted: int, rng: Random, earliest: int) -> set[int]:
    """Return before which ordinary turns memory turns are to stand, spread over the plan.

    Each stretch of the plan gets one, where it cuts least: before a change of topic rather than before an answer that
    leans on the one just given.
    """
    places = range(earliest, len(steps))
    wanted = min(wanted, len(places) // 2 + 1)
    gaps = set()
    for stretch in range(wanted):
        first = len(places) * stretch // wanted
        last = max(len(places) * (stretch + 1) // wanted, first + 1)
        own = places[first:last]
        gaps.add(rng.choices(own, [_cuts(cluster, steps, place) for place in own])[0])
    return gaps


def _cuts(cluster: Cluster, steps: Sequence[Step], place: int) -> float:
    """Return how well a memory turn stands before an ordinary one."""
    step = steps[place]
    if step.kind is TurnKind.TOPIC_SHIFT:
        return 0.6 if step.via else 3.0  # "You just mentioned …" would be cut off
    if step.kind is TurnKind.RETURN:
        return 3.0
    leans = cluster.presupposes[cluster.starts[step.topic] + step.segment]
    return 2.0 / (1 + leans) ** 2 if step.kind is TurnKind.FOLLOW_UP else 0.6 / (1 + leans) ** 2


def _distance(turn: int, rng: Random, settings: MemorySettings) -> int:
    """Draw how many turns back the memory turn with this number goes."""
    turn = max(turn, _NEAREST)
    match settings.distances:
        case "log":
            return int(_NEAREST * math.exp(rng.random() * math.log((turn + 1) / _NEAREST)))
        case "uniform":
            return rng.randint(_NEAREST, turn)
        case "near":
            return rng.randint(_NEAREST, min(_RECENT, turn))


def _order(
    weights: dict[TurnKind, float], made: dict[TurnKind, float], most: dict[TurnKind, int], rng: Random
) -> list[TurnKind]:
    """Return the kinds in the order in which they are tried: first those that are furthest behind their share.

    Kinds differ in how often the past offers something for them; drawn by weight alone, the easy ones would be most.
    Questions that nobody can answer, and summaries, can nearly always be asked for: there are no more than ``most``.
    """
    whole, count = sum(weights.values()), sum(made.values()) + 1
    behind = {kind: count * weight / whole - made[kind] + rng.random() for kind, weight in weights.items()}
    kinds = [kind for kind in weights if len(weights) == 1 or made[kind] < most.get(kind, math.inf)]
    return sorted(kinds, key=lambda kind: -behind[kind])


def _offer(
    past: Past,
    turn: int,
    makers: dict[TurnKind, Maker],
    weights: dict[TurnKind, float],
    made: dict[TurnKind, float],
    resting: dict[TurnKind, int],
    most: dict[TurnKind, int],
    rng: Random,
    settings: MemorySettings,
) -> Offer | None:
    distance = _distance(turn, rng, settings)
    order = [kind for kind in _order(weights, made, most, rng) if resting.get(kind, 0) <= turn]
    aim = math.log(distance)
    off = sorted(
        (abs(_logarithm(turn - told.turn) - aim), -told.turn, told)
        for told in past.told
        if turn - told.turn >= _NEAREST
    )
    every = [told for _, _, told in off]
    near = [told for miss, _, told in off if miss <= _NEAR]
    # Where the kinds most behind find nothing, a recall or a correction of a turn further off mostly does.
    tried = [(kind, every if kind in _SCARCE else near) for kind in order[:_KINDS]]
    tried += [(kind, turns) for kind in _LAST if kind in weights for turns in (near, every)]
    for kind, turns in dict.fromkeys((kind, tuple(turns)) for kind, turns in tried):
        offer = makers[kind](turns)
        if offer is not None:
            return offer
        made[kind] += _FAILED
        if kind not in _LAST:
            resting[kind] = turn + _REST
    return None
