"""Groups of commands among which are steps, each imported when it is used."""

from collections.abc import Mapping
from functools import cached_property

import click

from lemnos.cli.step_command import step_command
from lemnos.pipeline.steps import STEPS


class StepFirst(click.Group):
    """A group whose first word is a command, or else an input of the step.

    Args:
        step: Name of the step.
        args: See ``click.Group``.
        settings: See ``click.Group``.
    """

    def __init__(self, *args: object, step: str, **settings: object) -> None:
        super().__init__(*args, **settings)  # type: ignore[arg-type]
        self._name = step

    @cached_property
    def step(self) -> click.Command:
        """The command of the step, imported when it is used."""
        return step_command(self._name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Pass everything on to the step, unless a command or the help of the group is asked for."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self._name, *args]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; the step under its own name."""
        return super().get_command(ctx, cmd_name) or (self.step if cmd_name == self._name else None)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the step, and the list of the other commands."""
        with click.Context(self.step, info_name=self.step.name, parent=ctx.parent) as own:
            self.step.format_help(own, formatter)
        with formatter.section("Other commands"):
            formatter.write_dl(
                [
                    (f"{ctx.command_path} {name}", command.get_short_help_str(80))
                    for name, command in self.commands.items()
                ]
            )


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
