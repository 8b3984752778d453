"""``lemnos run``: the steps of a recipe file."""

from pathlib import Path
from typing import Any

import click

from lemnos.cli.execute import run_or_plan
from lemnos.cli.options import dry_run_option, engine_options, model_options, model_overrides


@click.command(
    epilog="""\b
Examples:
  lemnos run recipes/demo.yaml
  lemnos run recipes/doctalk.yaml out=runs/wiki seed=7 talk.plan.turns_mean=60
  lemnos run recipes/tools.yaml tools.documents.forms=[reference]
  lemnos run recipes/full.yaml steps.articles.talk.min_score=0.75
  lemnos run recipes/demo.yaml --model NAME --url http://localhost:8000/v1 --max-requests 100

Every setting is described in docs/reference/settings.md, recipes in docs/how-to/recipes.md."""
)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@model_options
@dry_run_option
@engine_options
def run(
    recipe: Path, overrides: tuple[str, ...], workers: int | None, quiet: bool, dry_run: bool, **model: Any
) -> None:
    """Run the steps of RECIPE that are not done; KEY=VALUE changes one of its settings.

    A step runs if its settings or its inputs have changed since its last run, and resumes if it was interrupted.
    """
    from lemnos.pipeline.recipe import load_recipe

    run_or_plan(load_recipe(recipe, (*overrides, *model_overrides(model)), model.get("model")), workers, quiet, dry_run)
