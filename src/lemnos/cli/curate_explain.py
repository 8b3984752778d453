"""``lemnos curate explain``: what happened to a record."""

import shutil
from pathlib import Path

import click


@click.command(
    epilog="""\b
Examples:
  lemnos curate explain 3f2a --run runs/curated
  lemnos curate explain 3f2a                     in whatever curated run below this folder has it"""
)
@click.argument("identifier", metavar="ID")
@click.option("--run", type=click.Path(path_type=Path), help="The curated run [default: found below this folder].")
def explain(identifier: str, run: Path | None) -> None:
    """Tell what each rule found about the record whose id begins with ID, and where it lies now.

    A copy is shown beside the record that stays: equal words between |, different ones between <>.
    """
    from lemnos.steps.curate.explain import find_run, story
    from lemnos.store.run_folder import existing_run

    opened = existing_run(run) if run is not None else find_run(identifier, Path())
    width = min(160, max(80, shutil.get_terminal_size((120, 40)).columns))
    click.echo("\n".join(story(opened, identifier, width)))
