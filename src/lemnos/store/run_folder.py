"""Run folders: the layout on disk, who may write, and when a run counts as finished.

    RUN/run.json               the step, its settings and their fingerprint; written first, compared on every rerun
    RUN/<records>/000000.parquet      records that the step writes, one file per shard
    RUN/rejected/<stage>/000000.jsonl rejected records, each with its reason
    RUN/work/<stage>/…         intermediate files for the next stage
    RUN/work/<stage>/000000.done.json figures of a finished shard; the last file that a shard writes
    RUN/README.md, report.json the dataset card; every statistic, and what the run cost
    RUN/journal.jsonl          when the run was started, resumed, finished
    RUN/curve.jsonl            the loss of each step with the clock, where a model is trained
    RUN/answers.jsonl          answers of a model, if one is asked; RUN/ledger.json, their cost
    RUN/batch/                 request and result files of the batch backend
    RUN/manifest.json          every file that a reader needs, with its size; written last of all

A shard is finished when its ``.done.json`` exists. Every file appears by rename, so a run that is killed at any
instant loses the shards in work and nothing else.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from lemnos import version
from lemnos.errors import RunError
from lemnos.records import Record, Rejected
from lemnos.store.atomic_files import TEMPORARY, remove_unfinished, run_error, write_bytes, writing
from lemnos.store.changes import changes
from lemnos.store.fingerprint import fingerprint, plain
from lemnos.store.journal import Journal
from lemnos.store.record_files import Format, RecordWriter, read_file, record_writer

_NOT_LISTED = ("journal.jsonl", "curve.jsonl", "report.json", "answers.jsonl", "ledger.json", "batch")
"""What at the top of a run folder tells how the run went, not what it made."""


class Description(msgspec.Struct, frozen=True):
    """The content of ``run.json``: what identifies a run."""

    lemnos: str
    """The release that began the run."""
    fingerprint: str
    settings: dict[str, Any]
    """Everything that decides the output, plain: the step's settings, seed, limit, format, and what identifies each
    input."""
    step: str = ""
    """Kind of the step; empty in folders of releases before 0.2."""


def describe(step: str, settings: Any) -> Description:
    """Return the description of a run of a step with ``settings``.

    Raises:
        TypeError: A setting has no stable form.
    """
    return Description(version.VERSION, fingerprint([step, settings]), plain(settings), step)


class RunFolder(msgspec.Struct, frozen=True):
    """The paths of a run folder and the ways to write into it. Picklable: workers get one."""

    path: Path
    format: Format = "parquet"

    def work(self, stage: str, name: str = "") -> Path:
        """Return the path of an intermediate file of a stage."""
        return self.path / "work" / stage / name

    def done(self, stage: str, number: int) -> dict[str, Any] | None:
        """Return the figures of a finished shard, None if it is not finished."""
        path = self.work(stage, f"{number:06}.done.json")
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return None

    def finish(self, stage: str, number: int, figures: dict[str, Any]) -> None:
        """Mark a shard as finished. Call it when all that the shard writes is written."""
        write_bytes(self.work(stage, f"{number:06}.done.json"), msgspec.json.encode(figures))

    def write_records(self, name: str, number: int, kind: type[Record], records: Iterable[Any]) -> None:
        """Write the records of one shard to ``RUN/<name>/<number>.parquet`` or ``.jsonl``."""
        with self.writing_records(name, number, kind) as writer:
            for record in records:
                writer.add(record)

    @contextmanager
    def writing_records(self, name: str, number: int, kind: type[Record]) -> Iterator[RecordWriter]:
        """Open the file of one shard for records that are added one by one.

        The file appears when the block ends without an error. Memory: ``record_files.ROW_GROUP`` records.
        """
        with writing(self.path / name / f"{number:06}.{self.format}") as stream:
            writer = record_writer(stream, kind, self.format)
            yield writer
            writer.close()

    def write_rejected(self, stage: str, number: int, rejected: list[Rejected]) -> None:
        """Keep what a shard refused. Always JSON lines: people read these."""
        if rejected:
            data = msgspec.json.Encoder().encode_lines(rejected)
            write_bytes(self.path / "rejected" / stage / f"{number:06}.jsonl", data)

    def files(self, name: str) -> list[Path]:
        """Return the record files of ``RUN/<name>`` in order."""
        return sorted(path for path in (self.path / name).glob("[0-9]*") if path.suffix in (".parquet", ".jsonl"))

    def read_records(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the records of ``RUN/<name>`` as plain dictionaries, in order."""
        for path in self.files(name):
            yield from read_file(path)

    @property
    def journal(self) -> Journal:
        """The run's journal."""
        return Journal(self.path / "journal.jsonl")

    @property
    def complete(self) -> bool:
        """Whether the run was finished."""
        return (self.path / "manifest.json").exists()

    def description(self) -> Description:
        """Return the content of ``run.json``.

        Raises:
            RunError: There is none, or it is somebody else's.
        """
        return _read_description(self.path)

    def write_manifest(self, records: Mapping[str, type[Record]], main: Sequence[str] = ()) -> None:
        """Write the list of all files, for whoever takes the run over. Call it when everything else is written.

        ``work/`` and files that differ from one undisturbed run to the next are left out.

        Args:
            records: The record type of each folder that the step writes.
            main: Folders of main records, in a run with several kinds of them.
        """
        files = {
            path.relative_to(self.path).as_posix(): path.stat().st_size
            for top in sorted(self.path.iterdir())
            if top.name not in ("work", *_NOT_LISTED) and not top.name.startswith(".")
            for path in ([top] if top.is_file() else sorted(top.rglob("*")))
            if path.is_file()
        }
        described = _read_description(self.path)
        manifest = Manifest(
            described.lemnos,
            described.step,
            described.fingerprint,
            {name: kind.__name__ for name, kind in records.items() if self.files(name)},
            files,
            tuple(name for name in main if self.files(name)),
        )
        write_bytes(self.path / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1))

    def manifest(self) -> "Manifest":
        """Return the list of all files.

        Raises:
            RunError: The run is not finished.
        """
        try:
            return msgspec.json.decode((self.path / "manifest.json").read_bytes(), type=Manifest)
        except FileNotFoundError:
            raise RunError(
                "the run is not finished", where=str(self.path), remedy="rerun the command that began it"
            ) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RunError(f"not the manifest of a run ({error})", where=str(self.path / "manifest.json")) from None


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of ``manifest.json``."""

    lemnos: str
    step: str = ""
    fingerprint: str = ""
    records: dict[str, str] = {}
    """Folder → name of its record type."""
    files: dict[str, int] = {}
    """Path in the run folder → size in bytes."""
    main: tuple[str, ...] = ()
    """Folders of main records, in a run with several kinds of them; empty in others. A step reads all that it can."""


@contextmanager
def open_run(path: Path, described: Description, format: Format = "parquet") -> Iterator[RunFolder]:
    """Open or continue the run folder at ``path``; no other process can work in it meanwhile.

    Args:
        path: The folder; made if it does not exist.
        described: What the run is.
        format: File format of the records.

    Raises:
        RunError: It holds a run with other settings or somebody else's files, another process works in it, or it
            cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        _check_own(path)
        lock = os.open(path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise run_error(error, path) from error
    try:
        _take(lock, path)
        remove_unfinished(path)
        if (path / "run.json").exists():
            _check_same(path, described)
        else:
            write_bytes(path / "run.json", msgspec.json.format(msgspec.json.encode(described), indent=1))
        yield RunFolder(path, format)
    finally:
        os.close(lock)


def existing_run(path: Path) -> RunFolder:
    """Return the run folder at ``path``, to read.

    Raises:
        RunError: There is none.
    """
    if not is_run(path):
        within = sorted(child.parent.name for child in path.glob("*/run.json")) if path.is_dir() else []
        if within:
            raise RunError(
                f"holds the runs {', '.join(within)}", where=str(path), remedy=f"name one: {path / within[0]}"
            )
        raise RunError("is not a run folder", where=str(path), remedy="give the folder that --out named")
    return RunFolder(path)


def is_run(path: Path) -> bool:
    """Return whether ``path`` is a run folder, finished or not."""
    return (path / "run.json").is_file()


def difference(path: Path, new: Description) -> list[str]:
    """Return how the run at ``path`` differs from the one described; nothing if it is the same, or there is none yet.

    Raises:
        RunError: The ``run.json`` there is somebody else's.
    """
    if not is_run(path):
        return []
    old = _read_description(path)
    if old.fingerprint == new.fingerprint:
        return []
    if not old.step:
        return [f"Lemnos {old.lemnos} made it, whose runs this release only reads"]
    if old.step != new.step:
        return [f"it is a run of {old.step}, not of {new.step}"]
    return changes(old.settings, new.settings) or ["its settings have another form"]


def _check_own(path: Path) -> None:
    """Refuse a folder that holds anything but a run, or the beginning of one."""
    names = [entry.name for entry in path.iterdir()]
    if "run.json" not in names and any(name != ".lock" and not name.startswith(TEMPORARY) for name in names):
        raise RunError("is neither empty nor a run folder", where=str(path), remedy="choose another --out or empty it")


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunError(
            "another lemnos process is working in this folder",
            where=str(path),
            remedy="wait for it, or choose another --out",
        ) from None
    except OSError as error:
        raise run_error(error, path) from error


def _read_description(path: Path) -> Description:
    try:
        return msgspec.json.decode((path / "run.json").read_bytes(), type=Description)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunError(
            f"not the run.json of a run ({error})", where=str(path / "run.json"), remedy="choose another --out"
        ) from None
    except OSError as error:
        raise run_error(error, path) from error


def _check_same(path: Path, new: Description) -> None:
    changed = difference(path, new)
    if changed:
        shown = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        raise RunError(
            f"was created with different settings: {shown}",
            where=str(path),
            remedy="choose another --out, restore the settings, or delete the folder",
        )
