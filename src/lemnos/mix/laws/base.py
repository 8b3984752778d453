"""Defines ``Law``: a form of the dependence of one loss on the mixture, and how the parametric ones are fitted.

A parametric law is fitted by least squares from several starts (``scipy.optimize.least_squares``, Levenberg-Marquardt
by MINPACK, analytic Jacobian). The loss is Huber's; its threshold is 1.345 standard deviations of the residuals,
estimated robustly from the fit before. So a few runs that diverged do not bend a law.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from lemnos.mix.runs import Floats

HUBER = 1.345
"""Standard deviations beyond which a residual counts linearly: 95% as efficient as squares for normal noise."""
_FAR = 1e9
"""A residual that overflows counts as this, so that the search turns back from where a law has no value."""
_FLAT = 20.0
"""How large parameters but the first can be: laws hardly change beyond, so that a search would not come back."""
_INSIDE = 1e-9
"""How far inside of its bounds a parameter is at least where a search begins, as a share of their width."""
_UNKNOWN = 10.0
"""Standard deviation of the prior that keeps near its start what the runs do not tell: without one it wanders off, and
may be everything where a law is asked about a mixture unlike those that it saw."""
_EXACT = 1e-3
"""The least noise of losses that this prior takes for granted, as a share of their deviation."""
_SAME = 1e-6
"""A search ends when a step changes the loss, or the parameters, by less than this share."""
_NEAR = 0.3
"""Standard deviation of a start about the parameters that it is near to."""
ROUNDS = 15
"""Robust fits at most, each with the threshold that the residuals of the last one give."""


class Points(NamedTuple):
    """Where a law is evaluated."""

    ratios: "Floats"
    """Shape (n, domains)."""
    tokens: "Floats | None" = None
    """Shape (n)."""
    parameters: "Floats | None" = None
    """Shape (n)."""


class Fitted(Protocol):
    """A law with its parameters."""

    def predict(self, points: Points) -> "Floats":
        """Return the losses at points, shape (n)."""
        ...

    def describe(self, domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the parameters by name, for ``fit.json``."""
        ...


class Search(NamedTuple):
    """Where the search for parameters begins."""

    starts: int
    seed: int
    """Of the starts."""
    near: Fitted | None = None
    """A fit to similar runs; the first start is near its parameters."""


class Law(Protocol):
    """A form of law."""

    @property
    def name(self) -> str:
        """Its name in settings."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def formula(self) -> str:
        """The formula, in a line."""
        ...

    @property
    def source(self) -> str:
        """The paper that it is from."""
        ...

    @property
    def smooth(self) -> bool:
        """Whether an optimum can be found along gradients."""
        ...

    def fit(self, points: Points, losses: "Floats", weights: "Floats", search: Search) -> Fitted:
        """Fit the law.

        Args:
            points: The mixtures.
            losses: Shape (n).
            weights: Shape (n): how much each run counts; 1 on average.
            search: Where to begin.
        """
        ...


class ParametricFit:
    """A parametric law with its parameters."""

    def __init__(self, law: "ParametricLaw", theta: "Floats", cost: float) -> None:
        self.law, self.theta, self.cost = law, theta, cost

    def predict(self, points: Points) -> "Floats":
        """Return the losses at points."""
        import numpy as np

        with np.errstate(all="ignore"):  # the derivatives, which nobody asks for here
            return self.law.evaluate(self.theta, points)[0]

    def describe(self, domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the parameters by name."""
        return self.law.named(self.theta, domains)


