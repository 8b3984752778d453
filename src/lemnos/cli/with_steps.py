"""A group of commands some of which are steps."""

from collections.abc import Mapping

import click

from lemnos.cli.step_command import step_command
from lemnos.pipeline.steps import STEPS


class WithSteps(click.Group):
    """A group some of whose commands are steps, each imported when it is used.

    Args:
        steps: Verb → name of its step.
        args: See ``click.Group``.
        settings: See ``click.Group``.
    """

    def __init__(self, *args: object, steps: Mapping[str, str], **settings: object) -> None:
        super().__init__(*args, **settings)  # type: ignore[arg-type]
        self.steps = steps

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names, sorted."""
        return sorted([*self.steps, *super().list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name; None if there is none."""
        if cmd_name in self.steps:
            return step_command(self.steps[cmd_name], cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing the steps."""
        helps = {verb: STEPS[name].help for verb, name in self.steps.items()}
        helps |= {name: command.get_short_help_str(80) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl([(name, helps[name]) for name in self.list_commands(ctx)])
