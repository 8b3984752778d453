"""Measures of user turns by a language model: a place in a ``Conversation`` → ``Likelihood``.

The model sees the last ``SHOWN_EXCHANGES`` exchanges. *Bits a token* of the turn tell whether it sounds like a turn
there. *Bits saved* on the answer, against "Please go on." in place of the turn, tell whether the answer answers it; the
same with a user turn of another place of the dialogue, whether it is about this answer. *Pick*: whether the true answer
has fewer bits a token than ``CANDIDATES`` - 1 others. These are answers of the same dialogue that the model does not
see in the history, and, where a dialogue has too few, answers of others. All draws are seeded by dialogue and turn.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from lemnos.records import Utterance
from turn_measures.conversations import Conversation, Place, Side
from turn_measures.language_model import LanguageModel, Text

NEUTRAL = "Please go on."
SHOWN_EXCHANGES = 2
CANDIDATES = 10
FEW = 5
"""Candidates of the second form of pick, in which all are of the same dialogue."""


class Likelihood(NamedTuple):
    """What a model says of a user turn and of the answer to it."""

    bits_a_token: float
    saved: float | None
    """Bits saved on the answer; None without an answer."""
    saved_by_other: float | None
    """Bits that a user turn of another place saves; None without an answer or another place."""
    picked: bool | None
    """Whether the answer wins among ``CANDIDATES``; None if there are fewer."""
    picked_of_few: bool | None
    """Whether it wins among ``FEW`` of the same dialogue; None if there are fewer."""


def likelihood(model: LanguageModel, side: Side, place: Place, seed: int = 0) -> Likelihood:
    """Return what a model says of the user turn at a place."""
    conversation = side.conversations[place.conversation]
    random = Random(f"{seed}/{conversation.id}/{place.turn}")
    exchanges = conversation.exchanges
    turn, answer = exchanges[place.turn].user, exchanges[place.turn].answer
    first = max(0, place.turn - SHOWN_EXCHANGES)
    history = [Utterance("assistant", conversation.background)] if conversation.background else []
    for exchange in exchanges[first : place.turn]:
        history += [Utterance("user", exchange.user), Utterance("assistant", exchange.answer)]
    if not answer:
        cost = model.costs(history, [Text(turn)])[0]
        return Likelihood(cost.bits / max(1, cost.tokens), None, None, None, None)
    elsewhere = [*exchanges[:first], *exchanges[place.turn + 1 :]]
    turns = sorted({exchange.user for exchange in elsewhere} - {turn})
    other = [random.choice(turns)] if turns else []
    shown = {exchange.answer for exchange in exchanges[first : place.turn + 1]}
    own = sorted({exchange.answer for exchange in elsewhere if exchange.answer} - shown)
    random.shuffle(own)
    others = own[: CANDIDATES - 1]
    if len(others) < CANDIDATES - 1:
        others += _of_others(side, place.conversation, CANDIDATES - 1 - len(others), shown | set(own), random)
    texts = [Text(turn), Text(turn, answer), Text(NEUTRAL, answer)]
    texts += [Text(one, answer) for one in other] + [Text(turn, one) for one in others]
    costs = model.costs(history, texts)
    rates = [cost.bits / max(1, cost.tokens) for cost in costs]
    rivals = rates[3 + len(other) :]
    few = min(len(own), FEW - 1)
    return Likelihood(
        rates[0],
        round(costs[2].bits - costs[1].bits, 3),
        round(costs[2].bits - costs[3].bits, 3) if other else None,
        rates[1] < min(rivals) if len(rivals) == CANDIDATES - 1 else None,
        rates[1] < min(rivals[:few]) if few == FEW - 1 else None,
    )


def _of_others(side: Side, conversation: int, count: int, without: set[str], random: Random) -> list[str]:
    """Return answers of other conversations."""
    others: Sequence[Conversation] = [
        one for number, one in enumerate(side.conversations) if number != conversation and one.exchanges
    ]
    found: list[str] = []
    for _ in range(20 * count if others else 0):
        answer = random.choice(random.choice(others).exchanges).answer
        if answer and answer not in without and answer not in found:
            found.append(answer)
        if len(found) == count:
            break
    return found
