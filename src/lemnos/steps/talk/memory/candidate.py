"""What a memory turn may be made of, before it has its place in the plan."""

from collections.abc import Sequence
from typing import NamedTuple

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.steps.talk.write.base import Memory

Cited = tuple[Told, Quote]


class Offer(NamedTuple):
    """A memory turn that could be inserted now."""

    kind: TurnKind
    memory: Memory
    newest: Told
    """The newest turn that it goes back to."""
    keys: tuple[object, ...] = ()
    """What must not be asked twice in a dialogue."""


def cite(
    kind: TurnKind, past: Past, cited: Sequence[Cited], slots: dict[str, str], keys: tuple[object, ...], glue: str = ""
) -> Offer:
    """Return the offer whose answer is these quotes, in the order given, behind ``glue``."""
    turns = sorted({told.turn for told, _ in cited})
    answer = " ".join([*([glue] if glue else []), *(quote.text for _, quote in cited)])
    memory = Memory(
        turns=tuple(turns),
        answer=answer,
        evidence=tuple(past.evidence(told, quote) for told, quote in cited),
        verbatim=not glue,
        slots=slots,
    )
    newest = max((told for told, _ in cited), key=lambda told: told.turn)
    marks = tuple((told.topic, told.segment, quote.start) for told, quote in cited)
    return Offer(kind, memory, newest, (*keys, *marks))
