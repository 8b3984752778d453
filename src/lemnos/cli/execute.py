"""Run a recipe for a person: progress and the tree of steps on standard error, the result on standard output."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from lemnos.cli.plan import print_plan

if TYPE_CHECKING:
    from lemnos.pipeline.recipe import Recipe
    from lemnos.pipeline.run import Status


def run_or_plan(recipe: "Recipe", workers: int | None, quiet: bool, dry_run: bool) -> None:
    """Run a recipe with progress on standard error and print what came out; or only estimate it."""
    from lemnos.cli.tree import tree
    from lemnos.engine.local import local_engine
    from lemnos.engine.progress_display import choose_progress
    from lemnos.pipeline.report import summary
    from lemnos.pipeline.run import Status, run_recipe

    if dry_run:
        print_plan(recipe, workers, quiet)
        return

    def show(statuses: "Mapping[str, Status]") -> None:
        if recipe.named and not quiet:
            click.echo("\n".join(tree(recipe, statuses)), err=True)

    with local_engine(workers) as engine:
        runs = run_recipe(recipe, engine, choose_progress(quiet), show)
    if recipe.named:
        click.echo("\n".join(tree(recipe, {step.name: Status("done", []) for step in recipe.steps})))
    else:
        click.echo(summary(runs[0]))
