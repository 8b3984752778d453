"""``lemnos mix``: how a budget is divided, which mixtures to run, what their losses say, and which mixture is best."""

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lemnos.errors import SettingsError
from lemnos.mix.laws import LAWS
from lemnos.mix.mixture import EXAMPLE

if TYPE_CHECKING:
    from lemnos.mix.fit import FittedLaws
    from lemnos.mix.optimum import Optimum
    from lemnos.mix.runs import Runs

_LAWS = tuple(LAWS)
_FILE = click.Path(path_type=Path, exists=False)


@click.group()
def mix() -> None:
    """Divide a budget, plan runs of mixtures, fit laws to them, find the best mixture.

    \b
    lemnos mix plan --domains prose,dialogues,tools --runs 24 --out plan.csv
    (train a small model on each line of the plan, and add its losses as columns metric_NAME)
    lemnos mix fit plan.csv --out fit
    lemnos mix search plan.csv --out fit
    lemnos mix show mixture.yaml
    """


def _table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("losses", metavar="[LOSSES.csv]", type=_FILE, required=False),
        click.argument("runs", metavar="RUNS.csv", type=_FILE),
        click.option(
            "--ratios",
            default="",
            metavar="PREFIX|A,B,…",
            help="Columns of ratios, or how they begin [default: found].",
        ),
        click.option(
            "--metrics",
            default="",
            metavar="PREFIX|A,B,…",
            help="Columns of losses, or how they begin [default: found].",
        ),
        click.option(
            "--key",
            default="",
            metavar="A|A=B",
            help="Column that joins the two files, or one of each [default: found].",
        ),
        click.option(
            "--law",
            "laws",
            multiple=True,
            type=click.Choice(_LAWS),
            help="Fit only this law; repeatable [default: all].",
        ),
        click.option(
            "--choose", default="", type=click.Choice(["", *_LAWS]), help="Take this law, whatever its error."
        ),
        click.option(
            "--resamples", default=50, show_default=True, type=click.IntRange(0, 1000), help="For the intervals."
        ),
        click.option("--seed", default=0, show_default=True, help="Of starts, folds and resamples."),
        click.option("--out", type=_FILE, metavar="FOLDER", help="Folder for fit.json and pictures."),
    ):
        command = option(command)
    return command


@mix.command(
    epilog="""\b
Examples:
  lemnos mix fit runs.csv --out fit
  lemnos mix fit mixtures.csv losses.csv --test mixtures_test.csv --test losses_test.csv
  lemnos mix fit runs.tsv --ratios web,code,books --metrics valid_loss

RUNS.csv has a line for each run: columns of ratios (train_code, ratio_prose, …; shares, per cent or tokens) and columns
of losses (metric_code, …), or these in LOSSES.csv, joined by run, index or --key. CSV with any separator, JSON lines
and Parquet are read. An accuracy becomes an error."""
)
@_table_options
@click.option("--test", multiple=True, type=_FILE, metavar="CSV", help="Runs to test on; twice for two files.")
def fit(test: tuple[Path, ...], **options: Any) -> None:
    """Fit laws of loss by mixture to runs, and say how well they tell runs that they have not seen."""
    fitted = _fitted(options)
    _print_laws(fitted)
    if test:
        _print_test(fitted, test, options)
    if options["out"]:
        _write(fitted, options)


