"""``lemnos filter``: label texts with a model, train a quality filter on labels, apply it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lemnos.cli.options import engine_options, model_options, model_overrides

if TYPE_CHECKING:
    from lemnos.llm.settings import LlmSettings
    from lemnos.steps.curate.filter.settings import TrainSettings


@click.group(
    epilog="""\b
Start with:
  lemnos filter train --positive good/ --negative other/ --out runs/filter
  lemnos filter apply runs/filter pages.jsonl --out runs/scored"""
)
def filter_() -> None:
    """Learn which texts are worth keeping: label some, train a filter on them, apply it to the rest."""


@filter_.command(
    short_help="Have a model grade texts.",
    epilog="""\b
Examples:
  lemnos filter label pages.jsonl --criterion "explains how to use an API" --model NAME --out runs/labels
  lemnos filter label runs/talk --criterion "…" --sample 500 --model small.gguf --out runs/labels --dry-run""",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--criterion", required=True, metavar="TEXT", help="What a good text is, in a sentence or two.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for labels.jsonl and the answers.")
@click.option(
    "--sample", type=click.IntRange(1), default=1000, show_default=True, help="Label at most N texts, drawn by a hash."
)
@click.option(
    "--positive-from",
    "positive",
    type=click.IntRange(1, 5),
    default=3,
    show_default=True,
    help="Least grade of a positive label.",
)
@click.option(
    "--characters",
    type=click.IntRange(100),
    default=6000,
    show_default=True,
    help="Show the model the first N characters of a text.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the sample.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a setting of llm; dotted key.")
@click.option("--dry-run", is_flag=True, help="Estimate requests and tokens; send nothing.")
@model_options
def label(
    inputs: tuple[str, ...],
    criterion: str,
    out: Path,
    sample: int,
    positive: int,
    characters: int,
    seed: int,
    overrides: tuple[str, ...],
    dry_run: bool,
    **model: Any,
) -> None:
    """Grade a sample of the records of INPUTs from 0 to 5 against a criterion, and write labels.jsonl.

    INPUT is a finished run or documents. Answers are kept in the folder: the same command resumes.
    """
    from lemnos.steps.curate.filter.label import LabelSettings, estimate, sampled
    from lemnos.steps.curate.filter.label import label as label_texts

    settings = LabelSettings(criterion=criterion, sample=sample, positive=positive, characters=characters, seed=seed)
    llm = _llm([*overrides, *model_overrides(model)])
    texts = sampled(inputs, settings)
    if not texts:
        from lemnos.errors import EmptyError

        raise EmptyError("there is no text to label", where=", ".join(inputs), remedy="give runs or documents")
    if dry_run:
        requests, tokens = estimate(texts, settings, llm)
        click.echo(f"{requests:,} requests of some {tokens:,} tokens in all, and up to 60 tokens for each answer")
        return
    done = label_texts(texts, settings, llm, out, lambda line: click.echo(line, err=True))
    grades = ", ".join(f"{count:,} of grade {grade}" for grade, count in done.grades.items())
    click.echo(f"{out / 'labels.jsonl'}: {sum(done.grades.values()):,} labels, {done.positive:,} positive; {grades}")
    if done.rejected:
        click.echo(f"{out / 'rejected.jsonl'}: {done.rejected:,} texts without a grade")


def _llm(overrides: list[str]) -> "LlmSettings":
    """Return the settings of the model."""
    from lemnos.llm.settings import LlmSettings
    from lemnos.pipeline.settings import make_settings

    return make_settings({}, LlmSettings, [each.removeprefix("llm.") for each in overrides], prefix="llm.")


@filter_.command(
    short_help="Train a filter on labelled texts.",
    epilog="""\b
Examples:
  lemnos filter train runs/labels/labels.jsonl --out runs/filter
  lemnos filter train --positive runs/apis --negative articles/ --out runs/filter
  lemnos filter train labels.parquet --set folds=10 --out runs/filter

