"""``lemnos show``: read what a run made."""

from pathlib import Path

import click


@click.command(
    epilog="""\b
Examples:
  lemnos show runs/demo                  the first dialogue
  lemnos show runs/demo --random         some dialogue; another each time
  lemnos show runs/demo 3f2a             the dialogue whose id starts so
  lemnos show runs/demo --list | head    ids, turns and topics of all"""
)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("identifier", required=False, metavar="[ID]")
@click.option("--turns", type=click.IntRange(1), default=None, help="Show only so many turns.")
@click.option("--random", "random_", is_flag=True, help="Show a random dialogue.")
@click.option("--list", "list_", is_flag=True, help="List the dialogues.")
def show(run: Path, identifier: str | None, turns: int | None, random_: bool, list_: bool) -> None:
    """Print a dialogue of RUN with where each answer stands."""
    from lemnos.steps.talk.show import list_dialogues, show_dialogue

    if list_:
        for line in list_dialogues(run):
            click.echo(line)
    else:
        show_dialogue(run, identifier, turns=turns, random=random_)
