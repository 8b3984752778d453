"""Turns conversations into cases: ``Conversation`` list, ``Sampling`` → ``Case``.

For each answer but the first of a conversation, the history is the answers before it. The candidates are the answer,
later answers of the conversation, and passages of other conversations, ``candidates`` in total. Those passages are the
closest to the history by BM25 (for evaluation: hard, and the same for every model), or random. For training, draw a
sample for each conversation and take the closest of it: a model that sees only the closest of a large collection as
wrong learns to reject whatever BM25 ranks high.

Costs one BM25 query over all passages for each answer, about 1 ms at 50,000 passages.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec
import numpy as np

from lemnos.errors import InputError
from lemnos.steps.talk.reward.baselines import Bm25Index, Scores
from lemnos.steps.talk.reward.cases import Case

Foreign = Literal["closest", "random"]

_REFUSAL = re.compile(
    r"(cannotanswer|unanswerable|unknown|no answer|none|n/a)\W*$"
    r"|((i|we)( a|')(m|re) )?((very|so|terribly) )?sorry\b|i apologi[sz]e\b|apologies\b"
    r"|unfortunately,? (i|we|the (documents?|context|passages?))\b"
    r"|(i|we) (do not|don't|did not|didn't|cannot|can't|could not|couldn't) (know|have|find|answer|provide|see)\b"
    r"|there is no (information|answer)\b"
    r"|(the|this) (question|document|context|passages?) (cannot|can't|does not|doesn't|do not|don't)\b",
    re.IGNORECASE,
)


class Conversation(msgspec.Struct, frozen=True):
    """The answers of a conversation, in order."""

    group: str
    """Conversations of one group have common content: an answer of one is not used as a wrong candidate for another."""
    answers: tuple[str, ...]
    passages: tuple[str, ...] = ()
    """Other passages of the conversation, which are wrong answers to other conversations."""


class Sampling(msgspec.Struct, frozen=True):
    """How candidates are chosen."""

    candidates: int = 20
    """Number of candidates, including the positive."""
    foreign: Foreign = "closest"
    """Which passages of other conversations to use: the closest by BM25, or random ones."""
    pool: int = 0
    """Number of passages, drawn for each conversation, from which they are taken; 0 for all."""
    seed: int = 0


def is_refusal(text: str) -> bool:
    """Return whether an answer says only that there is no answer.

    >>> is_refusal("CANNOTANSWER"), is_refusal("I'm sorry, I do not know."), is_refusal("Unknown Pleasures sold well.")
    (True, True, False)
    """
    return bool(_REFUSAL.match(text.replace("’", "'").strip()))


def tidy(text: object) -> str:
    """Return a text with each run of white space as one space; empty if the value is not a text."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def conversation_cases(conversations: Sequence[Conversation], sampling: Sampling) -> Iterator[Case]:
    """Yield the cases of conversations, in order, with shuffled candidates.

    Conversations of one group that share a beginning, as paths through a tree do, yield each case once.

    Raises:
        InputError: No conversation has two answers.
    """
    if not any(len(conversation.answers) > 1 for conversation in conversations):
        raise InputError(
            "no conversation has two answers", remedy="give files with conversations; see lemnos reward import --help"
        )
    numbers: dict[str, int] = {}
    owners: dict[str, set[int]] = {}
    for conversation in conversations:
        own = owners.setdefault(conversation.group, set())
        own.update(numbers.setdefault(text, len(numbers)) for text in (*conversation.answers, *conversation.passages))
    texts = list(numbers)
    index = Bm25Index(texts)
    done: set[tuple[str, tuple[str, ...]]] = set()
    for conversation in conversations:
        drawing = _Drawing(index, owners[conversation.group], sampling, conversation.group)
        for turn, positive in enumerate(conversation.answers):
            history = conversation.answers[:turn]
            key = conversation.group, conversation.answers[: turn + 1]
            if history:
                drawing.extend(numbers[history[-1]])
            if not history or positive in history or key in done:
                continue
            done.add(key)
            later = dict.fromkeys(text for text in conversation.answers[turn:] if text not in history)
            ahead = list(later)[: sampling.candidates]
            chance = random.Random(f"{sampling.seed}/{conversation.group}/{turn}")
            chosen = ahead + [texts[number] for number in drawing.draw(sampling.candidates - len(ahead), chance)]
            chance.shuffle(chosen)
            yield Case(history=history, positive=positive, candidates=tuple(chosen), group=conversation.group)


class _Drawing:
    """Draws passages of other conversations as candidates for one conversation."""

    def __init__(self, index: Bm25Index, own: set[int], sampling: Sampling, group: str) -> None:
        foreign = np.ones(index.size, dtype=bool)
        foreign[list(own)] = False
        others = np.flatnonzero(foreign)
        if 0 < sampling.pool < len(others):
            chance = random.Random(f"{sampling.seed}/{group}/pool")
            others = others[sorted(chance.sample(range(len(others)), sampling.pool))]
        self._index, self._others, self._sampling = index, others, sampling
        self._scores: Scores = np.zeros(len(others), dtype=np.float32)

    def extend(self, text: int) -> None:
        """Add an answer to the history."""
        if self._sampling.foreign == "closest":
            few = len(self._others) * 8 < self._index.size
            scores = self._index.scores([text], self._others) if few else self._index.all_scores(text)[self._others]
            self._scores += scores

    def draw(self, count: int, chance: random.Random) -> list[int]:
        """Return the numbers of ``count`` passages, or of all that there are."""
        count = min(count, len(self._others))
        if self._sampling.foreign == "random":
            return [int(self._others[row]) for row in chance.sample(range(len(self._others)), count)]
        if not count:
            return []
        worst = np.partition(self._scores, len(self._scores) - count)[len(self._scores) - count]
        rows = np.flatnonzero(self._scores >= worst)  # sorting all of them would cost more than their scores
        best = rows[np.argsort(-self._scores[rows], kind="stable")[:count]]
        chosen: list[int] = self._others[best].tolist()
        return chosen


def without_refusals(answers: Iterable[str]) -> tuple[str, ...]:
    """Return the answers that are not refusals, tidied; an answer repeated in succession occurs once."""
    kept: list[str] = []
    for answer in map(tidy, answers):
        if answer and not is_refusal(answer) and answer not in kept[-1:]:
            kept.append(answer)
    return tuple(kept)