\b
A file of labels has rows {"text": …, "label": true or false}, and "group", "url" or "source", by which texts are
held out together. The folder holds the model, its curve (curve.csv, curve.png) and audit.md: read that first.""",
)
@click.argument("labels", nargs=-1, metavar="[LABELS...]")
@click.option("--positive", multiple=True, metavar="PATH", help="All texts of this run or folder are good; repeatable.")
@click.option("--negative", multiple=True, metavar="PATH", help="All texts of this run or folder are not; repeatable.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the model.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a setting of training: folds=10.")
@click.option("--seed", type=int, default=None, help="Seed of folds, order and classifiers [default: 0].")
def train(
    labels: tuple[str, ...],
    positive: tuple[str, ...],
    negative: tuple[str, ...],
    out: Path,
    overrides: tuple[str, ...],
    seed: int | None,
) -> None:
    """Train a quality filter on LABELS, JSONL or Parquet files, and on whole runs and folders.

    Each text is scored once by classifiers that saw nothing of its source; from these scores come the curve, the
    threshold and the audit.
    """
    from lemnos.steps.curate.filter.labels import read_labels
    from lemnos.steps.curate.filter.train import train as train_filter

    if not (labels or positive or negative):
        raise click.UsageError("nothing is labelled; give files of labels, or --positive and --negative")
    settings = _training([*overrides, *([f"seed={seed}"] if seed is not None else [])])
    labelled = read_labels(labels, positive, negative)
    notes = train_filter(
        labelled, settings, out, (*labels, *positive, *negative), lambda line: click.echo(line, err=True)
    )
    best = notes.curve.best
    click.echo(
        f"{out}: {notes.positive:,} positive and {notes.negative:,} negative texts of {notes.groups:,} groups; "
        f"held out: F1 {best.f1:.3f}, precision {best.precision:.3f}, recall {best.recall:.3f} "
        f"at threshold {best.threshold:.4g}"
    )
    click.echo(f"read {out / 'audit.md'}; apply it with: lemnos filter apply {out} INPUT... --out RUN")


def _training(overrides: list[str]) -> "TrainSettings":
    """Return the settings of training."""
    from lemnos.pipeline.settings import make_settings
    from lemnos.steps.curate.filter.settings import TrainSettings

    return make_settings({}, TrainSettings, overrides)


@filter_.command(
    name="apply",
    short_help="Score records with a filter.",
    epilog="""\b
Examples:
  lemnos filter apply runs/filter pages.jsonl --out runs/scored
  lemnos filter apply runs/filter runs/crawl --drop --threshold 0.7 --out runs/kept""",
)
@click.argument("model", metavar="MODEL")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--out", required=True, metavar="RUN", help="Run folder. If it is unfinished, the same command resumes it."
)
@click.option("--drop", is_flag=True, help="Leave out records below the threshold, instead of scoring them only.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=None,
    help="With --drop: least score [default: that of the model, with the best F1 on held-out texts].",
)
@click.option("--kind", "kinds", multiple=True, help="Kind of records that is scored; repeatable [default: all].")
@engine_options
def apply(
    model: str,
    inputs: tuple[str, ...],
    out: str,
    drop: bool,
    threshold: float | None,
    kinds: tuple[str, ...],
    workers: int | None,
    quiet: bool,
) -> None:
    """Score the records of INPUTs, finished runs or documents, with MODEL; write a verdict for each.

    This is lemnos curate with the filter as its only rule; there, curate.filter.model has it beside the others.
    """
    from lemnos.cli.execute import run_or_plan
    from lemnos.pipeline.recipe import Recipe, step_recipe
    from lemnos.steps.curate.base import TYPES
    from lemnos.steps.curate.rules import RULES

    if threshold is not None and not drop:
        raise click.UsageError("--threshold says what is dropped; add --drop")
    settings: dict[str, Any] = {entry.name: {"enabled": False} for entry in RULES}
    settings["duplicates"] = {"enabled": False}
    settings["filter"] = {
        "enabled": True,
        "model": model,
        "threshold": threshold if drop else 0,
        "kinds": list(kinds or TYPES),
    }
    content = {"out": out, "curate": settings, "inputs": [{"path": path} for path in inputs]}
    recipe = step_recipe("curate", content, ())
    run_or_plan(Recipe(recipe.out, (recipe,), named=False), workers, quiet, False)
