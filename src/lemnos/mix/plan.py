"""Chooses which mixtures to run: domains, caps and a number of runs -> ratios, by D-optimal design.

Candidates are mixtures within the caps: single domains, even mixtures of two and three, and Dirichlet samples. Of
these, the runs are chosen whose terms in Scheffé's quadratic (a law that every smooth law resembles nearby)
have the greatest determinant of information, by Fedorov's exchange. With fewer runs than the quadratic has terms the
linear part is used. Anchors are run several times: what differs between them is noise, and the noise says which
differences between laws mean anything.
Source: Fedorov 1972, "Theory of Optimal Experiments"; Scheffé 1958 for mixtures.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lemnos.errors import SettingsError
from lemnos.mix.laws.quadratic import scheffe
from lemnos.mix.optimum import check_caps, within_caps

if TYPE_CHECKING:
    import numpy as np

    from lemnos.mix.runs import Floats

CANDIDATES = 2_000
ROUNDS = 20
"""Passes over the runs; exchanges that help become rare after a few."""


class Planned(NamedTuple):
    """One run to make."""

    name: str
    """``anchor-1-2``: the second run of the first anchor; ``run-07``."""
    ratios: "Floats"


def plan_runs(
    domains: Sequence[str],
    runs: int,
    *,
    caps: Mapping[str, float] | None = None,
    anchors: Sequence[Mapping[str, float]] = (),
    repeats: int = 3,
    seed: int = 0,
) -> list[Planned]:
    """Return the runs to make: the anchors first, each ``repeats`` times, then the others.

    Args:
        domains: Names.
        runs: How many there are in all.
        caps: Greatest ratio by domain; 1 for those that are not named.
        anchors: Mixtures to repeat; the even one if there are none.
        repeats: Runs of each anchor.
        seed: Of the candidates, and of the first choice.

    Raises:
        SettingsError: There are too few runs, or the caps leave no mixture.
    """
    import numpy as np

    if len(set(domains)) < 2 or len(set(domains)) != len(domains):
        raise SettingsError("two different domains are the least", remedy="name the domains: --domains a,b,c")
    greatest = np.array([min((caps or {}).get(name, 1.0), 1.0) for name in domains])
    if unknown := sorted(set(caps or {}) - set(domains)):
        raise SettingsError(f"there is no domain {unknown[0]!r}", remedy=f"choose from {', '.join(domains)}")
    check_caps(greatest)
    fixed = [_anchor(anchor, domains) for anchor in anchors] or [within_caps(np.ones((1, len(domains))), greatest)[0]]
    left = runs - repeats * len(fixed)
    if left < len(domains):
        need = repeats * len(fixed) + len(domains)
        what = f"{runs} runs are too few for {len(domains)} domains and {len(fixed)} anchors of {repeats} runs"
        raise SettingsError(what, remedy=f"plan at least {need}, or fewer repeats")
    random = np.random.default_rng(seed)
    candidates = _candidates(greatest, random)
    chosen = _exchange(candidates, np.stack(fixed), repeats, left, random)
    planned = [
        Planned(f"anchor-{number}-{repeat}", anchor)
        for number, anchor in enumerate(fixed, 1)
        for repeat in range(1, repeats + 1)
    ]
    order = sorted(chosen, key=lambda at: tuple(-candidates[at]))
    return planned + [Planned(f"run-{number:02d}", candidates[at]) for number, at in enumerate(order, 1)]


def write_plan(planned: Sequence[Planned], domains: Sequence[str], path: Path) -> None:
    """Write planned runs as a CSV file with a column ``run`` and one column of ratios for each domain."""
    from lemnos.store.atomic_files import write_bytes

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", *(f"ratio_{name}" for name in domains)])
    for name, ratios in planned:
        writer.writerow([name, *(f"{ratio:.4f}" for ratio in ratios)])
    write_bytes(path, text.getvalue().encode())


def _anchor(anchor: Mapping[str, float], domains: Sequence[str]) -> "Floats":
    import numpy as np

    if unknown := sorted(set(anchor) - set(domains)):
        raise SettingsError(f"an anchor names the domain {unknown[0]!r}", remedy=f"choose from {', '.join(domains)}")
    ratios = np.array([anchor.get(name, 0.0) for name in domains])
    if abs(ratios.sum() - 1) > 0.02 or (ratios < 0).any():
        raise SettingsError(f"the ratios of an anchor sum to {ratios.sum():.3g}", remedy="let them sum to 1")
    return np.asarray(ratios / ratios.sum())


def _candidates(caps: "Floats", random: "np.random.Generator") -> "Floats":
    """Return distinct mixtures within caps, shape (candidates, domains)."""
    import numpy as np

    size = len(caps)
    single = np.eye(size)
    pairs = [single[i] + single[j] for i in range(size) for j in range(i)]
    triples = [single[i] + single[j] + single[k] for i in range(size) for j in range(i) for k in range(j)]
    spread = [random.dirichlet(np.full(size, concentration), CANDIDATES // 2) for concentration in (0.3, 1.0)]
    shares = [*single, *pairs, *triples[:CANDIDATES], *spread[0], *spread[1], np.ones(size)]
    return np.unique(within_caps(np.stack(shares), caps).round(4), axis=0)


def _exchange(
    candidates: "Floats", anchors: "Floats", repeats: int, count: int, random: "np.random.Generator"
) -> list[int]:
    """Return the numbers of the chosen candidates: none twice."""
    import numpy as np

    size = candidates.shape[1]
    full = size * (size + 1) // 2
    terms = scheffe if count + len(anchors) >= full else (lambda ratios: ratios)
    rows, fixed = terms(candidates), terms(anchors)
    chosen = list(random.choice(len(rows), count, replace=False))
    information = repeats * fixed.T @ fixed + 1e-9 * np.eye(rows.shape[1]) + rows[chosen].T @ rows[chosen]
    inverse = np.linalg.inv(information)
    for _ in range(ROUNDS):
        changed = False
        for place in range(count):
            out = rows[chosen[place]]
            projected = rows @ inverse
            leverage = (projected * rows).sum(axis=1)
            cross = projected @ out
            own = float(out @ inverse @ out)
            gain = (1 - own) * (1 + leverage) + cross**2  # determinant after the exchange / before
            gain[chosen] = -1
            best = int(np.argmax(gain))
            if gain[best] > 1 + 1e-6:
                chosen[place] = best
                information += np.outer(rows[best], rows[best]) - np.outer(out, out)
                inverse = np.linalg.inv(information)
                changed = True
        if not changed:
            break
    return [int(number) for number in chosen]
