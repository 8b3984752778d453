"""``lemnos curate``: the step, and the command that tells a record's story."""

import click

from lemnos.cli.step_first import StepFirst


@click.group(cls=StepFirst, step="curate")
def curate() -> None:
    """Drop records that repeat, leak or are poor, mask secrets, and say why."""
