"""Tells what happened to a record: a curated run and the beginning of an id → the record's story as lines.

The verdict of each rule, the words that led to it, the text beside the one that stayed, what was masked, and where the
record lies now. Ids are looked up in one column of the files; the text of a record that was dropped comes from
``work/records``, so a run whose ``work/`` was deleted tells the verdicts alone. Costs about a second for a million ids.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lemnos.errors import RunError
from lemnos.steps.curate.base import FOLDERS, Candidate
from lemnos.steps.curate.beside import side_by_side
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.consolidate import EVIDENCE, VERDICTS
from lemnos.steps.curate.rules import RULES
from lemnos.steps.curate.store import DUPLICATES, read_findings, read_shard, records_path
from lemnos.store.record_files import read_file
from lemnos.store.run_folder import RunFolder, is_run

_DEPTH = 3
"""Folders below the current one in which a run is looked for."""
_SHOWN = 20
"""Places of evidence that are shown for a rule."""
_BEGINNING = 400


class _Place(NamedTuple):
    """Where a record is, or was before it was dropped."""

    shard: int
    id: str
    kept: str
    """File and row of a kept record; empty for one that was dropped."""


def find_run(identifier: str, within: Path) -> RunFolder:
    """Return the curated run in or below a folder that has a record of this id.

    Raises:
        RunError: There is none, or more than one.
    """
    found = [run for run in _curated(within, _DEPTH) if next(_places(run, identifier), None)]
    if not found:
        raise RunError(
            f"no curated run has a record {identifier!r}", where=str(within), remedy="name the run with --run RUN"
        )
    if len(found) > 1:
        names = ", ".join(str(run.path) for run in found)
        raise RunError(f"{names} all have a record {identifier!r}", where=str(within), remedy="choose with --run RUN")
    return found[0]


def _curated(folder: Path, depth: int) -> Iterator[RunFolder]:
    if is_run(folder):
        run = RunFolder(folder)
        if run.complete and run.description().step == "curate":
            yield run
    elif depth:
        for child in sorted(folder.iterdir()):
            if child.is_dir() and not child.name.startswith("."):
                yield from _curated(child, depth - 1)


def story(run: RunFolder, identifier: str, width: int = 120) -> list[str]:
    """Return the story of every record whose id begins with ``identifier``; copies of one text may share an id.

    Args:
        run: A finished run of ``curate``.
        identifier: The beginning of an id.
        width: Characters of a line.

    Raises:
        RunError: There is no such record, or several of different ids.
    """
    places = sorted(set(_places(run, identifier)))
    ids = sorted({place.id for place in places})
    if not places:
        raise RunError(
            f"no record {identifier!r}", where=str(run.path), remedy=f"list records with: lemnos show {run.path} --list"
        )
    if len(ids) > 1:
        raise RunError(
            f"{identifier!r} begins {', '.join(ids[:5])}", where=str(run.path), remedy="write more of the id"
        )
    lines: list[str] = []
    for place in places:
        lines += [*_told(run, place, width), ""]
    return lines[:-1]


def _places(run: RunFolder, identifier: str) -> Iterator[_Place]:
    for folder in FOLDERS.values():
        for path in run.files(folder):
            for row, found in enumerate(_column(path, "id"), 1):
                if found.startswith(identifier):
                    yield _Place(int(path.stem), found, f"{folder}/{path.name}, record {row}")
    for path in sorted((run.path / "rejected" / "consolidate").glob("*.jsonl")):
        for rejected in read_file(path):
            if rejected["record"].startswith(identifier):
                yield _Place(int(path.stem), rejected["record"], "")


def _column(path: Path, name: str) -> list[str]:
    if path.suffix == ".jsonl":
        return [str(row[name]) for row in read_file(path)]
    import pyarrow.parquet as pq

    column: list[str] = pq.read_table(path, columns=[name]).column(name).to_pylist()
    return column


def _told(run: RunFolder, place: _Place, width: int) -> Iterator[str]:
    """Yield the story of one record."""
    records = _records(run, place.shard, place.id)
    own = next((each for each in records if each.id == place.id), None)
    if own is None:
        yield f"{place.id}"
    else:
        yield f"{own.kind.replace('_', ' ')} {place.id}  {own.title}".rstrip()
        yield f"  from {own.source}" + (f", licence {own.licence}" if own.licence else ", no licence stated")
        yield f"  {' '.join(own.text.split())[:_BEGINNING]}"
    yield f"  kept: {run.path}/{place.kept}" if place.kept else f"  dropped; its reason is in {run.path}/rejected"
    verdicts = [row for row in _rows(run, VERDICTS, place.shard) if row["record"] == place.id]
    rules = {row["stage"] for row in verdicts}
    for row in verdicts:
        what = row["rule"] if row["keep"] else f"{row['rule']}: drop"
        score = f" (score {row['score']:.3g})" if row["score"] else ""
        yield f"  {row['stage']}  {what}{score}  {row['reason']}"
    silent = [entry.name for entry in RULES if entry.name not in rules and not entry.rewrites]
    settings = run.description().settings["curate"]
    nothing = [
        name
        for name in (*silent, *([] if DUPLICATES in rules else [DUPLICATES]))
        if settings.get(name, {}).get("enabled")
    ]
    if nothing:
        yield f"  nothing against it: {', '.join(nothing)}"
    evidence = [row for row in _rows(run, EVIDENCE, place.shard) if row["record"] == place.id]
    for row in evidence[:_SHOWN]:
        yield f"  {row['rule']} at {row['start']:,}: “{' '.join(row['text'].split())}”" + (
            f" — of {row['other']}: “{' '.join(row['beside'].split())}”" if row["beside"] else ""
        )
    for other in dict.fromkeys(_repeated(run, place)):
        kept = next((found for found in _places(run, other) if found.kept and found.id == other), None)
        beside = next((each for each in _records(run, kept.shard, other) if each.id == other), None) if kept else None
        if own is not None and beside is not None and kept is not None:
            yield f"  beside {other} ({beside.title or beside.source}), which is kept: {run.path}/{kept.kept}"
            yield ""
            yield from side_by_side(own.text, beside.text, width).splitlines()


def _repeated(run: RunFolder, place: _Place) -> Iterator[str]:
    """Yield the ids of the records that stay in place of one, as far as ``work/`` is there."""
    if not records_path(run, place.shard).exists():
        return
    numbers = {number for number, record in enumerate(read_shard(run, place.shard)) if record.id == place.id}
    for finding in read_findings(run, DUPLICATES, place.shard).get(DUPLICATES, []):
        if finding.number in numbers:
            yield finding.other


def _records(run: RunFolder, shard: int, identifier: str) -> Sequence[Candidate]:
    """Return the records of a shard with this id; nothing if ``work/`` was deleted."""
    if not records_path(run, shard).exists():
        return []
    return [candidate(record) for record in read_shard(run, shard) if record.id == identifier]


def _rows(run: RunFolder, folder: str, shard: int) -> Iterator[dict[str, Any]]:
    for path in run.files(folder):
        if int(path.stem) == shard:
            yield from read_file(path)
