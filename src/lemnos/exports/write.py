"""Writes trajectories in one of the forms: ``Iterable[Trajectory]`` → files.

Streaming: one trajectory is in memory at a time, of Parquet one row group. Each file is complete or absent. The bytes
depend on the trajectories, their order and the settings alone.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.exports import parquet
from lemnos.exports.carry import Carry, begin
from lemnos.exports.forms import FORMS, ExportForm
from lemnos.records import Trajectory
from lemnos.store.atomic_files import writing

_LINE_ENDS = ((b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"), (b"\xc2\x85", rb"\u0085"))
"""Characters that end a line for some readers of text, and how JSON may spell them."""


class Written(msgspec.Struct):
    """What an export wrote."""

    rows: int = 0
    files: int = 0
    notes: dict[str, int] = {}
    """Name of what rows say differently than their records (``carry.NOTES``) → number of rows."""


def export(
    trajectories: Iterable[Trajectory],
    form: str,
    out: Path,
    *,
    arguments: str | None = None,
    max_rows: int | None = None,
) -> Written:
    """Write trajectories to files in a form; return what was written.

    Args:
        trajectories: The records, in the normal form.
        form: Name of a form in ``FORMS``.
        out: The file; of form ``hub``, a folder, which gets a file for each trajectory.
        arguments: Whether arguments of calls are a ``string`` or an ``object``; None for what the form has first.
        max_rows: Most rows in a file; then the files are ``out`` with ``-00000``, ``-00001`` before the ending. None
            for one file.

    Raises:
        SettingsError: There is no such form, it cannot hold such arguments, or ``out`` has another ending.
        RunError: A file cannot be written.
    """
    chosen = _chosen(form, out, arguments, max_rows)
    kind = arguments or chosen.arguments[0]
    result = Written(notes={})
    if not chosen.extensions:
        _write_folder(trajectories, chosen, kind, out, result)
        return result
    make = parquet.row if out.suffix == ".parquet" else chosen.make
    rows = (_made(make, trajectory, kind, result) for trajectory in trajectories)
    for path, part in _parts(rows, out, max_rows):
        if out.suffix == ".parquet":
            result.rows += parquet.write(part, path, parquet.schema(kind))
        else:
            result.rows += write_lines(part, path)
        result.files += 1
    return result


def _chosen(name: str, out: Path, arguments: str | None, max_rows: int | None) -> ExportForm:
    if name not in FORMS:
        raise SettingsError(f"there is no form {name!r}", where="form", remedy=f"choose one of {', '.join(FORMS)}")
    form = FORMS[name]
    if arguments is not None and arguments not in form.arguments:
        raise SettingsError(
            f"{form.title} cannot hold arguments as {arguments!r}",
            where="arguments",
            remedy=f"leave it out: they are {form.arguments[0]}s there"
            if len(form.arguments) == 1
            else f"choose one of {', '.join(form.arguments)}",
        )
    if form.extensions and out.suffix not in form.extensions:
        raise SettingsError(
            f"{out.name!r} does not end with {' or '.join(form.extensions)}", where="out", remedy="rename the file"
        )
    if max_rows is not None and (max_rows < 1 or not form.extensions):
        what = "must be at least 1" if form.extensions else f"has no meaning: {name} writes a file for each trajectory"
        raise SettingsError(what, where="max_rows", remedy="leave it out")
    return form


def _made(make: Any, trajectory: Trajectory, arguments: str, result: Written) -> Any:
    carry: Carry = begin(trajectory)
    made = make(carry, arguments)
    for note in sorted(carry.notes):
        result.notes[note] = result.notes.get(note, 0) + 1
    return made


def _parts(rows: Iterator[Any], out: Path, max_rows: int | None) -> Iterator[tuple[Path, Iterator[Any]]]:
    """Yield each file's path and rows; at least one file. The rows of one must be used up before the next."""
    if max_rows is None:
        yield out, rows
        return
    number = 0
    first = list(islice(rows, 1))
    while first or number == 0:
        yield out.with_name(f"{out.stem}-{number:05}{out.suffix}"), chain(first, islice(rows, max_rows - 1))
        first = list(islice(rows, 1))
        number += 1


def write_lines(rows: Iterable[Any], path: Path) -> int:
    """Write rows as JSON lines, atomically; return their number. Each line ends with ``\\n`` alone: other characters
    that end a line for some readers of text are escaped.

    Raises:
        RunError: The file cannot be written.
    """
    encoder = msgspec.json.Encoder()
    count = 0
    with writing(path) as stream:
        for made in rows:
            line = encoder.encode(made)
            for end, escaped in _LINE_ENDS:
                if end in line:
                    line = line.replace(end, escaped)
            stream.write(line + b"\n")
            count += 1
    return count


def _write_folder(
    trajectories: Iterable[Trajectory], form: ExportForm, arguments: str, out: Path, result: Written
) -> None:
    seen: dict[str, int] = {}
    for trajectory in trajectories:
        copies = seen[trajectory.id] = seen.get(trajectory.id, 0) + 1
        name = trajectory.id if copies == 1 else f"{trajectory.id}-{copies}"
        write_lines(_made(form.make, trajectory, arguments, result), out / f"{name}.jsonl")
        result.rows += 1
        result.files += 1
