"""``lemnos prompts``: what a model is told, and how to tell it something else."""

import click


@click.command(
    epilog="""\b
Examples:
  lemnos prompts                                     list them
  lemnos prompts user_turns                          print one as it is in its file
  mkdir mine; lemnos prompts user_turns > mine/user_turns.md
  lemnos run RECIPE llm.prompts=mine                 use yours in its place

$NAME in a prompt is where something is put in. A changed prompt is another run: its fingerprint differs."""
)
@click.argument("name", required=False)
@click.option("--folder", default="", metavar="FOLDER", help="Prompts in place of ours, as llm.prompts names them.")
def prompts(name: str | None, folder: str) -> None:
    """List the prompts that models are given, or print the one called NAME."""
    from lemnos.errors import SettingsError
    from lemnos.llm.prompts import load_prompts

    found = load_prompts(folder)
    if name is None:
        for prompt in found.values():
            slots = " ".join(f"${slot}" for slot in prompt.slots)
            click.echo(f"{prompt.name}{f'  ({prompt.origin})' if prompt.origin else ''}\n    {prompt.about}")
            if slots:
                click.echo(f"    puts in: {slots}")
        return
    if name not in found:
        raise SettingsError(f"no prompt {name!r}", where="prompts", remedy=f"the names are {', '.join(found)}")
    prompt = found[name]
    click.echo(f"{prompt.about}\n---\n{prompt.text}")
