"""Defines ``CurvePoint``: where a training run stood after a step."""

from lemnos.records.common import Record
from lemnos.records.scores import Metric


class CurvePoint(Record, frozen=True, kw_only=True):
    """One row of a loss curve. Holds nothing that depends on the clock."""

    step: int
    """Steps of the optimiser so far; 0 is the model before training."""
    stage: str
    """Name of the stage of training."""
    tokens: int
    """Tokens read so far, also those without a loss."""
    rate: float
    """Learning rate of the step."""
    loss: float | None = None
    """Mean cross-entropy of the trained tokens of the step, in nats; None for the model before training."""
    gradient_norm: float | None = None
    """Norm of the gradient before clipping."""
    validation: tuple[Metric, ...] = ()
    """Bits per byte on validation windows, one for each input by its name, weighted by bytes; then ``all``. Empty where
    they were not taken."""
