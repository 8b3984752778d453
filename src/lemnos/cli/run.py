"""``lemnos run``: a whole corpus from a recipe."""

from pathlib import Path

import click

from lemnos.cli.options import engine_options, make


@click.command(
    epilog="""\b
Examples:
  lemnos run recipes/demo.yaml
  lemnos run recipes/doctalk.yaml out=runs/wiki seed=7 talk.plan.turns_mean=60

Every setting is described in docs/reference/settings.md."""
)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@engine_options
def run(recipe: Path, overrides: tuple[str, ...], workers: int | None, quiet: bool) -> None:
    """Make what RECIPE describes; KEY=VALUE changes one of its settings."""
    from lemnos.recipe import load_recipe

    make(load_recipe(recipe, overrides), workers, quiet)
