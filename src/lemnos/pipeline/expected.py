"""What a step expects to make and ask, tried on a sample; ``lemnos.pipeline.forecast`` scales it up."""

import msgspec

from lemnos.llm.request import Request


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a step expects to make, from its sample."""

    counts: dict[str, int]
    """What the whole run reads and makes, by noun: ``{"documents": 4600, "dialogues": 4578, "turns": 331000}``."""
    sampled: int
    """Items that were tried."""
    items: int
    """Items that there are."""
    prompts: tuple[tuple[Request, ...], ...] = ()
    """The requests of the sample, those together that begin alike and follow each other (of one dialogue)."""
    generated: float = 0.0
    """Tokens that the model generates for the sample, assumed."""
    nobody: str = ""
    """Why no model is asked, if none is."""
