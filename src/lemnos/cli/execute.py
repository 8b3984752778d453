"""Run a recipe for a person: progress and the tree of steps on standard error, the result on standard output."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from lemnos.cli.plan import print_plan

if TYPE_CHECKING:
    from lemnos.pipeline.recipe import Recipe
    from lemnos.pipeline.run import Status


def run_or_plan(recipe: "Recipe", workers: int | None, quiet: bool, dry_run: bool) -> None:
    """Run a recipe with progress on standard error and print what came out; or only estimate it.

    A quiet run prints nothing unless it fails; an estimate is always printed.
    """
    from lemnos.cli.tree import tree
    from lemnos.engine.local import local_engine
    from lemnos.engine.progress_display import choose_progress
    from lemnos.pipeline.report import read_report, summary, unlicensed
    from lemnos.pipeline.run import Status, run_recipe
    from lemnos.pipeline.settings import RunInput

    if dry_run:
        print_plan(recipe, workers, quiet)
        return

    shown: set[str] = set()

    def show(statuses: "Mapping[str, Status]") -> None:
        """Print the whole tree at first, and later what has changed."""
        if not recipe.named or quiet:
            return
        lines = list(tree(recipe, statuses))
        told = [line.lstrip(" │├└─") for line in lines]
        new = lines if not shown else [line for line in told if line not in shown]
        shown.update(told)
        click.echo("\n".join(new), err=True)

    with local_engine(workers) as engine:
        runs = run_recipe(recipe, engine, choose_progress(quiet), show)
    if quiet:
        return
    if recipe.named:
        click.echo("\n".join(tree(recipe, {step.name: Status("done", []) for step in recipe.steps})))
        for step, run in zip(recipe.steps, runs, strict=True):
            if all(isinstance(entry, RunInput) for entry in step.inputs):
                continue  # said of the run that it reads
            for line in unlicensed(step.step, read_report(run)):
                click.echo(f"{step.name}: {line}")
    else:
        click.echo(summary(runs[0]))
