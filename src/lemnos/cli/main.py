"""The ``lemnos`` command: its verbs, and the exit status of every error."""

import difflib
import errno
import importlib
import io
import os
import re
import sys
from contextlib import suppress

import click

from lemnos.engine.interrupt import note_interrupts
from lemnos.engine.local import collect_rarely, single_threaded
from lemnos.errors import LemnosError, PausedError, WorkerError
from lemnos.pipeline.steps import STEPS
from lemnos.version import VERSION

PAUSED, INTERRUPTED = 3, 130

_VERBS = {
    "run": ("lemnos.cli.run:run", "Run the steps of a recipe file."),
    "plan": ("lemnos.cli.plan:plan", "Estimate what a recipe makes, and its model requests, tokens and cost."),
    "show": ("lemnos.cli.show:show", "Print records of a run."),
    "join": ("lemnos.cli.join:join", "Join finished runs of one step into one."),
    "world": ("lemnos.cli.world:world", "Serve places to act in, made from API descriptions."),
    "filter": ("lemnos.cli.filter:filter_", "Label texts, train a quality filter on them, apply it."),
    "mix": ("lemnos.cli.mix:mix", "Divide a budget among sources; plan runs, fit laws to them, find the best mixture."),
    "reward": ("lemnos.cli.reward:reward", "Rank candidate answers; evaluate and train the ranking model."),
    "prompts": ("lemnos.cli.prompts:prompts", "Print the prompts that a model is asked with."),
}
"""Verb → its command, imported when it is used, and what it does."""

_PURPOSES = {
    "Make a corpus": ("run", "plan"),  # after the steps
    "Look at runs and put them together": ("show", "join"),
    "Act in APIs": ("world",),
    "Choose what is kept": ("filter",),
    "Choose the mixture": ("mix",),
    "Models": ("reward", "prompts"),
}
"""Commands by what they are for, each once."""

_GROUPS = {
    "tools": "lemnos.cli.tools:tools",
    "trajectories": "lemnos.cli.trajectories:trajectories",
    "curate": "lemnos.cli.curate:curate",
    "pack": "lemnos.cli.pack:pack",
    "train": "lemnos.cli.train:train",
}
"""Steps whose command is more than that of every step: a group with more verbs, or several processes."""


class _Verbs(click.Group):
    """Imports a verb only when it is used, so that ``lemnos --help`` is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the steps in the order of the pipeline, then the other verbs."""
        del ctx
        return [*STEPS, *_VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a verb; None if there is none."""
        del ctx
        path = _GROUPS.get(cmd_name) or (_VERBS[cmd_name][0] if cmd_name in _VERBS else "")
        if path:
            module, _, attribute = path.partition(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            return command
        if cmd_name in STEPS:
            from lemnos.cli.step_command import step_command

            return step_command(cmd_name)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        del ctx
        helps = {name: entry.help for name, entry in STEPS.items()} | {name: text for name, (_, text) in _VERBS.items()}
        width = max(map(len, helps))
        steps = tuple(STEPS)
        for purpose, names in _PURPOSES.items():
            with formatter.section(purpose):
                formatter.write_dl([(name.ljust(width), helps[name]) for name in (*steps, *names)])
            steps = ()


@click.command(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: lemnos talk demo/corpus --out runs/demo",
)
@click.version_option(VERSION, prog_name="lemnos")
def lemnos() -> None:
    """Forge pre-training corpora that teach a model to hold a long conversation and to use tools.

    Each step reads files or finished runs, and writes a run folder: records, a dataset card, a report. An interrupted
    command resumes when you run it again.
    """


_WORDING = (
    (re.compile(r"is not a valid integer( range)?"), "is not a whole number"),
    (re.compile(r"is not a valid float( range)?"), "is not a number"),
    (re.compile(r"is not in the range x>=(\S+)"), r"is not at least \1"),
    (re.compile(r"is not in the range x>(\S+)"), r"is not above \1"),
    (re.compile(r"is not in the range (\S+)<=x<=(\S+)"), r"is not from \1 to \2"),
)


def in_words(error: click.UsageError) -> str:
    """Return what click says of a mistake in words of a person, with the command that may have been meant."""
    text = error.format_message().rstrip(".")
    for pattern, words in _WORDING:
        text = pattern.sub(words, text)
    unknown = re.match(r"No such command '(.*?)'", text)
    if unknown and error.ctx is not None and isinstance(error.ctx.command, click.Group):
        known = error.ctx.command.list_commands(error.ctx)
        near = difflib.get_close_matches(unknown[1], known, n=1)
        path = error.ctx.command_path
        text = f"{path} has no command {unknown[1]!r}"
        text += f"; did you mean {path} {near[0]}?" if near else f"; its commands are {', '.join(known)}"
    return text


def _status() -> int:
    """Run the command; return its exit status.

    Raises:
        BrokenPipeError: The reader of our output has closed it; click makes an exit of it.
    """
    try:
        return int(lemnos.main(standalone_mode=False) or 0)
    except SystemExit as ended:
        if ended.code == 1:
            raise BrokenPipeError from None
        raise


def main() -> None:
    """Run the command line.

    Exit status: 0 done, 2 an error that the user can fix, 3 stopped on purpose, 1 a bug, 130 interrupted.
    """
    single_threaded()  # before anything imports numpy
    collect_rarely()
    note_interrupts()
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show a character shows ? in its place
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = _status()
        sys.stdout.flush()
        sys.exit(code)
    except LemnosError as error:
        click.echo(f"lemnos: {error}", err=True)
        sys.exit(PAUSED if isinstance(error, PausedError) else 2)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.UsageError as error:
        help_ = f"; see {error.ctx.command_path} --help" if error.ctx else ""
        click.echo(f"lemnos: {in_words(error)}{help_}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nlemnos: interrupted; the same command resumes", err=True)
        sys.exit(INTERRUPTED)
    except WorkerError as error:
        click.echo(f"lemnos: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has seen enough
        sys.exit(0)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO) or error.filename:
            raise
        with suppress(OSError):
            sys.stdout.close()
        click.echo(f"lemnos: standard output: cannot be written ({error.strerror}); free some space", err=True)
        os._exit(2)  # the interpreter would try to write the rest again
