"""``lemnos pack trace``: where a token of a packed file is from."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lemnos.steps.pack.base import Source
    from lemnos.steps.pack.trace import Trace

_UNITS = {"Dialogue": "turn", "Trajectory": "step", "Document": "paragraph", "ToolDocument": "paragraph"}
_TALKS = ("Dialogue", "Trajectory")
_ADDED = {"end": "the end of a document, added by the format", "padding": "padding, added by the format"}


def _offset(context: click.Context, parameter: click.Parameter, value: str) -> tuple[int | None, int]:
    """Return the row that an OFFSET names, None if it names none, and the token."""
    found = re.fullmatch(r"(?:([\d,_]+):)?([\d,_]+)", value)
    row, token = (part and re.sub(r"\D", "", part) for part in found.groups()) if found else (None, "")
    if not token or row == "":
        raise click.BadParameter(
            f"{value!r} is not the number of a token, as 1234, or ROW:TOKEN, as 7:12", ctx=context, param=parameter
        )
    return None if row is None else int(row), int(token)


@click.command(
    epilog="""\b
Examples:
  lemnos pack trace runs/pack/packed/train-000000.idx.parquet 1234
  lemnos pack trace runs/pack/packed/train-000000.idx.parquet 7:12    token 12 of row 7
  lemnos pack trace runs/pack/megatron/train-000000.bin 1234 --json"""
)
@click.argument("shard", type=click.Path(path_type=Path), metavar="SHARD")
@click.argument("offset", callback=_offset, metavar="OFFSET")
@click.option("--json", "json_", is_flag=True, help="Print it as JSON.")
def trace(shard: Path, offset: tuple[int | None, int], json_: bool) -> None:
    """Name the record, turn, source and licence that token OFFSET of the file SHARD is from.

    SHARD is a file of tokens, or of their masks, in a run folder of lemnos pack. OFFSET counts from 0 over all rows,
    or is ROW:TOKEN.
    """
    import msgspec

    from lemnos.steps.pack.trace import trace as find

    row, token = offset
    found = find(shard, token, row)
    if json_:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: "Trace") -> list[str]:
    """Return a trace for a person."""
    head = f"token {found.token:,} of {found.file}, in row {found.row:,}: "
    if found.added:
        return [head + _ADDED[found.added]]
    repeated = "; repeated here from an earlier window" if found.repeated else ""
    said = f", message {found.message}" if found.message >= 0 and found.kind in _TALKS else ""
    speaker = found.role if found.role == found.what else f"{found.role}, {found.what}"
    unit = _UNITS.get(found.kind, "unit")
    lines = [
        head + f"{found.text!r} (id {found.id}){repeated}",
        f"  record   {found.kind} {found.record}" + (f" of {found.input}" if found.input else ""),
        f"  {unit:<8} {found.unit} of {found.units}, numbered from 0{said}: {speaker}",
        f"  text     {_shown(found.before)}[{_shown(found.text)}]{_shown(found.after)}",
        *(f"  from     {_place(source, found.exact)}" for source in found.sources),
    ]
    if not found.sources:
        lines.append(f"  from     {found.source or 'a source that is not stated'}")
    licences = sorted({source.licence for source in found.sources}) or list(found.licences)
    lines.append(f"  licence  {', '.join(licence or 'not stated' for licence in licences) or 'not stated'}")
    return lines


def _place(source: "Source", exact: int | None) -> str:
    named = f"{source.source}, " if source.source else ""
    here = f"; the token begins at {exact:,}" if exact is not None else ""
    return f"{named}{source.title!r} ({source.document}), characters {source.start:,} to {source.end:,}{here}"


def _shown(text: str) -> str:
    return text.replace("\n", "⏎")
