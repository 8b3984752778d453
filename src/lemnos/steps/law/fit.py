"""The stage ``fit``: ``runs.csv`` → laws, ``fit.json``, pictures, and the best mixture, or in words why there is none.

A table that allows no law, or an optimum that is not to be trusted, does not end the run: that is its result.
"""

from typing import Any

import msgspec

from lemnos.errors import LemnosError
from lemnos.mix.fit import fit_laws
from lemnos.mix.optimum import aim_of, find, is_hint
from lemnos.mix.report import FIT, write_fit
from lemnos.mix.runs import read_runs
from lemnos.pipeline.job import WholeTask
from lemnos.steps.law.runs import LOSS, RATIO, TABLE
from lemnos.steps.law.settings import LawSettings
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

STAGE = "fit"


def fit(run: RunFolder, settings: LawSettings, seed: int, sources: int, task: WholeTask) -> dict[str, Any]:
    """Fit the laws and seek the best mixture. Returns figures: what ``fit.json`` says in short.

    Args:
        run: The run folder, with the table.
        settings: Of the step.
        seed: Of starts, folds and resamples.
        sources: Number of sources in the table.
        task: The only task.

    Raises:
        SettingsError: A setting names a source or a loss that there is not.
    """
    del task
    if sources < 2:
        return _refused(run, "all proxies read one source alone: there is no mixture to choose")
    runs = read_runs(run.path / TABLE, ratios=RATIO, metrics=LOSS)
    aim = aim_of(runs, weights=settings.weights, prior=settings.prior, kl=settings.kl, caps=settings.most)
    try:
        fitted = fit_laws(runs, settings.laws, choose=settings.choose, resampled=settings.resamples, seed=seed)
    except LemnosError as error:
        return _refused(run, str(error))
    optimum = find(fitted, aim, seed=seed)
    write_fit(run.path, fitted, optimum, aim.weights)
    best = zip(runs.domains, optimum.ratios, optimum.low, optimum.high, strict=True)
    return {
        "law": fitted.best.law.title,
        "error": float(fitted.best.held_out.relative.mean()),
        "mixture": {name: {"ratio": float(at), "low": float(low), "high": float(high)} for name, at, low, high in best},
        "predicted": dict(zip(runs.metrics, map(float, optimum.losses), strict=True)),
        "refused": optimum.reason,
        "hint": is_hint(runs),
    }


def _refused(run: RunFolder, reason: str) -> dict[str, Any]:
    write_bytes(run.path / FIT, msgspec.json.format(msgspec.json.encode({"refused": reason}), indent=1) + b"\n")
    return {"law": "", "error": None, "mixture": {}, "predicted": {}, "refused": reason, "hint": False}
