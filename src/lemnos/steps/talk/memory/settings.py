"""Settings of the memory turns: how many, of which kinds, how far back."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lemnos.records import TurnKind

Weight = Annotated[float, Meta(ge=0)]


class MemorySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turns that need the past of the conversation."""

    share: Annotated[float, Meta(ge=0, le=0.5)] = 0.12
    """Share of all turns that are memory turns. 0 for none."""
    recall: Weight = 3.5
    """Weight of turns that ask again for something said."""
    contrast: Weight = 1.5
    """Weight of turns that set what one document told beside what another told."""
    synthesis: Weight = 2.0
    """Weight of turns that ask for all that several answers told about one thing."""
    correction: Weight = 2.5
    """Weight of turns in which the user restates something said, often wrongly."""
    summary: Weight = 1.0
    """Weight of turns that ask to sum up. With any, a third of the dialogues end with one."""
    unanswerable: Weight = 1.7
    """Weight of turns that ask what the documents do not tell."""
    right: Annotated[float, Meta(ge=0, le=1)] = 0.3
    """Share of corrections in which the user has it right, so that the form of the question tells nothing."""
    earliest: Annotated[int, Meta(ge=1)] = 3
    """Turns before the first memory turn at least."""
    distances: Literal["log", "uniform", "near"] = "log"
    """How far back it goes, in turns, two at least: evenly over octaves (2-3, 4-7, …) up to the whole conversation;
    evenly over turns; or the last eight turns only."""

    def weights(self) -> dict[TurnKind, float]:
        """Return the weight of each kind that may occur."""
        named = {
            TurnKind.RECALL: self.recall,
            TurnKind.CONTRAST: self.contrast,
            TurnKind.SYNTHESIS: self.synthesis,
            TurnKind.CORRECTION: self.correction,
            TurnKind.SUMMARY: self.summary,
            TurnKind.UNANSWERABLE: self.unanswerable,
        }
        return {kind: weight for kind, weight in named.items() if weight > 0}