@mix.command(
    epilog="""\b
Examples:
  lemnos mix search runs.csv
  lemnos mix search runs.csv --weight prose=1 --weight calls=2 --most tools=0.3
  lemnos mix search runs.csv --holds tools=3B --budget 100B --epochs 4

Exit status 2 if the optimum lies outside of the mixtures that were run, or at their edge: a law says little there."""
)
@_table_options
@click.option("--weight", multiple=True, metavar="METRIC=W", help="What a loss counts [default: all the same].")
@click.option(
    "--prior", multiple=True, metavar="DOMAIN=R", help="Mixture to stay near [default: the mean of the runs]."
)
@click.option(
    "--kl", default=0.0, show_default=True, metavar="F", help="Loss that a nat of divergence from the prior is worth."
)
@click.option("--most", multiple=True, metavar="DOMAIN=R", help="Greatest ratio of a domain.")
@click.option("--holds", multiple=True, metavar="DOMAIN=TOKENS", help="Tokens that a domain holds, for --budget.")
@click.option("--budget", default="", metavar="TOKENS", help="Tokens of the training run: 100B.")
@click.option("--epochs", default=4.0, show_default=True, help="How often text may be read.")
@click.option("--proxy-parameters", type=float, metavar="N", help="Size of the models that were run.")
def search(**options: Any) -> None:
    """Find the mixture with the least predicted loss, and say how far to trust it."""
    from lemnos.mix.mixture import tokens_of
    from lemnos.mix.optimum import aim_of, find, is_hint, repetition_caps

    caps = _pairs(options["most"], "--most")
    if bool(options["holds"]) != bool(options["budget"]):
        raise SettingsError("--holds and --budget belong together", remedy="give both, or neither")
    if options["holds"]:
        held = {name: tokens_of(text) for name, text in _split(options["holds"], "--holds")}
        for name, cap in repetition_caps(held, tokens_of(options["budget"]), options["epochs"]).items():
            caps[name] = min(cap, caps.get(name, 1.0))
    fitted = _fitted(options)
    weights = _pairs(options["weight"], "--weight")
    aim = aim_of(fitted.runs, weights=weights, prior=_pairs(options["prior"], "--prior"), kl=options["kl"], caps=caps)
    optimum = find(fitted, aim, seed=options["seed"])
    _print_laws(fitted)
    _print_optimum(fitted, optimum)
    if is_hint(fitted.runs, options["proxy_parameters"]):
        click.echo(
            "a hint, not an answer: the models that were run have fewer than 15M parameters, or do not say how many"
        )
    if options["out"]:
        _write(fitted, options, optimum, aim.weights)
    if optimum.reason:
        raise SettingsError(
            optimum.reason,
            where=str(options["runs"]),
            remedy="run more mixtures, there or beyond, or keep below with --most DOMAIN=R or near the prior with --kl",
        )


@mix.command(
    epilog="""\b
Examples:
  lemnos mix plan --domains prose,code,tools --runs 24 --out plan.csv
  lemnos mix plan --domains prose,code,tools --runs 24 --most tools=0.5 --anchor prose=0.6,code=0.2,tools=0.2

A law with d domains wants some d (d + 1) / 2 runs. An anchor is run several times: its spread is the noise."""
)
@click.option("--domains", required=True, metavar="A,B,…", help="Names of the domains.")
@click.option("--runs", required=True, type=click.IntRange(1, 10_000), help="How many runs, anchors included.")
@click.option("--most", multiple=True, metavar="DOMAIN=R", help="Greatest ratio of a domain.")
@click.option("--anchor", multiple=True, metavar="A=R,B=R,…", help="Mixture to repeat [default: the even one].")
@click.option("--repeats", default=3, show_default=True, type=click.IntRange(1, 100), help="Runs of each anchor.")
@click.option("--seed", default=0, show_default=True, help="Of the candidates.")
@click.option("--out", required=True, metavar="CSV", type=_FILE, help="File to write.")
def plan(
    domains: str, runs: int, most: tuple[str, ...], anchor: tuple[str, ...], repeats: int, seed: int, out: Path
) -> None:
    """Choose the mixtures to run that tell most about the laws (D-optimal design)."""
    from lemnos.mix.plan import plan_runs, write_plan

    names = [name.strip() for name in domains.split(",") if name.strip()]
    anchors = [_pairs(tuple(text.split(",")), "--anchor") for text in anchor]
    planned = plan_runs(names, runs, caps=_pairs(most, "--most"), anchors=anchors, repeats=repeats, seed=seed)
    write_plan(planned, names, out)
    click.echo(f"{out}: {len(planned)} runs; train a model on each, add its losses as columns metric_NAME, then")
    click.echo(f"  lemnos mix fit {out}")


@mix.command(
    epilog="\b\nA mixture file (YAML):\n"
    + textwrap.indent(EXAMPLE, "  ")
    + "\nA source is read up to 4 times unless epochs says otherwise; what it cannot give, the others of its group do."
)
@click.argument("mixture", metavar="MIXTURE.yaml", type=_FILE)
def show(mixture: Path) -> None:
    """Print a mixture as a tree, with the tokens and epochs of each source."""
    from rich.console import Console

    from lemnos.mix.mixture import read_mixture, tree

    Console(highlight=False).print(tree(read_mixture(mixture)), soft_wrap=True)


