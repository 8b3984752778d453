"""Defines ``PackedWindow``: what is in one window of tokens that a model is trained on."""

from typing import Literal

import msgspec

from lemnos.records.common import Record

Split = Literal["train", "validation"]


class Part(msgspec.Struct, frozen=True):
    """A run of whole units of one record in a window, or a piece of one unit that is longer than the window."""

    record: str
    """Id of the record."""
    shard: int
    """Number of the file in ``RUN/rendered/`` that holds it."""
    row: int
    """Its row there."""
    first_unit: int
    last_unit: int
    """Inclusive."""
    start: int
    end: int
    """Tokens of the window: ``tokens[start:end]``."""
    offset: int
    """Number of the record's token that is ``tokens[start]``."""
    repeated: bool = False
    """Whether an earlier window has these units too; nothing of it is trained on."""
    masked: tuple[int, ...] = ()
    """Units in it that refer to one which is not in the window; nothing of these is trained on either."""


class PackedWindow(Record, frozen=True, kw_only=True):
    """What is in one window. ``RUN/windows/`` holds all of them, in the order of training; a file is a shard."""

    split: Split
    tokens: int
    trained: int
    """Number of tokens with a loss."""
    starts: tuple[int, ...]
    """Where each document begins; attention stays within a document."""
    parts: tuple[Part, ...]
