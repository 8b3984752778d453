"""``lemnos show``: read the records of a run."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lemnos.cli.options import licence_options
from lemnos.errors import RunError
from lemnos.records import Dialogue
from lemnos.records.licences import licence_filter, licences_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lemnos.store.run_folder import RunFolder


@click.command(
    epilog="""\b
Examples:
  lemnos show runs/demo                       the first dialogue
  lemnos show runs/demo --random              a random dialogue
  lemnos show runs/demo 3f2a                  the dialogue whose id begins with 3f2a
  lemnos show runs/demo --list | head         ids, turns, scores and topics of all dialogues
  lemnos show runs/demo --records documents   the first document, as JSON
  lemnos show runs/demo --json | head -1      the same records as JSON lines
  lemnos show runs/demo --list --licence CC0-1.0 --licence MIT
  lemnos show runs/apis                       the first tool document; to find a tool: lemnos tools search"""
)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("identifier", required=False, metavar="[ID]")
@click.option("--turns", type=click.IntRange(1), default=None, help="Print only the first N turns (or lines).")
@click.option("--random", "random_", is_flag=True, help="Print a random record.")
@click.option("--list", "list_", is_flag=True, help="List the records, one per line.")
@click.option("--records", "folder", metavar="FOLDER", help="Folder of the records [default: the step's main one].")
@click.option("--json", is_flag=True, help="Print records as JSON lines: all of them, or the one chosen.")
@licence_options
def show(
    run: Path,
    identifier: str | None,
    turns: int | None,
    random_: bool,
    list_: bool,
    folder: str | None,
    json: bool,
    licence: tuple[str, ...],
    exclude_licence: tuple[str, ...],
) -> None:
    """Print a record of RUN: a dialogue with the source of each answer, a tool document, or any other as JSON."""
    import msgspec

    from lemnos.pipeline.steps import load_step
    from lemnos.store.run_folder import existing_run

    if json and (list_ or turns):
        raise click.UsageError("--json prints whole records; leave out --list and --turns")
    if random_ and (identifier or list_):
        raise click.UsageError("--random chooses the record; leave out ID and --list")
    opened = existing_run(run)
    step = load_step(opened.description().step or "talk")
    main = step.main_folders(opened)[0]
    name = folder or main
    if licence or exclude_licence:
        kind = step.writes.get(name)
        if kind is not None and kind is not Dialogue and "licence" not in kind.__struct_fields__:
            held = ", ".join(
                other for other, of in step.writes.items() if of is Dialogue or "licence" in of.__struct_fields__
            )
            raise click.UsageError(f"{name} have no licence; choose --records from {held}")
    records = _Selected(opened, name, licence_filter(licence, exclude_licence), step.hint.format(run=run))
    if json:
        chosen = [records.pick(identifier, random_)] if identifier or random_ else records
        for record in chosen:
            click.echo(msgspec.json.encode(record))
        return
    if list_:
        for record in records:
            if identifier is None or str(record.get("id", "")).startswith(identifier):
                click.echo(step.line(record) if name == main else record.get("id") or record.get("record", ""))
        return
    record = records.pick(identifier, random_)
    if name == main:
        step.show(opened, record, turns)
    else:
        click.echo(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())
    option = "" if name == main else f" --records {name}"
    click.echo(f"\nAll {name.replace('_', ' ')}: {run / name}; list them with: lemnos show {run} --list{option}")


class _Selected:
    """The records of a folder that pass a condition, in order; an error where there is none."""

    def __init__(self, run: "RunFolder", folder: str, passes: "Callable[[Any], bool]", hint: str) -> None:
        self._run = run
        self._folder = folder
        self._passes = passes
        self._hint = hint
        self._noun = folder.replace("_", " ").removesuffix("s")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        found = False
        licences: set[str] = set()
        for record in _records(self._run, self._folder):
            if self._passes(record):
                found = True
                yield record
            else:
                licences.update(licences_of(record) or ())
        if not found:
            what, remedy = f"has no {self._noun}", "see its rejected/ for what was left out and why"
            if licences:
                what, remedy = f"{what} under these licences", f"its records have {', '.join(sorted(licences))}"
            raise RunError(what, where=str(self._run.path), remedy=remedy)

    def pick(self, identifier: str | None, any_: bool) -> dict[str, Any]:
        """Return the record whose id begins with ``identifier``, a random one, or the first.

        Raises:
            RunError: There is none.
        """
        chosen: dict[str, Any] | None = None
        for number, record in enumerate(self, 1):
            if any_:
                if random.random() * number < 1:
                    chosen = record
            elif identifier is None or str(record.get("id", "")).startswith(identifier):
                return record
        if chosen is None:
            remedy = f"list them with: lemnos show {self._run.path} --list"
            if not self._hint.startswith("lemnos show"):
                remedy += f", or find a record by its words: {self._hint}"
            raise RunError(f"no {self._noun} {identifier!r}", where=str(self._run.path), remedy=remedy)
        return chosen


def _records(run: "RunFolder", folder: str) -> Iterator[dict[str, Any]]:
    if not run.files(folder):
        there = ", ".join(sorted(path.name for path in run.path.iterdir() if run.files(path.name)))
        remedy = f"it has {there}" if there else "rerun the command that began it"
        raise RunError(
            f"has no {folder.replace('_', ' ')}" + ("" if there else " yet"), where=str(run.path), remedy=remedy
        )
    return run.read_records(folder)
