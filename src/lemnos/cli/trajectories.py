"""``lemnos trajectories``: the step, and commands that check, show and export what it made."""

import click

from lemnos.cli.show import show
from lemnos.cli.step_command import step_command


@click.group()
def trajectories() -> None:
    """Bring logs of agents into one form, check their calls, and give them to trainers."""


trajectories.add_command(step_command("trajectories", "import"))
trajectories.add_command(show)