def _split(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    pairs = []
    for text in given:
        name, equals, value = text.rpartition("=")
        if not equals or not name.strip():
            raise SettingsError(f"{option} {text!r} is no NAME=VALUE", remedy=f"write {option} code=0.3")
        pairs.append((name.strip(), value.strip()))
    return pairs


def _pairs(given: Sequence[str], option: str) -> dict[str, float]:
    pairs = {}
    for name, text in _split(given, option):
        try:
            pairs[name] = float(text)
        except ValueError:
            pairs[name] = -1.0
        if not 0 <= pairs[name] < 1e18:
            raise SettingsError(
                f"{option} {name}={text}: {text!r} is no number from 0", remedy=f"write {option} {name}=0.3"
            )
    return pairs


def _read(paths: Sequence[Path], options: dict[str, Any]) -> "Runs":
    from lemnos.mix.runs import read_runs

    second = paths[1] if len(paths) > 1 else None
    return read_runs(paths[0], second, ratios=options["ratios"], metrics=options["metrics"], key=options["key"])


def _fitted(options: dict[str, Any]) -> "FittedLaws":
    from importlib.util import find_spec

    from lemnos.mix.fit import fit_laws

    needed = ["scipy", *(["lightgbm"] if "lightgbm" in (*options["laws"], options["choose"]) else [])]
    if missing := next((name for name in needed if find_spec(name) is None), ""):
        raise SettingsError(f"{missing} is not installed", remedy="pip install 'lemnos[mix]'")
    paths = [path for path in (options["runs"], options["losses"]) if path is not None]
    shown = options["out"] or "prior" in options  # where no interval is shown, none is computed
    return fit_laws(
        _read(paths, options),
        options["laws"],
        choose=options["choose"],
        resampled=options["resamples"] if shown else 0,
        seed=options["seed"],
    )


def _print_laws(fitted: "FittedLaws") -> None:
    from rich.console import Console
    from rich.table import Table

    runs = fitted.runs
    click.echo(f"{len(runs.ratios)} runs, {len(runs.domains)} domains, {len(runs.metrics)} losses")
    for where, reason in runs.left_out[:5]:
        click.echo(f"  left out: {where}: {reason}")
    if len(runs.left_out) > 5:
        click.echo(f"  left out: {len(runs.left_out)} runs in all; fit.json (--out) names them")
    table = Table("law", "error", "rank correlation", "formula", title="held-out mixtures", title_justify="left")
    for name, law in fitted.laws.items():
        marked = f"{law.law.title}{' *' if name == fitted.chosen else ''}"
        error, rank = float(law.held_out.relative.mean()), float(law.held_out.spearman.mean())
        table.add_row(marked, f"{error:.3%}", f"{rank:.4f}", law.law.formula)
    table.add_row("the mean of the other runs", f"{fitted.guess:.3%}", "", "")
    Console(highlight=False).print(table)
    click.echo("* chosen: the least error, or the inverse power law within one standard error of it")
    noise = [value for value in fitted.noise if value == value]
    if noise:
        click.echo(f"noise between runs of one mixture: {sum(noise) / len(noise):.4f} on average over the losses")


def _print_test(fitted: "FittedLaws", test: Sequence[Path], options: dict[str, Any]) -> None:
    from lemnos.mix.fit import errors_of, points_of

    held = _read(test, options)
    if (held.domains, held.metrics) != (fitted.runs.domains, fitted.runs.metrics):
        raise SettingsError("has other domains or losses", where=str(test[0]), remedy="give a table of the same kind")
    click.echo(f"test on {len(held.ratios)} runs:")
    for law in fitted.laws.values():
        errors = errors_of(law.predict(points_of(held)), held.values)
        told = f"error {errors.relative.mean():.3%}, rank correlation {errors.spearman.mean():.4f}"
        click.echo(f"  {law.law.title}: {told} (least {errors.spearman.min():.4f})")


def _print_optimum(fitted: "FittedLaws", optimum: "Optimum") -> None:
    from rich.console import Console
    from rich.table import Table

    others = [name for name in optimum.by_law if name != fitted.chosen]
    table = Table("domain", "ratio", "90% interval", *(fitted.laws[name].law.title for name in others), "mean of runs")
    mean = fitted.runs.ratios.mean(axis=0)
    for at, domain in enumerate(fitted.runs.domains):
        interval = f"{optimum.low[at]:.2f}–{optimum.high[at]:.2f}"
        by_law = (f"{optimum.by_law[name][at]:.3f}" for name in others)
        table.add_row(domain, f"{optimum.ratios[at]:.3f}", interval, *by_law, f"{mean[at]:.3f}")
    Console(highlight=False).print(table)
    losses = zip(fitted.runs.metrics, optimum.losses, strict=True)
    click.echo("predicted losses: " + ", ".join(f"{name} {loss:.4f}" for name, loss in losses))


def _write(
    fitted: "FittedLaws", options: dict[str, Any], optimum: "Optimum | None" = None, weights: Any = None
) -> None:
    from lemnos.mix.report import FIT, write_fit

    out: Path = options["out"]
    drawn = write_fit(out, fitted, optimum, weights)
    if drawn:
        click.echo(f"{out}: {FIT} and pictures")
    else:
        click.echo(f"{out / FIT}; no pictures, for matplotlib is not installed: pip install 'lemnos[mix]'")
