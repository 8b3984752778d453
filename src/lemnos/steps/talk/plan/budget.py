"""Fits dialogues to a context window: a budget in tokens → how many turns to plan, and where a dialogue ends.

Counted is what a chat template shows a model: the tokens of every message on its own, ``MESSAGE_TOKENS`` for its role
and the marks around it, ``DIALOGUE_TOKENS`` for the beginning of the text. ``count`` comes from a ``tokenizer.json``
or is UTF-8 bytes / 4.4. Costs 0.15 ms an answer of 66 words, once, with the tokenizer of SmolLM2 (49,152 entries), and
0.2 µs without one.

A dialogue aims at a share of the budget that is drawn evenly from ``SHARES``: windows are mostly filled, and how full
one is does not tell where the conversation ends. The plan gets the number of turns that should reach the aim, and ends
with the turn that does. The words of the user are estimated then; once they are written, the dialogue ends with the
last turn that fits the budget. Both cut the end off, so every turn keeps all turns that it goes back to. Limitation:
the last documents of a plan are sometimes cut off before anything is told about them.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from lemnos.pipeline.forecast import load_counter
from lemnos.steps.talk.plan.outline import PlanSettings, generator
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step, Topic

MESSAGE_TOKENS = 5
"""Tokens of a message beside its words: role, marks and line breaks. 5 in ChatML, Llama 3 and Gemma."""
DIALOGUE_TOKENS = 1
"""Tokens of a dialogue beside its messages: the beginning of the text."""
SHARES = (0.75, 1.0)
"""Least and greatest share of the budget that a dialogue aims at."""
BYTES_PER_TOKEN = 4.4
"""UTF-8 bytes of English prose in one token of a byte-pair vocabulary of 50,000 to 150,000."""
RULES_USER_TOKENS = 13.0
"""Tokens of a user turn that rules write, on average."""
_TOKENS_PER_WORD = 1.4
"""Tokens of a word of the user and its punctuation, on average."""
_MEMORY_ANSWER = 0.6
"""Tokens of the answer of a memory turn per token of an ordinary answer, on average."""
_SPARE = 1.05
"""Turns planned per turn that should be enough, because answers differ in length."""
_CACHED = 8192
"""Texts whose tokens are remembered: answers are counted when planned, when written, and in other dialogues."""

Count = Callable[[str], int]
"""Text → number of its tokens."""


def token_counter(tokenizer: str) -> Count:
    """Return what counts the tokens of a text.

    Args:
        tokenizer: Path of a ``tokenizer.json``; if empty, tokens are estimated as UTF-8 bytes / 4.4, rounded up.

    Raises:
        SettingsError: The file is not a tokenizer, or the package that reads it is missing.
    """
    if not tokenizer:
        return _estimate
    return lru_cache(_CACHED)(load_counter(tokenizer, where="talk.plan.tokenizer"))


def _estimate(text: str) -> int:
    return math.ceil(len(text.encode()) / BYTES_PER_TOKEN)


def answer_of(topics: Sequence[Topic], step: Step) -> str:
    """Return the answer of a step of a plan."""
    return step.memory.answer if step.memory else topics[step.topic].segments[step.segment].answer


def turn_tokens(count: Count, user: str, answer: str) -> int:
    """Return the tokens of a turn: two messages, with their roles."""
    return count(user) + count(answer) + 2 * MESSAGE_TOKENS


def within(turns: Sequence[int], limit: int) -> int:
    """Return how many turns from the first one fit in ``limit`` tokens.

    >>> within([100, 100, 100], 301), within([100, 100, 100], 300), within([100], 50)
    (3, 2, 0)
    """
    return sum(total <= limit for total in accumulate(turns, initial=DIALOGUE_TOKENS)) - 1 if turns else 0


class Budget(NamedTuple):
    """The tokens that a dialogue may have, and what its turns are expected to have."""

    limit: int
    """Most tokens of a dialogue."""
    count: Count
    user: float
    """Tokens of a user turn, on average."""

    def aim(self, seed: str) -> float:
        """Draw the number of tokens that a dialogue aims at; ``seed`` seeds the choice."""
        return float(generator(seed).uniform(*SHARES)) * self.limit

    def turns(self, cluster: Cluster, aim: float, memory_share: float) -> int:
        """Return the number of ordinary turns that reach ``aim`` tokens.

        Args:
            cluster: The documents of the dialogue.
            aim: Number of tokens.
            memory_share: Expected share of memory turns.
        """
        segments = [segment for material in cluster.materials for segment in material.topic.segments]
        answer = float(np.mean([self.count(segment.answer) for segment in segments]))
        around = self.user + 2 * MESSAGE_TOKENS
        memory = memory_share / (1 - memory_share) * (_MEMORY_ANSWER * answer + around)
        return math.ceil(_SPARE * aim / (answer + around + memory)) + 1

    def cut(self, plan: Plan, topics: Sequence[Topic], aim: float) -> Plan:
        """Return a plan up to the turn that reaches ``aim``, at the expected length of user turns."""
        around = self.user + 2 * MESSAGE_TOKENS
        spent = accumulate(
            (self.count(answer_of(topics, step)) + around for step in plan.steps), initial=float(DIALOGUE_TOKENS)
        )
        kept = sum(total < aim for total in spent)
        return Plan(plan.steps[:kept], plan.outlook[:kept])


def budget_of(settings: PlanSettings, count: Count, user_words: Sequence[int] | None) -> Budget | None:
    """Return the budget of the settings; None if they have none.

    Args:
        settings: The shape of a dialogue.
        count: Counts tokens.
        user_words: About how many words a model writes in a user turn, all equally likely; None if rules write.
    """
    if settings.tokens is None:
        return None
    user = float(np.mean(user_words)) * _TOKENS_PER_WORD if user_words else RULES_USER_TOKENS
    return Budget(settings.tokens, count, user)
