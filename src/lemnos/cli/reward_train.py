"""Implements ``lemnos reward train``, which trains the ranking model on cases and finished runs."""

from pathlib import Path
from typing import Any

import click

from lemnos.cli.problems import Problems


@click.command(
    short_help="Train a reward on cases and finished runs.",
    epilog="""\b
Examples:
  lemnos reward train runs/wiki --out mine.npz
  lemnos reward train runs/wiki runs/manual=2 cases.jsonl=4 --out mine.npz
  lemnos reward eval held-out.jsonl --model default --model mine.npz

\b
Make a run of your documents first:   lemnos talk docs/ --out runs/manual
and cases for evaluation:             lemnos reward import documents runs/manual --out held-out.jsonl
One eighth of all documents and of all groups of cases, by a hash of their names, is never trained on, and another
eighth only calibrates. Give only data that you may train on; the model's notes list it: lemnos reward show mine.npz""",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT[=WEIGHT]...")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write the model to this .npz file.")
@click.option("--seed", default=0, show_default=True, help="Seed every random choice.")
@click.option(
    "--readings",
    metavar="N",
    type=click.IntRange(0),
    default=4000,
    show_default=True,
    help="Make N reading cases of each run.",
)
@click.option(
    "--talks",
    metavar="N",
    type=click.IntRange(0),
    default=2000,
    show_default=True,
    help="Make N talk cases of each run: walks among other passages.",
)
@click.option(
    "--walks",
    metavar="N",
    type=click.IntRange(0),
    default=4000,
    show_default=True,
    help="Make N walk cases of each run, with positions.",
)
@click.option("--licence", default="", help="State the licence of the inputs in the notes of the model.")
@click.option(
    "--only-licence", multiple=True, metavar="SPDX", help="Of runs, use only documents under this licence; repeatable."
)
@click.option(
    "--exclude-licence", multiple=True, metavar="SPDX", help="Of runs, use no document under this licence; repeatable."
)
def train(
    inputs: tuple[str, ...],
    out: Path,
    seed: int,
    readings: int,
    talks: int,
    walks: int,
    licence: str,
    only_licence: tuple[str, ...],
    exclude_licence: tuple[str, ...],
) -> None:
    """Train a reward on INPUTs: .jsonl files of cases, and folders of finished lemnos talk runs.

    WEIGHT is the weight of each case of an input. [default: 1] Takes a minute for the size of the shipped model.
    """
    from lemnos.steps.talk.reward.train import Source, TrainSettings
    from lemnos.steps.talk.reward.train import train as train_reward
    from lemnos.store.atomic_files import run_error

    if out.suffix != ".npz":
        raise click.BadParameter(f"{str(out)!r} does not end with .npz; give a file that does", param_hint="--out")
    sources = []
    for text in inputs:
        path, weight = _weighted(text)
        cases_of_run: dict[str, Any] = {}
        if path.is_dir():
            cases_of_run = {
                "readings": readings,
                "talks": talks,
                "walks": walks,
                "background": weight,
                "only_licence": only_licence,
                "exclude_licence": exclude_licence,
            }
        elif only_licence or exclude_licence:
            raise click.UsageError(
                f"the cases of {path} have no licences; leave out --only-licence and --exclude-licence, or the cases"
            )
        sources.append(Source(path=path, name=str(path), licence=licence, weight=weight, **cases_of_run))
    problems = Problems()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        notes = train_reward(sources, TrainSettings(seed=seed), out, problems)
    except OSError as error:
        raise run_error(error, out) from error
    problems.close()
    for source in notes["sources"]:
        click.echo(f"{source['name']}: {source['cases']:,} cases")
    click.echo(f"{out}: evaluate it with lemnos reward eval CASES --model {out}")


def _weighted(text: str) -> tuple[Path, float]:
    path, equals, number = text.rpartition("=")
    if not equals or Path(text).exists():
        return Path(text), 1.0
    try:
        weight = float(number)
    except ValueError:
        weight = 0.0
    if not 0 < weight < 1e6:
        raise click.BadParameter(f"{text!r} has no weight above 0; write INPUT=WEIGHT", param_hint="INPUT")
    return Path(path), weight
