"""Spoils conversations of people: ``Side`` → features of their user turns, as they are (good) and spoiled (faulty).

Each turn gives at most one spoiled copy, of a family that is drawn: the turn or the answer of another place, a name or
phrase that only the answer holds ("What about X?"), the same as a claim ("You mentioned X."), the last words alone, or
words swapped, doubled or cut off. Same conversations and seed: same copies. Limitation: an answer of another place may
answer the turn after all.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np

from lemnos.steps.talk.check.turn_features import Exchange, features
from turn_measures.conversations import Side
from turn_measures.marked import Floats

FAMILIES = ("another turn", "another answer", "revealed", "claimed", "bare", "garbled")
_REVEALED = (
    "And {}?", "What about {}?", "{}, please.", "What is the role of {}?", "How does {} come into it?",
    "Why is {} important?", "Tell me about {} and {}.",
)  # fmt: skip
_CLAIMED = ("You mentioned {}. Can you explain?", "Earlier you said something about {}.", "What did you say about {}?")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_PHRASE = re.compile(r"\b[a-z]{4,}(?: [a-z]{4,})?\b")
_BEFORE = 8
"""Exchanges before a turn that are read."""


class Spoiled(NamedTuple):
    """Turns as columns. Shapes: (turns, features), (turns,)."""

    rows: Floats
    faulty: Floats


def spoiled_turns(sides: Sequence[Side], seed: int = 0) -> Spoiled:
    """Return the features of all user turns of people, and of a spoiled copy of each."""
    random = Random(seed)
    conversations = [
        [Exchange(one.user, one.answer) for one in conversation.exchanges if one.user and one.answer]
        for side in sides
        for conversation in side.conversations
    ]
    conversations = [exchanges for exchanges in conversations if len(exchanges) > 2]
    rows: list[Floats] = []
    faulty: list[float] = []
    for exchanges in conversations:
        rows += list(features(exchanges))
        faulty += [0.0] * len(exchanges)
        for number in range(1, len(exchanges)):
            copy = _spoil(random, exchanges, number, random.choice(conversations))
            if copy is not None:
                rows.append(features([*exchanges[max(0, number - _BEFORE) : number], copy])[-1])
                faulty.append(1.0)
    return Spoiled(np.array(rows), np.array(faulty))


def _spoil(random: Random, exchanges: Sequence[Exchange], number: int, other: Sequence[Exchange]) -> Exchange | None:
    """Return a spoiled copy of a turn, None if the family drawn does not fit it."""
    exchange = exchanges[number]
    family = random.choice(FAMILIES)
    if family == "another turn":
        return exchange._replace(user=random.choice(other).user)
    if family == "another answer":
        return exchange._replace(answer=random.choice([*exchanges[number + 2 :], *other]).answer)
    if family in ("revealed", "claimed"):
        said = " ".join(f"{one.user} {one.answer}" for one in exchanges[:number]).lower()
        only = [name for name in _NAME.findall(exchange.answer) if name.lower() not in said]
        only = only or [phrase for phrase in _PHRASE.findall(exchange.answer) if phrase not in said]
        if not only:
            return None
        frame = random.choice(_REVEALED if family == "revealed" else _CLAIMED)
        return exchange._replace(user=frame.format(random.choice(only), random.choice(only)))
    words = exchange.user.split()
    if family == "bare":
        return exchange._replace(user=" ".join(words[-2:]).rstrip("?.!").capitalize() + random.choice("?."))
    if len(words) < 5:
        return None
    place = random.randrange(1, len(words) - 1)
    how = random.randrange(3)
    if how == 0:
        words[place], words[place + 1] = words[place + 1], words[place]
    elif how == 1:
        words.insert(place, random.choice(("the", words[place])))
    else:
        del words[place:]
    return exchange._replace(user=" ".join(words))
