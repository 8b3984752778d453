"""``lemnos plan``: what a run will ask of its model and cost, beforehand."""

from pathlib import Path

import click

from lemnos.cli.options import engine_options, tell_plan


@click.command(
    epilog="""\b
Examples:
  lemnos plan recipes/demo.yaml talk.writer=model llm.model=NAME
  lemnos plan recipes/doctalk.yaml talk.writer=model llm.model=NAME limit=20000 \\
      llm.budget.price_in=0.15 llm.budget.price_cached=0.075 llm.budget.price_out=0.6 --rate 20000

Nothing is sent, and the run folder is not touched. The same for one command line: lemnos talk … --dry-run"""
)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--sample", type=click.IntRange(1), help="Documents whose dialogues are planned; 512 if not given.")
@click.option("--tokenizer", default="", metavar="FILE", help="A tokenizer.json to count with (needs tokenizers).")
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="Tokens the server generates a second, in all.")
@click.option("--json", is_flag=True, help="Print JSON.")
@engine_options
def plan(
    recipe: Path,
    overrides: tuple[str, ...],
    sample: int | None,
    tokenizer: str,
    rate: float | None,
    json: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Say what RECIPE will ask of its model: requests, tokens, cost, time, and three of the prompts."""
    from lemnos.pipeline.recipe import load_recipe

    found = load_recipe(recipe, overrides)
    tell_plan(found, workers, quiet, sample=sample, tokenizer=tokenizer, rate=rate, json=json)
