"""``lemnos trajectories``: the step, and commands that check, show and export what it made."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lemnos.cli.options import licence_options
from lemnos.cli.show import show
from lemnos.cli.step_groups import WithSteps

if TYPE_CHECKING:
    from lemnos.records import Trajectory


@click.group(cls=WithSteps, steps={"import": "trajectories"})
def trajectories() -> None:
    """Bring logs of agents into one form, check their calls, and give them to trainers."""


trajectories.add_command(show)


@trajectories.command(
    epilog="""\b
Examples:
  lemnos trajectories verify logs.jsonl
  lemnos trajectories verify runs/logs --tools runs/apis
  lemnos trajectories verify runs/played --world runs/played
  lemnos trajectories verify rollouts.jsonl --world python:my_worlds:shop
  lemnos trajectories verify logs.jsonl --list | grep -v 'level 2'
  lemnos trajectories verify logs.jsonl --json > checks.json"""
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--tools", "tools", default="", metavar="RUN", help="Finished run of tools; check calls against it.")
@click.option(
    "--world",
    default="",
    metavar="RUN|ADDRESS",
    help="Finished run of tools play, to replay each task in its world; or a world of somebody else, "
    "python:MODULE:FACTORY or mcp:URL.",
)
@click.option("--list", "list_", is_flag=True, help="Print a line for each record: level, position, what failed.")
@click.option("--json", "json_", is_flag=True, help="Print the counts as JSON.")
def verify(inputs: tuple[str, ...], tools: str, world: str, list_: bool, json_: bool) -> None:
    """Check trajectories, of a finished run or in files of any known form, and count what was found.

    Level 1: the conversation is valid, every call has its output. Level 2: names, parameters, types and enums agree
    with the schemas of the tools. With --world also level 3: the conversation is executed again, to the byte; and level
    4: the task is done, nothing else is changed, nothing is made up. In a world of somebody else, level 3 asks for
    observations that say the same, level 4 for the reward that the source states. Nothing is written;
    `lemnos trajectories import` stores each check in the record.
    """
    from lemnos.steps.trajectories.verify.told import lines_of, told
    from lemnos.steps.trajectories.verify.verify import verified_inputs

    if list_ and json_:
        raise click.UsageError("choose --list or --json")
    if world and tools:
        raise click.UsageError("choose --tools or --world; a run of tools play holds its tools")
    check = None
    if world:
        from lemnos.steps.tools.external.opened import external_verifier, is_external
        from lemnos.steps.tools.ladder.runs import PlayedRun

        check = external_verifier(world) if is_external(world) else PlayedRun(Path(world)).verified
    summary, items = verified_inputs(inputs, tools, check)
    for item in items:
        if list_:
            click.echo(lines_of(item))
    if json_:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(summary.plain()), indent=2).decode())
    elif not list_:
        click.echo("\n".join(told(summary)))


@trajectories.command(
    epilog="""\b
Examples:
  lemnos trajectories export runs/logs --form openai --out chat.jsonl
  lemnos trajectories export runs/logs --form openai --arguments object --out chat.parquet
  lemnos trajectories export runs/a runs/b --form sharegpt --out train.jsonl --level 2 --licence MIT
  lemnos trajectories export runs/logs --form hub --out traces/
  lemnos trajectories export runs/played --form bfcl --out bfcl/ --level 4"""
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option(
    "--form", required=True, metavar="FORM", help="openai, sharegpt, responses, atif, hub (session traces) or bfcl."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file; for hub and bfcl, a folder.")
@click.option(
    "--arguments",
    type=click.Choice(["string", "object"]),
    help="How calls hold arguments: JSON text or an object; chat templates disagree [default: as the form has it].",
)
@click.option("--max-rows", type=click.IntRange(1), help="Start a new file after this many rows.")
@click.option("--level", type=click.IntRange(0, 5), default=0, show_default=True, help="Least level of verification.")
@licence_options
def export(
    runs: tuple[Path, ...],
    form: str,
    out: Path,
    arguments: str | None,
    max_rows: int | None,
    level: int,
    licence: tuple[str, ...],
    exclude_licence: tuple[str, ...],
) -> None:
    """Write the trajectories of RUN for trainers: OpenAI chat, sharegpt, Responses items, ATIF or session traces.

    `tools` is always there; names are masked where templates and APIs allow them not. An import of the file gives the
    same records back. `bfcl` writes test items instead: each message that calls tools, with what stands before it as
    the question and its calls as the answer, in the layout of the Berkeley Function-Calling Leaderboard.
    """
    from lemnos.errors import RunError
    from lemnos.exports import export as write
    from lemnos.exports.bfcl import export_bfcl
    from lemnos.exports.carry import NOTES
    from lemnos.records.licences import licence_filter

    passes = licence_filter(licence, exclude_licence)
    chosen = (item for item in _records(runs) if item.verification.level >= level and passes(item))
    if form == "bfcl" and (arguments or max_rows):
        raise click.UsageError("--arguments and --max-rows have no meaning for bfcl")
    if form == "bfcl":
        written = export_bfcl(chosen, out)
    else:
        written = write(chosen, form, out, arguments=arguments, max_rows=max_rows)
    if not written.rows:
        raise RunError(
            "no trajectory passes these filters",
            where=", ".join(map(str, runs)),
            remedy="lower --level, or see what there is: lemnos trajectories show RUN --list",
        )
    what = "items" if form == "bfcl" else "trajectories"
    click.echo(f"{out}: {written.rows:,} {what} in {written.files:,} file{'' if written.files == 1 else 's'}")
    for name, count in written.notes.items():
        click.echo(f"  {count:,}: {NOTES[name]}")


def _records(runs: tuple[Path, ...]) -> Iterator["Trajectory"]:
    from lemnos.pipeline.record_source import open_records
    from lemnos.records import Rejected, Trajectory

    for run in runs:
        for shard in open_records(run, str(run), (Trajectory,), "", "lemnos trajectories export").shards():
            for record in shard.read():
                if not isinstance(record, Rejected):
                    assert isinstance(record, Trajectory)
                    yield record
