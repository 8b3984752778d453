"""Defines ``ItemScore``: what one checkpoint made of one item of an evaluation suite."""

import msgspec

from lemnos.records.common import Record


class ContinuationScore(msgspec.Struct, frozen=True):
    """The likelihood of one continuation after one prompt."""

    name: str
    """What it stands for: ``true``, ``wrong`` and ``none`` for histories, else the number of the choice."""
    prompt: str
    """The text before it, as it was scored: after turns were cut."""
    continuation: str
    bits: float
    """Minus the binary logarithm of its probability; four places."""
    bytes: int
    """Length of the continuation in UTF-8."""
    tokens: int
    """Tokens that hold a character of the continuation."""
    cut_turns: int = 0
    """Turns cut from the left of the prompt, so that it fits the window."""
    cut_tokens: int = 0
    """Tokens cut from the left of the prompt once no turn was left."""
    greedy: bool = False
    """Whether each of its tokens is the likeliest one, so that greedy decoding writes it."""


class Metric(msgspec.Struct, frozen=True):
    """One figure of an item; a suite's figure is the mean over its items, weighted by ``weight``."""

    name: str
    """See ``docs/reference/evaluate.md``."""
    value: float
    weight: float = 1.0
    """1 for a share of items, the bytes of the continuation for bits per byte."""


class ItemScore(Record, frozen=True, kw_only=True):
    """Everything that one checkpoint scored on one item."""

    id: str
    """Hash of checkpoint, suite and item."""
    checkpoint: str
    suite: str
    item: str
    """Id of the item in its suite."""
    cluster: str
    """What is resampled together: the conversation, the story, the document."""
    stratum: str = ""
    """Part of the suite that is also reported by itself: an octave of distance, a phenomenon, a category."""
    gold: int = 0
    """Which of ``scores`` is the right continuation."""
    scores: tuple[ContinuationScore, ...] = ()
    metrics: tuple[Metric, ...] = ()
    output: str = ""
    """What the model wrote, where recorded outputs are checked; empty where likelihoods are."""
    reason: str = ""
    """Why a recorded output is wrong; empty if it is right."""
