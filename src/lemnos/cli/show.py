"""``lemnos show``: read the records of a run."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lemnos.errors import RunError

if TYPE_CHECKING:
    from lemnos.store.run_folder import RunFolder


@click.command(
    epilog="""\b
Examples:
  lemnos show runs/demo                       the first dialogue
  lemnos show runs/demo --random              a random dialogue
  lemnos show runs/demo 3f2a                  the dialogue whose id begins with 3f2a
  lemnos show runs/demo --list | head         ids, turns, scores and topics of all dialogues
  lemnos show runs/demo --records documents   the first document, as JSON"""
)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("identifier", required=False, metavar="[ID]")
@click.option("--turns", type=click.IntRange(1), default=None, help="Print only the first N turns (or lines).")
@click.option("--random", "random_", is_flag=True, help="Print a random record.")
@click.option("--list", "list_", is_flag=True, help="List the records, one per line.")
@click.option("--records", "folder", metavar="FOLDER", help="Folder of the records [default: the step's main one].")
def show(run: Path, identifier: str | None, turns: int | None, random_: bool, list_: bool, folder: str | None) -> None:
    """Print a record of RUN: a dialogue with the source of each answer, a tool document, or any other as JSON."""
    import msgspec

    from lemnos.pipeline.steps import load_step
    from lemnos.store.run_folder import existing_run

    opened = existing_run(run)
    step = load_step(opened.description().step or "talk")
    main = next(iter(step.writes))
    name = folder or main
    if list_:
        for record in _records(opened, name):
            click.echo(step.line(record) if name == main else record.get("id") or record.get("record", ""))
        return
    record = _pick(opened, name, identifier, random_)
    if name == main:
        step.show(opened, record, turns)
    else:
        click.echo(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())
    option = "" if name == main else f" --records {name}"
    click.echo(f"\nAll {name.replace('_', ' ')}: {run / name}; list them with: lemnos show {run} --list{option}")


def _records(run: "RunFolder", folder: str) -> Iterator[dict[str, Any]]:
    if not run.files(folder):
        there = ", ".join(sorted(path.name for path in run.path.iterdir() if run.files(path.name)))
        remedy = f"it has {there}" if there else "rerun the command that began it"
        raise RunError(
            f"has no {folder.replace('_', ' ')}" + ("" if there else " yet"), where=str(run.path), remedy=remedy
        )
    return run.read_records(folder)


def _pick(run: "RunFolder", folder: str, identifier: str | None, any_: bool) -> dict[str, Any]:
    """Return the record whose id begins with ``identifier``, a random one, or the first.

    Raises:
        RunError: There is none.
    """
    chosen: dict[str, Any] | None = None
    for number, record in enumerate(_records(run, folder), 1):
        if any_:
            if random.random() * number < 1:
                chosen = record
        elif identifier is None or str(record.get("id", "")).startswith(identifier):
            return record
    if chosen is None:
        noun = folder.replace("_", " ").removesuffix("s")
        what = f"no {noun} {identifier!r}" if identifier else f"no {noun}"
        raise RunError(what, where=str(run.path), remedy=f"list them with: lemnos show {run.path} --list")
    return chosen
