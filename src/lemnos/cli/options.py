"""Options that several verbs share, and what they stand for."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from lemnos.pipeline.recipe import Recipe

Command = TypeVar("Command", bound=Callable[..., Any])


def engine_options(command: Command) -> Command:
    """Add ``--workers`` and ``--quiet``: what changes how a run goes, never what it makes."""
    command = click.option(
        "--workers",
        type=click.IntRange(1),
        default=None,
        help="Processes to use; all cores if not given. The output is the same for any number.",
    )(command)
    return click.option("--quiet", "-q", is_flag=True, help="Show no progress.")(command)


_MODEL = {
    "model": "llm.model",
    "url": "llm.server.url",
    "max_cost": "llm.budget.max_cost",
    "max_tokens": "llm.budget.max_tokens",
    "max_requests": "llm.budget.max_requests",
}
"""Options that stand for a setting."""


def model_options(command: Command) -> Command:
    """Add what is said of a model on the command line: which, where, and how much it may cost."""
    for option in (
        click.option("--max-requests", type=click.IntRange(0), help="Stop after so many answers; can go on later."),
        click.option("--max-tokens", type=click.IntRange(0), help="Stop before so many tokens, in and out."),
        click.option("--max-cost", type=click.FloatRange(0), help="Stop before this cost; see llm.budget for prices."),
        click.option("--url", help="Base URL of the server; http://localhost:8000/v1 if not given."),
        click.option("--model", help="Have this model write what rules write else; the key is in $LEMNOS_API_KEY."),
    ):
        command = option(command)
    return command


def dry_run_option(command: Command) -> Command:
    """Add ``--dry-run``."""
    told = "Say what a model would be asked and cost; send nothing."
    return click.option("--dry-run", is_flag=True, help=told)(command)


def model_overrides(options: Mapping[str, Any], switch: str) -> list[str]:
    """Return the overrides of a recipe that the values of ``model_options`` stand for.

    Args:
        options: Their values by name.
        switch: The override that has the model asked.
    """
    import json

    given = [f"{key}={json.dumps(options[name])}" for name, key in _MODEL.items() if options.get(name) is not None]
    return ([switch] if options.get("model") is not None else []) + given


def make(recipe: "Recipe", workers: int | None, quiet: bool, dry_run: bool) -> None:
    """Run a recipe with progress on standard error, and say where the result is; or only say what it would cost."""
    from lemnos.cli.progress import choose_progress
    from lemnos.engine.local import LocalEngine
    from lemnos.pipeline.run import run_recipe
    from lemnos.steps.talk.show import summary

    if dry_run:
        tell_plan(recipe, workers, quiet)
        return
    engine = LocalEngine(workers or len(os.sched_getaffinity(0)))
    progress = choose_progress(quiet)
    try:
        run = run_recipe(recipe, engine, progress)
    finally:
        engine.close()
    click.echo(summary(run.path))


def tell_plan(
    recipe: "Recipe",
    workers: int | None,
    quiet: bool,
    *,
    sample: int | None = None,
    tokenizer: str = "",
    rate: float | None = None,
    json: bool = False,
) -> None:
    """Print what a recipe would ask of its model and cost; see ``lemnos plan``."""
    import msgspec

    from lemnos.cli.plan_lines import forecast_lines, prompt_lines
    from lemnos.cli.progress import choose_progress
    from lemnos.engine.local import LocalEngine
    from lemnos.pipeline.forecast import SAMPLE, forecast

    engine = LocalEngine(workers or len(os.sched_getaffinity(0)))
    try:
        found, samples = forecast(recipe, engine, choose_progress(quiet), sample=sample or SAMPLE, tokenizer=tokenizer)
    finally:
        engine.close()
    if json:
        low, high = found.cost(recipe.llm.budget)
        told = {**msgspec.structs.asdict(found), "cost_cached": low, "cost": high}
        click.echo(msgspec.json.format(msgspec.json.encode(told | {"samples": samples}), indent=1))
        return
    for line in (*forecast_lines(found, recipe, rate), *prompt_lines(samples)):
        click.echo(line)
