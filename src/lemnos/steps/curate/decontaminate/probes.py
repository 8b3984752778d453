"""Turns items into probes: the texts that are looked for, and what must stand near a short one.

``Item`` → ``Probe``s:

======================  =================================================================================
an item has             what is looked for
======================  =================================================================================
a question of ≥ 10      the question (kind ``question``)
words
a shorter question,     the question, where an answer or most of the choices stand nearby
or one that items
with other answers
share
choices with it         question and choices together (``choices``)
turns before it         the question with as many of them as make 20 words (``conversation``)
an answer of ≥ 20       the answer by itself (``answer``), unless it stands in the item's own passages
words
tools                   the description, with name and parameters if it is shorter than 10 words, where the name
                        stands nearby (``tool``)
passages                the passage (``passage``), only where it is asked for
======================  =================================================================================

Equal probes of several items become one, of the first of them. What is too short to be searched is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.markup import without_markup
from lemnos.steps.curate.decontaminate.tokens import hashes_of

SHORT = 10
"""Words below which a text is no evidence by itself."""
CONTEXT = 20
"""Words up to which turns before a short question are added."""
_CONTEXT_TURNS = 8
_LONG_ANSWER = 20
_SHARED = 3
"""Different answers from which on a question that items share says nothing by itself."""
_FEWEST = 3
"""Words of the shortest question that is looked for with its answer."""
_FEWEST_STATED = 5
"""Words of the shortest question without an answer."""
_FEWEST_CHOICES = 6
"""Words of the shortest question with its choices."""
_QUOTED = 0.6
"""Share of the word triples of an answer that stand in a passage, from which on the answer is a quotation."""

Kind = Literal["question", "choices", "conversation", "answer", "tool", "passage"]


class Probe(msgspec.Struct, frozen=True):
    """A text to look for."""

    item: int
    """Number of the item."""
    kind: Kind
    parts: tuple[str, ...]
    """Its pieces, without markup; they may stand in any order, with words in between."""
    near: tuple[str, ...] = ()
    """Texts one of which must stand nearby."""
    most: tuple[str, ...] = ()
    """Texts most of which must stand nearby; enough in place of ``near``."""


class Probes(msgspec.Struct):
    """The probes of all items, and items that have none."""

    probes: list[Probe]
    too_short: list[int]
    """Numbers of the items that hold nothing long enough."""
    same: list[tuple[int, int]]
    """An item, and an item before it whose probes are the same."""


def probes_of(items: Sequence[Item], *, passages: bool = False) -> Probes:
    """Return what is looked for.

    Args:
        items: The items of all benchmarks.
        passages: Whether their passages are looked for too.
    """
    shared = _shared_questions(items)
    seen: dict[tuple[str, ...], int] = {}
    found = Probes([], [], [])
    for number, item in enumerate(items):
        made = list(_of_item(number, item, shared, passages))
        if not made:
            found.too_short.append(number)
        earlier = []
        for probe in made:
            key = (probe.kind, *probe.parts, "", *probe.near, "", *probe.most)
            if key in seen:
                earlier.append(seen[key])
            else:
                seen[key] = number
                found.probes.append(probe)
        if earlier and len(earlier) == len(made):
            found.same.append((number, earlier[0]))
    return found


def _clean(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for given in texts if (text := without_markup(given).strip())))


def _length(text: str) -> int:
    return len(hashes_of(text))


def _shared_questions(items: Sequence[Item]) -> frozenset[str]:
    """Return the questions that items with different answers share, so that choices or answers tell them apart."""
    answers: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for item in items:
        answers[item.question].add((*item.answers, "", *item.choices, "", *item.history[-1:]))
    return frozenset(question for question, different in answers.items() if len(different) >= _SHARED)


def _of_item(number: int, item: Item, shared: frozenset[str], passages: bool) -> Iterable[Probe]:
    question = without_markup(item.question).strip()
    answers, choices = _clean(item.answers), _clean(item.choices)
    words = _length(question)
    if words >= SHORT and item.question not in shared:
        yield Probe(number, "question", (question,), answers, choices if len(choices) > 1 else ())
    elif words:
        context = _context(item.history, words)
        if context:
            yield Probe(number, "conversation", (*context, question), answers)
        total = words + sum(map(_length, choices))
        if len(choices) > 1 and total >= _FEWEST_CHOICES:
            yield Probe(number, "choices", (question, *choices))
        if words >= _FEWEST and (answers or len(choices) > 1 or (words >= _FEWEST_STATED and not context)):
            yield Probe(number, "question", (question,), answers, choices if len(choices) > 1 else ())
    given = _clean(item.passages)
    triples = _triples((*given, question))
    for answer in answers:
        if _length(answer) >= _LONG_ANSWER and not _is_quoted(answer, triples):
            yield Probe(number, "answer", (answer,))
    for tool in item.tools:
        description = without_markup(tool.description).strip()
        if _length(description) >= SHORT:
            yield Probe(number, "tool", (description,), (tool.name,))
        else:
            details = map(" ".join, zip(tool.parameters, tool.details, strict=False))
            parts = _clean((tool.name, description, *details))
            if sum(map(_length, parts)) >= SHORT:
                yield Probe(number, "tool", parts, (tool.name,))
    if passages:
        yield from (Probe(number, "passage", (passage,)) for passage in given if _length(passage) >= _LONG_ANSWER)


def _context(history: Sequence[str], words: int) -> tuple[str, ...]:
    """Return the turns before a short question that are searched with it, the oldest first."""
    context: list[str] = []
    for turn in reversed(_clean(history[-_CONTEXT_TURNS:])):
        if words >= CONTEXT:
            break
        context.append(turn)
        words += _length(turn)
    return tuple(reversed(context))


def _triples(texts: Iterable[str]) -> set[tuple[int, ...]]:
    found: set[tuple[int, ...]] = set()
    for text in texts:
        words = hashes_of(text).tolist()
        found.update(zip(words, words[1:], words[2:], strict=False))
    return found


def _is_quoted(answer: str, triples: set[tuple[int, ...]]) -> bool:
    own = _triples([answer])
    return bool(own) and len(own & triples) >= _QUOTED * len(own)
