"""Measure the laws of `lemnos mix` on published runs: held-out errors, errors on test runs, CPU seconds.

    python benchmarks/mix_laws.py regmix FOLDER [--laws A,B]
    python benchmarks/mix_laws.py mixinglaws FOLDER [--laws A,B] [--step 30000]

`regmix` is the folder `data` of RegMix with its tables of 512 and of 256 more runs at 1M parameters. `mixinglaws` is
the folder `data` of the code of Ye et al. 2024: lines of run, validation file and loss; the losses at one step of the
runs of 5 and of 7 domains are taken. Errors are |predicted - loss| / loss, means over losses; rank is Spearman's.
"""

import argparse
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from lemnos.mix.fit import errors_of, fit_laws, points_of
from lemnos.mix.laws import LAWS
from lemnos.mix.runs import Runs, read_runs


def mixing_runs(folder: Path, size: str, step: str) -> Runs:
    """Return the runs of one size of model in one folder of the mixing-laws data."""
    losses: dict[str, dict[str, float]] = defaultdict(dict)
    for line in (folder / f"{size}.txt").read_text(encoding="utf-8").splitlines():
        run, valid, loss = line.split("\t")
        name, at = run.rsplit("/", 2)[-2:]
        if at == step:
            losses[name.split("_")[-1].split("-", 1)[1]][valid.rsplit(".", 2)[-2]] = float(loss)
    metrics = sorted(set.intersection(*map(set, losses.values())))
    mixtures = sorted(losses)
    ratios = np.array([[float(part) for part in mixture.split("-")] for mixture in mixtures])
    values = np.array([[losses[mixture][metric] for metric in metrics] for mixture in mixtures])
    domains = tuple(f"domain {number}" for number in range(ratios.shape[1]))
    return Runs(domains, tuple(metrics), ratios / ratios.sum(axis=1, keepdims=True), values)


def measure(title: str, runs: Runs, test: Runs | None, laws: list[str]) -> None:
    """Print a line for each law."""
    print(f"{title}: {len(runs.ratios)} runs, {len(runs.domains)} domains, {len(runs.metrics)} losses")
    for name in laws:
        start = time.process_time()
        law = fit_laws(runs, [name]).best
        held = law.held_out
        line = f"  {name:14} held out {100 * held.relative.mean():5.2f}% rank {np.nanmean(held.spearman):.3f}"
        if test is not None:
            tested = errors_of(law.predict(points_of(test)), test.values)
            line += f", test {100 * tested.relative.mean():5.2f}% rank {tested.spearman.mean():.3f}"
            line += f" worst {tested.spearman.min():.3f}"
        print(f"{line}, {time.process_time() - start:.1f} CPU-s", flush=True)


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", choices=("regmix", "mixinglaws"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--laws", default=",".join(LAWS))
    parser.add_argument("--step", default="30000")
    options = parser.parse_args()
    laws = options.laws.split(",")
    if options.data == "regmix":
        tables = [
            read_runs(options.folder / f"{part}_mixture_1m.csv", options.folder / f"{part}_pile_loss_1m.csv")
            for part in ("train", "test")
        ]
        measure("RegMix", tables[0], tables[1], laws)
        return
    for folder in ("5Mix", "RedPajama"):
        for size in ("70M", "160M"):
            measure(f"{folder}, {size}", mixing_runs(options.folder / folder, size, options.step), None, laws)


if __name__ == "__main__":
    main()
