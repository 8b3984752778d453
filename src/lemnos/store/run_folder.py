"""Run folders: where a run keeps what it made, what it refused, and how far it is.

    RUN/run.json               settings and their fingerprint; written first, compared on every re-run
    RUN/<records>/000000.parquet      what a stage made, one file a shard
    RUN/rejected/<stage>/000000.jsonl what it refused, with the reason
    RUN/work/<stage>/…         what only the next stage reads
    RUN/work/<stage>/000000.done.json figures of a finished shard; written last of all it wrote
    RUN/journal.jsonl          when the run was started, continued, finished
    RUN/answers.jsonl          what a model answered, where one was asked; RUN/ledger.json what it cost
    RUN/batch/                 requests and results, where it is asked by batch files
    RUN/manifest.json          every file that a reader needs, with its size; written when all else is

A shard counts as finished when its ``.done.json`` is there. Everything is written by rename, so a run that is
killed at any instant loses the shards in work and nothing else.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from lemnos.errors import RunError
from lemnos.records import Record, Rejected
from lemnos.records.arrow import to_table
from lemnos.store.atomic_files import TEMPORARY, remove_unfinished, run_error, write_bytes, writing
from lemnos.store.fingerprint import differences, fingerprint, plain
from lemnos.store.journal import Journal

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["parquet", "jsonl"]

_REPEATED = frozenset(("role", "kind", "licence", "language", "writer", "document", "rule", "stage", "anchor"))
"""Names of columns that hold few distinct values."""

_NOT_LISTED = ("journal.jsonl", "report.json", "answers.jsonl", "ledger.json", "batch")
"""What at the top of a run folder tells how the run went, not what it made."""


class _Description(msgspec.Struct, frozen=True):
    """The content of ``run.json``."""

    lemnos: str
    fingerprint: str
    settings: dict[str, Any]


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
        if self.format == "jsonl":
            data = msgspec.json.Encoder().encode_lines(list(records))
            write_bytes(self.path / name / f"{number:06}.jsonl", data)
            return
        import pyarrow.parquet as pq

        table = to_table(kind, records)
        with writing(self.path / name / f"{number:06}.parquet") as stream:
            # A dictionary pays for columns of few values; for running text it costs time and finds nothing.
            repeated = [path for path in leaves(table.schema) if path.rpartition(".")[2] in _REPEATED]
            pq.write_table(table, stream, compression="zstd", row_group_size=1000, use_dictionary=repeated)

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
            if path.suffix == ".jsonl":
                with path.open("rb") as stream:
                    yield from map(msgspec.json.decode, stream)
                continue
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=64):
                    yield from batch.to_pylist()

    @property
    def journal(self) -> Journal:
        """The run's journal."""
        return Journal(self.path / "journal.jsonl")

    @property
    def complete(self) -> bool:
        """Whether the run was finished."""
        return (self.path / "manifest.json").exists()

    def write_manifest(self) -> None:
        """List every file for people and programs that take the run over. Call it when all else is written.

        What is in ``work/`` and what differs from one undisturbed run to the next is left out.
        """
        files = {
            path.relative_to(self.path).as_posix(): path.stat().st_size
            for top in sorted(self.path.iterdir())
            if top.name not in ("work", *_NOT_LISTED) and not top.name.startswith(".")
            for path in ([top] if top.is_file() else sorted(top.rglob("*")))
            if path.is_file()
        }
        described = _read_description(self.path)
        manifest = {"lemnos": described.lemnos, "fingerprint": described.fingerprint, "files": files}
        write_bytes(self.path / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1))


@contextmanager
def open_run(path: Path, settings: dict[str, Any], format: Format = "parquet") -> Iterator[RunFolder]:
    """Open or continue the run folder at ``path`` for a run with ``settings``; nobody else works in it meanwhile.

    Raises:
        RunError: It holds a run of other settings or files of somebody else, another process works in it, or it
            cannot be written.
    """
    from lemnos import __version__

    described = _Description(__version__, fingerprint(settings), plain(settings))
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
            _check_same(path, _read_description(path), described)
        else:
            write_bytes(path / "run.json", msgspec.json.format(msgspec.json.encode(described), indent=1))
        yield RunFolder(path, format)
    finally:
        os.close(lock)


def leaves(schema: "pa.Schema") -> list[str]:
    """Return the dotted path of every column that Parquet stores for ``schema``."""
    import pyarrow as pa

    def below(prefix: str, kind: "pa.DataType") -> list[str]:
        if pa.types.is_struct(kind):
            return [path for field in kind for path in below(f"{prefix}.{field.name}", field.type)]
        if pa.types.is_list(kind):
            return below(f"{prefix}.list.element", kind.value_type)
        return [prefix]

    return [path for field in schema for path in below(field.name, field.type)]


def existing_run(path: Path) -> RunFolder:
    """Return the run folder at ``path``, to read.

    Raises:
        RunError: There is none.
    """
    if not (path / "run.json").exists():
        raise RunError("is not a run folder", where=str(path), remedy="give the folder that --out named")
    return RunFolder(path)


def _check_own(path: Path) -> None:
    """Refuse a folder that holds anything but a run, or the beginning of one."""
    names = [entry.name for entry in path.iterdir()]
    if "run.json" not in names and any(name != ".lock" and not name.startswith(TEMPORARY) for name in names):
        raise RunError("is not empty and not a run folder", where=str(path), remedy="choose another --out or empty it")


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunError(
            "another lemnos process works in this folder",
            where=str(path),
            remedy="wait for it, or choose another --out",
        ) from None
    except OSError as error:
        raise run_error(error, path) from error


def _read_description(path: Path) -> _Description:
    try:
        return msgspec.json.decode((path / "run.json").read_bytes(), type=_Description)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunError(
            f"is not the run.json of a run ({error})", where=str(path / "run.json"), remedy="choose another --out"
        ) from None
    except OSError as error:
        raise run_error(error, path) from error


def _check_same(path: Path, old: _Description, new: _Description) -> None:
    if old.fingerprint == new.fingerprint and old.lemnos == new.lemnos:
        return
    changed = differences(old.settings, new.settings) or [f"lemnos: {old.lemnos} -> {new.lemnos}"]
    shown = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
    raise RunError(
        f"holds a run of other settings ({shown})",
        where=str(path),
        remedy="choose another --out, give the same settings, or delete the folder",
    )
