"""``lemnos pack``: the step, and commands that read what it made."""

import click

from lemnos.cli.pack_trace import trace
from lemnos.cli.show import show
from lemnos.cli.step_groups import StepFirst


@click.group(cls=StepFirst, step="pack")
def pack() -> None:
    """Pack records of finished runs into windows of tokens, in the formats of trainers."""


pack.add_command(show)
pack.add_command(trace)
