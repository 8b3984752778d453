"""All settings of ``law``."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LawName = Literal["inverse_power", "log_linear", "dcpt", "quadratic", "kriged", "lightgbm"]
Share = Annotated[float, Meta(ge=0, le=1)]
Weight = Annotated[float, Meta(ge=0)]


class LawSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How laws are fitted, and which mixture is sought."""

    laws: tuple[LawName, ...] = ()
    """Laws to fit; all if empty."""
    choose: LawName | Literal[""] = ""
    """Take this law, whatever its error; the one with the least error on held-out mixtures if empty."""
    weights: dict[str, Weight] = {}
    """Loss (a source, for its validation windows, or `suite:NAME`) → what it counts; those that are not named count
    nothing. Empty for all the same."""
    prior: dict[str, Share] = {}
    """Source → its share in the mixture to stay near; empty for the mean of the proxies."""
    kl: Weight = 0.0
    """Loss that a nat of divergence from the prior is worth."""
    most: dict[str, Share] = {}
    """Source → its greatest share."""
    resamples: Annotated[int, Meta(ge=0, le=1000)] = 50
    """Resamples of the mixtures, for the intervals."""
