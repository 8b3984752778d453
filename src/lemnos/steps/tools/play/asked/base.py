"""Holds what a shard of ``play`` asks a model for, and with which answers."""

from typing import NamedTuple

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers


class Asked(NamedTuple):
    """A model, its answers so far, and what it is asked for."""

    model: AskedModel
    answers: Answers
    plays: bool = False
    """Whether the model plays, in place of the offline player."""
    judges: bool = False
    steps: int = 12
    """Moves of the model in a turn of the user at most."""
