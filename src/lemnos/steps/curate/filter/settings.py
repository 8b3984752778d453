"""Settings of the quality filter: of the rule, and of training its model."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Kind = Literal["document", "dialogue", "trajectory", "tool_document", "tool"]


class FilterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A learned quality filter, made by `lemnos filter train`; it scores records, and drops those below a threshold."""

    enabled: bool = False
    """Whether records are scored."""
    model: str = ""
    """Folder that `lemnos filter train` wrote."""
    threshold: Annotated[float, Meta(ge=0, le=1)] | None = None
    """Score below which a record is dropped; null for that of the model, which has the best F1 on texts that were held
    out. 0 drops none and writes the scores alone."""
    kinds: tuple[Kind, ...] = ("document",)
    """Kinds of records that are scored; a filter judges what it was trained on."""


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One classifier of an ensemble."""

    word_ngrams: Annotated[int, Meta(ge=1, le=5)] = 2
    """Longest n-gram of words that is a feature."""
    letters: Annotated[int, Meta(ge=0, le=8)] = 0
    """Longest n-gram of letters that is a feature, from 3; 0 for none. Several times as slow."""
    dimensions: Annotated[int, Meta(ge=1, le=512)] = 16
    """Dimensions of a feature's vector."""
    epochs: Annotated[int, Meta(ge=1, le=1000)] = 5
    """Times that every text is read in training."""
    rate: Annotated[float, Meta(gt=0, le=5)] = 0.3
    """Learning rate at the start."""
    seed: int = 0
    """Seed of this classifier beside that of the training."""


class TrainSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a quality filter is trained."""

    members: tuple[Member, ...] = (Member(word_ngrams=1), Member(word_ngrams=2, seed=1))
    """The classifiers whose mean is the score: of words alone, and of pairs of words."""
    words: Annotated[int, Meta(ge=0)] = 2000
    """Words of a text that are read, 0 for all; also when the filter is applied."""
    folds: Annotated[int, Meta(ge=2, le=50)] = 5
    """Parts that are held out in turn for the curve; whole groups are in one part."""
    hard_negatives: Annotated[float, Meta(ge=0)] = 0.5
    """Negative texts that a first classifier takes for positive are given again, up to this share of all positive
    texts; 0 for none."""
    min_count: Annotated[int, Meta(ge=1)] = 3
    """Texts' words that occur less often are no features."""
    buckets: Annotated[int, Meta(ge=1)] = 100_000
    """Buckets that n-grams are hashed into; each takes 4 bytes a dimension."""
    seed: int = 0
    """Seed of folds, order and classifiers."""
