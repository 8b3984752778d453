"""Join finished runs of one step into one: their records in the order given, with a report and a card of their own.

A record whose id an earlier run has, is left out and counted: ids are hashes of content, so it is the same record. The
files of each run follow those of the run before; a file from which nothing is left out is copied as it is, so the same
runs give the same bytes. One file is in memory at a time, and about 100 bytes for each record with an id.
Limitation: runs are not compared but by id. Two runs over the same documents with other seeds tell the same segments.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import EmptyError, RunError, SettingsError
from lemnos.pipeline.report import card_text, table
from lemnos.pipeline.step import Card
from lemnos.pipeline.steps import load_step
from lemnos.records import Record, Rejected
from lemnos.records.licences import licence_filter, licences_of
from lemnos.store.atomic_files import write_bytes, writing
from lemnos.store.record_files import Format, read_file
from lemnos.store.run_folder import RunFolder, describe, existing_run, open_run

STAGE = "join"


def join_runs(
    paths: Sequence[Path],
    out: Path,
    *,
    licence: Collection[str] = (),
    exclude_licence: Collection[str] = (),
    format: Format | None = None,
) -> RunFolder:
    """Join finished runs of one step; return the run folder.

    Args:
        paths: Run folders, at least two.
        out: The run folder to write.
        licence: Keep only records under these licences; all if empty.
        exclude_licence: Leave out records under these licences.
        format: File format of the records; that of the first run if None.

    Raises:
        RunError: A run is not finished, or ``out`` cannot be used.
        SettingsError: A run is given twice, or the runs are of different steps.
        EmptyError: No record is left.
    """
    runs = [existing_run(path) for path in paths]
    manifests = [run.manifest() for run in runs]
    _check(runs, [manifest.step for manifest in manifests], out)
    step = load_step(manifests[0].step)
    chosen: Format = format or (
        "jsonl"
        if any(
            file.endswith(".jsonl") and "/" in file and not file.startswith("rejected") for file in manifests[0].files
        )
        else "parquet"
    )
    settings = {
        "joined": [
            {"name": run.path.name, "fingerprint": manifest.fingerprint, "files": dict(sorted(manifest.files.items()))}
            for run, manifest in zip(runs, manifests, strict=True)
        ],
        "licence": sorted(licence),
        "exclude_licence": sorted(exclude_licence),
        "format": chosen,
    }
    with open_run(out, describe(step.name, settings), chosen) as joined:
        if joined.complete:
            return joined
        passes = licence_filter(licence, exclude_licence)
        parts = _Parts(joined, passes, filters=bool(licence or exclude_licence))
        for run in runs:
            parts.add(run, step.writes)
        if not any(parts.counts[name] for name in step.main or tuple(step.writes)[:1]):
            raise EmptyError(
                "no record is left; left out: " + ", ".join(f"{rule} {n:,}" for rule, n in parts.left_out.items()),
                where=str(out),
                remedy=f"choose other licences; these runs have {', '.join(sorted(parts.seen_licences)) or 'none'}; "
                f"then choose another --out or delete {out}",
            )
        names = [run.path.name for run in runs]
        report = {
            "joined": [{"run": name, "records": counts} for name, counts in zip(names, parts.by_run, strict=True)],
            "records": dict(parts.counts),
            "licences": dict(sorted(parts.licences.items(), key=lambda item: (-item[1], item[0]))),
            "rejected": {STAGE: dict(parts.left_out)},
        }
        write_bytes(out / "report.json", msgspec.json.format(msgspec.json.encode(report), indent=2))
        folders = [name for name in step.writes if joined.files(name)]
        write_bytes(out / "README.md", _card(report, step.name, step.licensed, folders, chosen).encode())
        joined.write_manifest(step.writes, step.main)
    return joined


class _Parts:
    """Writes the records of one run after another."""

    def __init__(self, out: RunFolder, passes: Callable[[Any], bool], *, filters: bool) -> None:
        self._out = out
        self._passes = passes
        self._filters = filters
        self._seen: dict[str, set[str]] = {}
        self._numbers: Counter[str] = Counter()
        self._shard = 0
        self.counts: Counter[str] = Counter()
        self.by_run: list[dict[str, int]] = []
        self.licences: Counter[str] = Counter()
        self.seen_licences: set[str] = set()
        self.left_out: Counter[str] = Counter()
        self._rejected: list[Rejected] = []

    def add(self, run: RunFolder, writes: Mapping[str, type[Record]]) -> None:
        """Add the records of a run, folder by folder; those with licences first, for the others follow them."""
        dropped: set[str] = set()
        before = Counter(self.counts)
        ordered = sorted(writes.items(), key=lambda item: "licence" not in item[1].__struct_fields__)
        for folder, kind in ordered:
            new: set[str] = set()
            for path in run.files(folder):
                rows = [msgspec.to_builtins(msgspec.convert(row, kind)) for row in read_file(path)]
                kept = [row for row in rows if self._keeps(row, folder, dropped, run)]
                new.update(row["id"] for row in rows if "id" in row)
                self._write(folder, kind, path, kept, whole=len(kept) == len(rows))
                self.counts[folder] += len(kept)
            self._seen.setdefault(folder, set()).update(new)
        self.by_run.append({folder: self.counts[folder] - before[folder] for folder in writes})

    def _keeps(self, row: Mapping[str, Any], folder: str, dropped: set[str], run: RunFolder) -> bool:
        """Return whether a record is kept; note its licences, and why it is left out if it is."""
        found = licences_of(row)
        self.seen_licences.update(found or ())
        identifier = str(row.get("id", ""))
        if identifier and identifier in self._seen.get(folder, ()):
            dropped.add(identifier)
            return self._leave(row, folder, "duplicate", "an earlier run has this record", run)
        if self._filters and not self._passes(row):
            dropped.add(identifier)
            return self._leave(row, folder, "licence", f"its licence is {', '.join(sorted(found or ()))}", run)
        if found is None and (identifier or str(row.get("record", ""))) in dropped:
            return self._leave(row, folder, "record_left_out", "it is about a record that is left out", run)
        if "licence" in row and folder in ("documents", "tools"):
            self.licences[str(row["licence"])] += 1
        return True

    def _leave(self, row: Mapping[str, Any], folder: str, rule: str, reason: str, run: RunFolder) -> bool:
        self.left_out[f"{folder} {rule}"] += 1
        record = str(row.get("id") or row.get("record", ""))
        self._rejected.append(
            Rejected(stage=STAGE, rule=rule, reason=reason, source=f"{run.path.name}/{folder}", record=record)
        )
        return False

    def _write(self, folder: str, kind: type[Record], path: Path, kept: Iterable[Any], *, whole: bool) -> None:
        number = self._numbers[folder]
        self._numbers[folder] += 1
        if whole and path.suffix == f".{self._out.format}" and _current(path, kind):
            with writing(self._out.path / folder / f"{number:06}{path.suffix}") as stream, path.open("rb") as source:
                shutil.copyfileobj(source, stream)
        else:
            self._out.write_records(folder, number, kind, [msgspec.convert(row, kind) for row in kept])
        self._out.write_rejected(STAGE, self._shard, self._rejected)
        self._shard += bool(self._rejected)
        self._rejected = []


def _current(path: Path, kind: type[Record]) -> bool:
    """Return whether a file has the columns that this release writes."""
    if path.suffix != ".parquet":
        return True
    import pyarrow.parquet as pq

    from lemnos.records.arrow import schema

    return bool(pq.read_schema(path).remove_metadata().equals(schema(kind)))


def _check(runs: Sequence[RunFolder], steps: Sequence[str], out: Path) -> None:
    if len(runs) < 2:
        raise SettingsError("one run is nothing to join", where=str(runs[0].path), remedy="give two runs or more")
    seen: set[Path] = set()
    for run, step in zip(runs, steps, strict=True):
        path = run.path.resolve()
        if path in seen:
            raise SettingsError("the run is given twice", where=str(run.path), remedy="name each run once")
        seen.add(path)
        if out.resolve().is_relative_to(path):
            raise SettingsError("the run folder is inside an input", where=str(out), remedy="choose another --out")
        if not step:
            raise RunError(
                "an early release made it, which does not say what its records are",
                where=str(run.path),
                remedy="rerun the command that made it",
            )
        if step != steps[0]:
            raise SettingsError(
                f"is a run of {step}, but {runs[0].path} is one of {steps[0]}",
                where=str(run.path),
                remedy="join runs of one step",
            )


def _card(report: Mapping[str, Any], step: str, licensed: str, folders: Sequence[str], format: Format) -> str:
    body = f"""
Runs of `{step}`, joined in this order. A record that an earlier run has too is left out.

{table(("run", *folders), _rows(report, folders))}

Each run has a card with its statistics; `report.json` holds the counts of this one.
"""
    part = Card(
        title="Joined runs",
        tags=("joined",),
        records=report["records"].get(folders[0], 0),
        licences=report["licences"],
        licensed=licensed,
        body=body,
    )
    names = [entry["run"] for entry in report["joined"]]
    return card_text(part, folders, names, report["rejected"], format, f"`lemnos join` from runs of the step `{step}`")


def _rows(report: Mapping[str, Any], folders: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for entry in report["joined"]:
        yield entry["run"], *(entry["records"].get(folder, 0) for folder in folders)
    yield "all", *(report["records"].get(folder, 0) for folder in folders)
