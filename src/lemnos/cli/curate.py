"""``lemnos curate``: the step, and commands that tell what it found."""

import click

from lemnos.cli.curate_explain import explain
from lemnos.cli.curate_hits import hits
from lemnos.cli.step_groups import StepFirst


@click.group(cls=StepFirst, step="curate")
def curate() -> None:
    """Drop records that repeat, leak or are poor, mask secrets, and say why."""


curate.add_command(explain)
curate.add_command(hits)
