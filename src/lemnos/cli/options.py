"""Options that several verbs share, and what they stand for."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from lemnos.recipe import Recipe

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


def make(recipe: "Recipe", workers: int | None, quiet: bool) -> None:
    """Run a recipe with progress on standard error, and say where the result is."""
    from lemnos.cli.progress import choose_progress
    from lemnos.engine.local import LocalEngine
    from lemnos.report.show import summary
    from lemnos.run import run_recipe

    engine = LocalEngine(workers or len(os.sched_getaffinity(0)))
    progress = choose_progress(quiet)
    try:
        run = run_recipe(recipe, engine, progress)
    finally:
        engine.close()
    click.echo(summary(run.path))
