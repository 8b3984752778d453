"""``lemnos run``: a whole corpus from a recipe."""

from pathlib import Path
from typing import Any

import click

from lemnos.cli.options import dry_run_option, engine_options, make, model_options, model_overrides


@click.command(
    epilog="""\b
Examples:
  lemnos run recipes/demo.yaml
  lemnos run recipes/doctalk.yaml out=runs/wiki seed=7 talk.plan.turns_mean=60
  lemnos run recipes/demo.yaml --model NAME --url http://localhost:8000/v1 --max-requests 100

Every setting is described in docs/reference/settings.md."""
)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@model_options
@dry_run_option
@engine_options
def run(
    recipe: Path, overrides: tuple[str, ...], workers: int | None, quiet: bool, dry_run: bool, **model: Any
) -> None:
    """Make what RECIPE describes; KEY=VALUE changes one of its settings."""
    from lemnos.recipe import load_recipe

    make(load_recipe(recipe, (*overrides, *model_overrides(model, "talk.writer=model"))), workers, quiet, dry_run)
