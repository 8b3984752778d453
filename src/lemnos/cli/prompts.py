"""Implements ``lemnos prompts``, which lists the prompts sent to models and prints one as a file to edit."""

import click


@click.command(
    epilog="""\b
Examples:
  lemnos prompts                                     list them
  lemnos prompts user_turns                          print one as a file
  mkdir mine; lemnos prompts user_turns > mine/user_turns.md
  lemnos run RECIPE llm.prompts=mine                 use your version

$NAME in a prompt is a placeholder. Changing a prompt changes the run's fingerprint and so starts a new run."""
)
@click.argument("name", required=False)
@click.option(
    "--folder",
    default="",
    metavar="FOLDER",
    help="Use the prompts in FOLDER, as llm.prompts does. [default: the built-in prompts]",
)
def prompts(name: str | None, folder: str) -> None:
    """List the prompts that are sent to models, or print the one called NAME."""
    from lemnos.errors import SettingsError
    from lemnos.llm.prompts import load_prompts

    by_name = load_prompts(folder)
    if name is None:
        for prompt in by_name.values():
            slots = " ".join(f"${slot}" for slot in prompt.slots)
            click.echo(f"{prompt.name}{f'  ({prompt.origin})' if prompt.origin else ''}\n    {prompt.about}")
            if slots:
                click.echo(f"    placeholders: {slots}")
        return
    if name not in by_name:
        raise SettingsError(
            f"there is no prompt {name!r}", where="prompts", remedy=f"choose one of: {', '.join(by_name)}"
        )
    prompt = by_name[name]
    click.echo(f"{prompt.about}\n---\n{prompt.text}")
