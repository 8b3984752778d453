"""The ``lemnos`` command: its verbs, and how errors end it."""

import sys

import click

from lemnos import __version__
from lemnos.cli.plan import plan
from lemnos.cli.prompts import prompts
from lemnos.cli.reward import reward
from lemnos.cli.run import run
from lemnos.cli.show import show
from lemnos.cli.talk import talk
from lemnos.cli.tools import tools
from lemnos.engine.local import collect_rarely, note_interrupts, single_threaded
from lemnos.errors import LemnosError, PausedError, WorkerError

PAUSED, INTERRUPTED = 3, 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: lemnos talk demo/corpus --out runs/demo",
)
@click.version_option(__version__, prog_name="lemnos")
def lemnos() -> None:
    """Forge pre-training corpora that teach a model to hold a long conversation and to use tools.

    \b
    lemnos talk     documents in, dialogues out
    lemnos tools    descriptions of tools in, tool documentation out
    lemnos run      the same from a recipe file
    lemnos plan     what a run will ask of a model, and what it will cost
    lemnos show     read what a run made
    lemnos prompts  what a model is told
    lemnos reward   rank next answers; judge and train what does it
    """


for _verb in (talk, tools, run, plan, show, prompts, reward):
    lemnos.add_command(_verb)


def main() -> None:
    """Run the command line.

    Exit status: 0 done, 2 the user can mend it, 3 stopped on purpose, 1 a bug, 130 interrupted.
    """
    single_threaded()  # before anything imports numpy
    collect_rarely()
    note_interrupts()
    try:
        sys.exit(lemnos.main(standalone_mode=False))
    except LemnosError as error:
        click.echo(f"lemnos: {error}", err=True)
        sys.exit(PAUSED if isinstance(error, PausedError) else 2)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.UsageError as error:
        help_ = f"; see {error.ctx.command_path} --help" if error.ctx else ""
        click.echo(f"lemnos: {error.format_message().rstrip('.')}{help_}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nlemnos: interrupted; the same command continues where it stopped", err=True)
        sys.exit(INTERRUPTED)
    except WorkerError as error:
        click.echo(f"lemnos: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has seen enough
        sys.exit(0)
