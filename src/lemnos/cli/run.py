"""``lemnos run``: a whole corpus from a recipe, of dialogues or of tools."""

from pathlib import Path
from typing import Any

import click

from lemnos.cli.options import dry_run_option, engine_options, make, model_options, model_overrides
from lemnos.cli.tools import make_tools


@click.command(
    epilog="""\b
Examples:
  lemnos run recipes/demo.yaml
  lemnos run recipes/doctalk.yaml out=runs/wiki seed=7 talk.plan.turns_mean=60
  lemnos run recipes/tools.yaml tools.documents.forms=[reference]
  lemnos run recipes/demo.yaml --model NAME --url http://localhost:8000/v1 --max-requests 100

Every setting is described in docs/reference/settings.md, those of recipes of tools in tool-settings.md."""
)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@model_options
@dry_run_option
@engine_options
def run(
    recipe: Path, overrides: tuple[str, ...], workers: int | None, quiet: bool, dry_run: bool, **model: Any
) -> None:
    """Make what RECIPE describes; KEY=VALUE changes one of its settings.

    A recipe with `tools` makes documents of tools, any other dialogues.
    """
    from lemnos.pipeline.recipe import is_of_tools, make_recipe, make_settings, read_recipe

    content = read_recipe(recipe)
    if is_of_tools(content, str(recipe)):
        from lemnos.steps.tools.settings import ToolsRecipe

        if dry_run:
            raise click.UsageError("--dry-run is for recipes of dialogues")
        if content["tools"] is None:  # every setting as it is
            content["tools"] = {}
        changed = (*overrides, *model_overrides(model, "tools.describe=model"))
        make_tools(make_settings(content, ToolsRecipe, changed, str(recipe)), workers, quiet)
        return
    changed = (*overrides, *model_overrides(model, "talk.writer=model"))
    make(make_recipe(content, changed, str(recipe)), workers, quiet, dry_run)
