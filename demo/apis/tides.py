"""Small sums of a navigator: heights of tide between high and low water, clearance, speed and time."""

import math


def height_at(hours: float, low: float, high: float, duration: float = 6.2) -> float:
    """Return the height of the tide some hours after low water.

    The curve between low and high water is taken for half a cosine.

    Args:
        hours: Hours since low water.
        low: Height of low water, in metres above chart datum.
        high: Height of high water, in metres above chart datum.
        duration: Hours from low to high water.

    Returns:
        Metres above chart datum.

    Raises:
        ValueError: ``hours`` is outside the rise, or ``high`` is below ``low``.

    Examples:
        >>> height_at(3.1, low=1.0, high=5.0)
        3.0
    """
    if not 0 <= hours <= duration:
        raise ValueError("hours must lie between 0 and duration")
    if high < low:
        raise ValueError("high water is below low water")
    return low + (high - low) * (1 - math.cos(math.pi * hours / duration)) / 2


def rule_of_twelfths(low: float, high: float) -> list[float]:
    """Return the heights at the seven full hours of a rise by the rule of twelfths.

    Args:
        low: Height of low water, in metres.
        high: Height of high water, in metres.
    """
    return [low + (high - low) * twelfths / 12 for twelfths in (0, 1, 3, 6, 9, 11, 12)]


def hours_under_way(distance: float, speed: float, *, stream: float = 0.0) -> float:
    if speed + stream <= 0:
        raise ValueError("she makes no headway")
    return distance / (speed + stream)


class Hull:
    """A hull, as far as the depth of the water matters to her.

    Args:
        draught: From the waterline to the keel, in metres.
        margin: Water that she wants beneath the keel, in metres.
    """

    def __init__(self, draught: float, margin: float = 0.5) -> None:
        self.draught = draught
        self.margin = margin

    def may_pass(self, charted_depth: float, tide: float) -> bool:
        """Tell whether there is water enough over a shoal.

        Args:
            charted_depth: Depth on the chart, in metres; negative where the shoal dries.
            tide: Height of the tide, in metres above chart datum.

        Returns:
            Whether the keel and its margin clear the ground.
        """
        return charted_depth + tide >= self.draught + self.margin