class ParametricLaw(ABC):
    """A law with parameters, fitted by robust least squares."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[str]
    smooth: ClassVar[bool] = True
    deviation: ClassVar[float] = 1.0
    """Standard deviation of the prior of the parameters that are held back."""

    @abstractmethod
    def start(self, random: "np.random.Generator", points: Points, losses: "Floats") -> "Floats":
        """Return parameters to start from, shape (p), in the scale that is searched; first, what no data teaches."""

    @abstractmethod
    def evaluate(self, theta: "Floats", points: Points) -> tuple["Floats", "Floats"]:
        """Return the losses, shape (n), and their derivatives by the parameters, shape (n, p)."""

    def held_back(self, theta: "Floats") -> slice:
        """Return which parameters are drawn to 0, as by a normal prior; none unless a law says so."""
        del theta
        return slice(0, 0)

    @abstractmethod
    def named(self, theta: "Floats", domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the parameters by name."""

    def fit(self, points: Points, losses: "Floats", weights: "Floats", search: Search) -> ParametricFit:
        """Fit the law from several starts; the best counts."""
        import numpy as np

        random, near = np.random.default_rng(search.seed), search.near
        spread = HUBER * 1.4826 * float(np.median(np.abs(losses - np.median(losses))))
        rough = 0.2 * spread or float(losses.std())
        begins = [self.start(random, points, losses) for _ in range(search.starts)]
        if isinstance(near, ParametricFit):
            begins[0] = near.theta + random.normal(0, _NEAR, len(near.theta))
            rough = self._threshold(near, points, losses) or rough
        best = min((self._solve(each, points, losses, weights, rough) for each in begins), key=lambda fit: fit.cost)
        before = np.inf
        # each time the threshold is nearer to that of the good runs alone, which a fit to similar runs knows already
        for _ in range(ROUNDS if near is None else 1):
            threshold = self._threshold(best, points, losses)
            if threshold > 0.9 * before:
                break
            best, before = self._again(best, points, losses, weights), threshold
        return best

    def _again(self, fitted: ParametricFit, points: Points, losses: "Floats", weights: "Floats") -> ParametricFit:
        """Fit again from the parameters of a fit to the same runs, with a threshold from its residuals."""
        import numpy as np

        threshold = self._threshold(fitted, points, losses)
        if threshold < 1e-9 * float(np.abs(losses).mean()):  # an exact fit has no outliers
            return fitted
        return self._solve(fitted.theta, points, losses, weights, threshold)

    def _threshold(self, fitted: ParametricFit, points: Points, losses: "Floats") -> float:
        """Return from where on a residual counts linearly, by the median absolute deviation of the residuals."""
        import numpy as np

        residuals = fitted.predict(points) - losses
        return HUBER * 1.4826 * float(np.median(np.abs(residuals - np.median(residuals))))

    def _solve(
        self, theta: "Floats", points: Points, losses: "Floats", weights: "Floats", threshold: float = 0.0
    ) -> ParametricFit:
        import numpy as np
        from scipy.optimize import least_squares

        root = np.sqrt(weights)
        deviation = threshold / HUBER
        least = _EXACT * float(losses.std())  # few runs may be met exactly, by very different parameters
        pull, centre = np.full(len(theta), max(deviation, least) / _UNKNOWN), theta.copy()
        pull[0] = 0.0
        held = self.held_back(theta)
        pull[held], centre[held] = deviation / self.deviation, 0.0
        bounds = _Bounds(min(0.0, 2 * float(losses.min())), float(np.abs(losses).mean()) or 1.0)

        def evaluate(free: "Floats") -> tuple["Floats", "Floats"]:
            theta = bounds.within(free)
            predicted, slopes = self.evaluate(theta, points)
            off, bend = _bent(np.concatenate((root * (predicted - losses), pull * (theta - centre))), threshold)
            slopes = np.concatenate((root[:, None] * slopes, np.diag(pull)))
            slopes = bend[:, None] * slopes * bounds.slopes(free)
            return (
                np.nan_to_num(off, nan=_FAR, posinf=_FAR, neginf=-_FAR),
                np.nan_to_num(slopes, nan=0.0, posinf=_FAR, neginf=-_FAR),
            )

        seen = _Last(evaluate)
        with np.errstate(all="ignore"):
            found = least_squares(  # which writes into what it is given
                lambda free: seen(free)[0].copy(),
                bounds.free(theta),
                jac=lambda free: seen(free)[1].copy(),
                method="lm",
                x_scale="jac",
                max_nfev=300,
                ftol=_SAME,
                xtol=_SAME,
            )
        return ParametricFit(self, bounds.within(found.x), float(found.cost))


class _Bounds(NamedTuple):
    """Maps any numbers to parameters within their bounds, as Minuit does: what searches has no bounds then.

    The first parameter is what no data teaches: a loss that is positive cannot fall below 0. The others are within
    ``_FLAT`` of 0.
    """

    lowest: float
    """Of the first parameter."""
    unit: float
    """How much of the first parameter is about 1 of what is searched."""

    def within(self, free: "Floats") -> "Floats":
        """Return the parameters, shape (p), of free numbers."""
        import numpy as np

        theta = _FLAT * np.tanh(free / _FLAT)
        theta[0] = self.lowest + self.unit * (np.hypot(1, free[0]) - 1)
        return theta

    def free(self, theta: "Floats") -> "Floats":
        """Return the free numbers, shape (p), of parameters; those at a bound or beyond come from just inside."""
        import numpy as np

        free = _FLAT * np.arctanh(np.clip(theta / _FLAT, -1 + _INSIDE, 1 - _INSIDE))
        free[0] = np.sqrt((max((theta[0] - self.lowest) / self.unit, _INSIDE) + 1) ** 2 - 1)
        return free

    def slopes(self, free: "Floats") -> "Floats":
        """Return the derivative, shape (p), of each parameter by its free number."""
        import numpy as np

        slopes = 1 / np.cosh(free / _FLAT) ** 2
        slopes[0] = self.unit * free[0] / np.hypot(1, free[0])
        return slopes


class _Last:
    """Computes losses and derivatives together, once where both are asked for, as a search does."""

    def __init__(self, evaluate: "Callable[[Floats], tuple[Floats, Floats]]") -> None:
        self._evaluate = evaluate
        self._at: bytes | None = None
        self._got: tuple[Floats, Floats]

    def __call__(self, free: "Floats") -> tuple["Floats", "Floats"]:
        if free.tobytes() != self._at:
            self._at, self._got = free.tobytes(), self._evaluate(free)
        return self._got


def _bent(off: "Floats", threshold: float) -> tuple["Floats", "Floats"]:
    """Return numbers whose squares are Huber's loss of residuals (Huber 1964), and their derivatives by the residuals.

    Beyond the threshold k that is 2 k |r| - k². Without a threshold they are the residuals.
    """
    import numpy as np

    size = np.abs(off)
    far = (size > threshold) & (threshold > 0)
    bent, bend = off.copy(), np.ones_like(off)
    bent[far] = np.sqrt(2 * threshold * size[far] - threshold**2)
    bend[far] = threshold / bent[far]
    bent[far] *= np.sign(off[far])
    return bent, bend


def clipped_exp(values: "Floats") -> "Floats":
    """Return exp of values, kept within what a search can step into without an overflow."""
    import numpy as np

    return np.exp(np.clip(values, -40.0, 40.0))
