"""Finds the mixture with the least predicted loss: ``FittedLaws`` → ``Optimum``, or why there is none to trust.

What is minimised is the weighted sum of the metrics' losses, plus ``kl`` times the Kullback-Leibler divergence to a
prior mixture, over ratios that sum to 1 and stay below their caps. Smooth laws: sequential quadratic programming
(``scipy.optimize.minimize``, SLSQP) from several starts. Trees: the mean of the best hundred of many sampled
mixtures, as RegMix does.

A law says little about mixtures unlike those that were run. ``position_of`` tells by linear programming whether the
optimum lies within their convex hull, and whether it could go on in its direction from the centre and stay within; an
optimum outside, or at the edge, is refused with the domain that leads out. A ratio of zero that was run is no edge:
there is nothing beyond.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from lemnos.errors import SettingsError
from lemnos.mix.fit import FittedLaw, FittedLaws, points_at
from lemnos.mix.runs import Runs

if TYPE_CHECKING:
    from lemnos.mix.runs import Floats

STARTS = 8
SAMPLED = 50_000
AVERAGED = 100
EDGE = 0.02
"""An optimum that could go less than this share of its way from the centre beyond itself is at the edge."""
ZERO = 1e-4
"""A ratio below this is none."""
HINT = 15e6
"""Parameters below which proxies give a hint, not an answer: small models forget what large ones learn."""


class Aim(NamedTuple):
    """What is sought."""

    weights: "Floats"
    """Shape (metrics); sum 1."""
    prior: "Floats"
    """Shape (domains); sum 1."""
    kl: float
    """Nats of divergence that are worth one unit of loss, inverted: the factor of the divergence."""
    caps: "Floats"
    """Shape (domains): the greatest ratio of each domain."""


class Optimum(NamedTuple):
    """A mixture and what is predicted for it."""

    ratios: "Floats"
    """Shape (domains)."""
    losses: "Floats"
    """Shape (metrics)."""
    low: "Floats"
    high: "Floats"
    """Shape (domains): 5th and 95th percentile of the optimum over resamples of the runs."""
    by_law: dict[str, "Floats"]
    """Law → its optimum: the spread between laws."""
    position: Literal["inside", "edge", "outside"]
    reason: str
    """Why it is refused; empty if it is not."""


def aim_of(
    runs: Runs,
    *,
    weights: Mapping[str, float] | None = None,
    prior: Mapping[str, float] | None = None,
    kl: float = 0.0,
    caps: Mapping[str, float] | None = None,
) -> Aim:
    """Return what is sought, from names.

    Args:
        runs: The table, which names domains and metrics.
        weights: Weight by metric; the same for all if empty, none for those that are not named.
        prior: Ratio by domain; the mean of the runs if empty.
        kl: Factor of the divergence from the prior.
        caps: Greatest ratio by domain; 1 for those that are not named.

    Raises:
        SettingsError: A name is unknown, or the caps leave no mixture.
    """
    import numpy as np

    weight = _named(weights or dict.fromkeys(runs.metrics, 1.0), runs.metrics, "metric", 0.0)
    start = _named(prior, runs.domains, "domain", 0.0) if prior else runs.ratios.mean(axis=0)
    cap = np.minimum(_named(caps or {}, runs.domains, "domain", 1.0), 1.0)
    if weight.sum() <= 0 or start.sum() <= 0:
        raise SettingsError("all weights are 0", remedy="give a metric or a domain a weight above 0")
    check_caps(cap)
    return Aim(weight / weight.sum(), start / start.sum(), kl, cap)


def check_caps(caps: "Floats") -> None:
    """Raise an error if no mixture keeps caps, shape (domains).

    Raises:
        SettingsError: They sum to less than 1.
    """
    if caps.sum() < 1:
        what = f"the caps sum to {caps.sum():.3g}, so no mixture keeps them"
        raise SettingsError(what, remedy="raise a cap, or repeat data more often")


def _named(given: Mapping[str, float], names: Sequence[str], kind: str, default: float) -> "Floats":
    import numpy as np

    if unknown := sorted(set(given) - set(names)):
        raise SettingsError(f"there is no {kind} {unknown[0]!r}", remedy=f"choose from {', '.join(names)}")
    return np.array([given.get(name, default) for name in names], dtype=np.float64)


def repetition_caps(tokens: Mapping[str, float], budget: float, epochs: float) -> dict[str, float]:
    """Return the greatest ratio of each domain, so that no text is seen more than ``epochs`` times.

    >>> repetition_caps({"code": 10e9}, budget=100e9, epochs=4)
    {'code': 0.4}
    """
    return {name: epochs * held / budget for name, held in tokens.items()}


def find(fitted: FittedLaws, aim: Aim, *, seed: int = 0) -> Optimum:
    """Return the optimum of the chosen law, its interval, and those of the other laws.

    Args:
        fitted: The laws.
        aim: What is sought.
        seed: Of starts and samples.
    """
    import numpy as np

    best = minimise(fitted.best, fitted.runs, aim, seed)
    by_law = {name: minimise(law, fitted.runs, aim, seed) for name, law in fitted.laws.items() if name != fitted.chosen}
    again = [minimise(law, fitted.runs, aim, seed, near=best) for law in fitted.again]
    low, high = np.percentile(again, [5, 95], axis=0) if again else (best, best)
    position, reason = position_of(fitted.runs, best)
    held_out = fitted.best.held_out
    if held_out.relative.mean() + held_out.deviation >= fitted.guess:  # within one standard error
        reason = "no law tells runs that it has not seen clearly better than their mean does"
    losses = fitted.best.predict(points_at(fitted.runs, best[None, :]))[0]
    return Optimum(best, losses, low, high, {fitted.chosen: best, **by_law}, position, reason)


def minimise(law: FittedLaw, runs: Runs, aim: Aim, seed: int, near: "Floats | None" = None) -> "Floats":
    """Return the mixture with the least aim under one law, shape (domains)."""
    import numpy as np

    def cost(ratios: "Floats") -> "Floats":
        predicted = law.predict(points_at(runs, ratios)) @ aim.weights
        if not aim.kl:
            return np.asarray(predicted)
        divergence = ratios * np.log(np.maximum(ratios, 1e-12) / np.maximum(aim.prior, 1e-12))
        return np.asarray(predicted + aim.kl * divergence.sum(axis=1))

    random = np.random.default_rng(seed)
    if not law.law.smooth:
        sampled = within_caps(random.dirichlet(np.maximum(aim.prior, 1e-3) * len(aim.prior), SAMPLED), aim.caps)
        best = sampled[np.argsort(cost(sampled), kind="stable")[:AVERAGED]].mean(axis=0)
        return np.asarray(best / best.sum())
    starts = [aim.prior, runs.ratios[int(np.argmin(runs.values @ aim.weights))], *([] if near is None else [near])]
    if near is None:
        starts += list(random.dirichlet(np.ones(len(aim.prior)), STARTS - 2))
    found = [_descend(cost, within_caps(start[None, :], aim.caps)[0], aim.caps) for start in starts]
    return min(found, key=lambda ratios: float(cost(ratios[None, :])[0]))


def within_caps(ratios: "Floats", caps: "Floats") -> "Floats":
    """Return mixtures below their caps: what is above is spread over the others, by the room that they have.

    Args:
        ratios: Shape (n, domains); rows need not sum to 1.
        caps: Shape (domains); their sum is 1 or more.
    """
    import numpy as np

    kept = ratios / ratios.sum(axis=1, keepdims=True)
    for _ in range(len(caps)):
        over = np.maximum(kept - caps, 0).sum(axis=1, keepdims=True)
        if not (over > 1e-12).any():
            break
        kept = np.minimum(kept, caps)
        room = caps - kept
        kept = kept + over * room / np.maximum(room.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


def _descend(cost: "Callable[[Floats], Floats]", start: "Floats", caps: "Floats") -> "Floats":
    import numpy as np
    from scipy.optimize import minimize

    step = 1e-5
    around = step * np.concatenate((np.eye(len(start)), -np.eye(len(start))))

    def gradient(ratios: "Floats") -> "Floats":
        values = cost(np.maximum(ratios + around, 0))
        reach = np.maximum(ratios + step, 0) - np.maximum(ratios - step, 0)
        return np.asarray((values[: len(ratios)] - values[len(ratios) :]) / reach)

    found = minimize(
        lambda ratios: float(cost(np.maximum(ratios, 0)[None, :])[0]),
        start,
        jac=gradient,
        method="SLSQP",
        bounds=[(0.0, float(cap)) for cap in caps],
        constraints={"type": "eq", "fun": lambda ratios: ratios.sum() - 1, "jac": np.ones_like},
        options={"maxiter": 300, "ftol": 1e-12},
    )
    ratios = np.clip(found.x, 0, caps)
    ratios[ratios < 1e-9] = 0
    ratios = np.asarray(ratios / ratios.sum())
    better = float(cost(ratios[None, :])[0]) <= float(cost(start[None, :])[0])
    return ratios if better else start


def position_of(runs: Runs, ratios: "Floats") -> tuple[Literal["inside", "edge", "outside"], str]:
    """Return where a mixture lies among those that were run, and why it is not to be trusted; empty if it is."""
    import numpy as np
    from scipy.optimize import linprog

    support = ratios > ZERO
    centre = np.where(support, runs.ratios.mean(axis=0), 0)
    centre = centre / centre.sum()
    aim = np.where(support, ratios, 0)
    aim = aim / aim.sum()
    way = aim - centre
    # How far can one go on from the optimum, away from the centre, and still be a mean of mixtures that were run?
    equal = np.concatenate((runs.ratios.T, np.ones((1, len(runs.ratios)))))
    system = np.concatenate((equal, np.append(-way, 0)[:, None]), axis=1)
    found = linprog(
        np.append(np.zeros(len(runs.ratios)), -1.0),
        A_eq=system,
        b_eq=np.append(aim, 1.0),
        bounds=[(0, None)] * len(runs.ratios) + [(-1, 1)],
        method="highs",
    )
    further = float(found.x[-1]) if found.success else -1.0
    if np.abs(way).max() < ZERO or further > EDGE:
        return "inside", ""
    position: Literal["edge", "outside"] = "edge" if further >= -1e-6 else "outside"
    return position, _reason(runs, aim, centre, position)


def _reason(runs: Runs, aim: "Floats", centre: "Floats", position: Literal["edge", "outside"]) -> str:
    """Return in words what leads out."""
    import numpy as np

    most, least = runs.ratios.max(axis=0), runs.ratios.min(axis=0)
    place = "outside of" if position == "outside" else "at the edge of"
    names = runs.domains
    beyond = [
        f"{names[at]} {aim[at]:.3f}, run at {most[at]:.3f} at most"
        for at in np.argsort(-aim)
        if aim[at] > ZERO and aim[at] >= most[at] - 1e-3
    ]
    beyond += [
        f"{names[at]} {aim[at]:.3f}, run at {least[at]:.3f} at least"
        for at in range(len(names))
        if aim[at] < least[at] + 1e-3 and least[at] > ZERO
    ]
    if not beyond:
        rising = np.argsort(centre - aim)[:2]
        together = " and ".join(f"{names[at]} {aim[at]:.3f}" for at in rising)
        beyond = [f"no run has {together} together, or more"]
    return f"the optimum lies {place} the mixtures that were run ({'; '.join(beyond)})"


def is_hint(runs: Runs, parameters: float | None = None) -> bool:
    """Return whether the proxies are too small, or of unknown size, for more than a hint."""
    size = parameters if parameters is not None else None if runs.parameters is None else float(runs.parameters.max())
    return size is None or size < HINT
