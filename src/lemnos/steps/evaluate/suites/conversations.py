"""Suites of conversations: whether a model uses the history.

Records in one form, whatever data set they are of → ``gain`` items. The right answer is scored after the true history,
after a wrong one of the same form (as many turns, the first ones of another conversation, drawn by seed), and after
none. Conversations whose histories are shorter than needed are no donors; an item without a donor is rejected.

The wrong history is drawn once for each conversation, so that its items share their prefixes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal

import msgspec
import numpy as np

from lemnos.records import Rejected, content_id
from lemnos.steps.evaluate.suites.files import rejected
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request


class Said(msgspec.Struct, frozen=True):
    """One message of a history."""

    role: str
    content: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the documented form: a question in a conversation, and the right answers."""

    id: str
    conversation: str
    question: str
    answers: tuple[str, ...]
    """The right answers; the first is scored."""
    history: tuple[Said, ...] = ()
    """What was said before, oldest first: messages with the roles ``user`` and ``assistant``."""
    context: str = ""
    """What stands before the conversation whatever the history: a story, passages."""
    source: str = ""
    """File and position; filled in when it is read."""
    topic: str = ""
    """Conversations of one topic lend each other no wrong history; empty for one that shares its topic with none."""
    asks: Literal["answer", "rewrite"] = "answer"
    """``answer``, or ``rewrite`` where the answer is the question in full."""
    persona: str = ""
    """What was told about the user before the conversation: counted as a part of the history."""


_NAMES = {"user": "User", "assistant": "Assistant"}


def turns_of(history: Sequence[Said]) -> tuple[str, ...]:
    """Return a history as text, one string for each turn: a user message and what follows it up to the next."""
    turns: list[str] = []
    for said in history:
        line = f"{_NAMES.get(said.role, said.role.capitalize())}: {said.content.strip()}\n"
        if said.role == "user" or not turns:
            turns.append(line)
        else:
            turns[-1] += line
    return tuple(turns)


def history_turns(question: Question) -> tuple[str, ...]:
    """Return the turns of a question's history; what was told about the user is the first of them."""
    told = (f"About the user: {question.persona.strip()}\n",) if question.persona.strip() else ()
    return (*told, *turns_of(question.history))


def prompt_of(question: Question, turns: Sequence[str]) -> Prompt:
    """Return the prompt of a question after some turns."""
    head = f"{question.context.strip()}\n\n" if question.context.strip() else ""
    ending = "Question in full:" if question.asks == "rewrite" else "Assistant:"
    return Prompt(head, tuple(turns), f"User: {question.question.strip()}\n{ending}")


def gain_items(suite: str, questions: Iterable[Question], seed: int) -> Iterator[Item | Rejected]:
    """Yield the items of a suite, those of one conversation after each other; rejections for questions without use.

    Args:
        suite: Name of the suite.
        questions: All questions of its data; histories of others are drawn from them.
        seed: Of the run.
    """
    conversations: dict[str, list[Question]] = {}
    for question in questions:
        conversations.setdefault(question.conversation, []).append(question)
    longest = {
        name: max(asked, key=lambda question: len(history_turns(question))) for name, asked in conversations.items()
    }
    for name, asked in conversations.items():
        needed = len(history_turns(longest[name]))
        donors = [
            history_turns(longest[donor])
            for donor in _drawn(f"{seed}", suite, name, list(longest))
            if donor != name and _may_lend(longest[donor], longest[name])
        ]
        most = max(map(len, donors), default=0)
        other = next((turns for turns in donors if len(turns) >= min(needed, most)), ())
        for question in sorted(asked, key=lambda question: len(question.history)):
            yield _item(suite, question, other)


def _may_lend(donor: Question, question: Question) -> bool:
    """Return whether a conversation's history has the form of another's and is about something else: both have answers
    of the assistant or both have none, both tell of the user or neither does, and their topics differ."""
    return (
        _has_answers(donor) == _has_answers(question)
        and bool(donor.persona) == bool(question.persona)
        and not (question.topic and donor.topic == question.topic)
    )


def _has_answers(question: Question) -> bool:
    return any(said.role == "assistant" for said in question.history)


def _item(suite: str, question: Question, other: tuple[str, ...]) -> Item | Rejected:
    turns = history_turns(question)
    answer = question.answers[0].strip() if question.answers else ""
    if not turns:
        return rejected("no_history", "it opens its conversation", question.source, question.id)
    if not answer:
        return rejected("no_answer", "it has no answer", question.source, question.id)
    if len(other) < len(turns):
        reason = f"no other conversation has {len(turns)} turns"
        return rejected("no_wrong_history", reason, question.source, question.id)
    histories = {"true": turns, "wrong": other[: len(turns)], "none": ()}
    requests = tuple(Request(name, prompt_of(question, held), f" {answer}") for name, held in histories.items())
    return Item(
        id=question.id,
        suite=suite,
        cluster=question.conversation,
        kind="gain",
        requests=requests,
        stratum=question.asks,
    )


def _drawn(seed: str, suite: str, name: str, names: Sequence[str]) -> list[str]:
    """Return names in an order drawn by the seed and the conversation."""
    generator = np.random.default_rng(int(content_id(seed, suite, name), 16))
    return [names[index] for index in generator.permutation(len(names))]


def sample(
    items: Sequence[Item], limit: int | None, seed: int, together: int = 4, key: Callable[[Item], str] | None = None
) -> list[Item]:
    """Return about ``limit`` items: clusters in a drawn order, ``together`` items of each before the next round.

    Items of one cluster share prefixes, items of many clusters say more: four of each is a compromise.

    Args:
        items: All items of a suite.
        limit: How many to keep; None for all.
        seed: Of the run.
        together: Items of one cluster in a round.
        key: What is drawn by; the cluster if None.
    """
    if limit is None or len(items) <= limit:
        return list(items)
    clusters: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        clusters.setdefault(key(item) if key else item.cluster, []).append(number)
    rounds: list[list[list[int]]] = []
    for name in _drawn(f"{seed}", items[0].suite, "sample", list(clusters)):
        held = clusters[name]
        chosen = _drawn_numbers(held, f"{seed}", name)
        rounds.append([chosen[start : start + together] for start in range(0, len(chosen), together)])
    order = [number for round_ in zip_longest(*rounds, fillvalue=[]) for part in round_ for number in part]
    return [items[number] for number in sorted(order[:limit])]


def _drawn_numbers(numbers: Sequence[int], seed: str, name: str) -> list[int]:
    generator = np.random.default_rng(int(content_id(seed, name), 16))
    return [numbers[index] for index in generator.permutation(len(numbers))]
