"""Run folders: where a run keeps what it made, what it refused, and how far it is.

    RUN/run.json               settings and their fingerprint; written first, compared on every re-run
    RUN/<records>/00000.parquet      what a stage made, one file a shard
    RUN/rejected/<stage>/00000.jsonl what it refused, with the reason
    RUN/work/<stage>/…         what only the next stage reads
    RUN/work/<stage>/00000.done.json figures of a finished shard; written last of all it wrote
    RUN/journal.jsonl          when the run was started, continued, finished
    RUN/manifest.json          every file with its size; written when all else is

A shard counts as finished when its ``.done.json`` is there. Everything is written by rename, so a run that is
killed at any instant loses the shards in work and nothing else.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from lemnos.errors import RunError
from lemnos.records import Record, Rejected, to_table
from lemnos.store.files import remove_unfinished, run_error, write_bytes, writing
from lemnos.store.fingerprint import differences, fingerprint, plain
from lemnos.store.journal import Journal

Format = Literal["parquet", "jsonl"]


class RunFolder(msgspec.Struct, frozen=True):
    """The paths of a run folder and the ways to write into it. Picklable: workers get one."""

    path: Path
    format: Format = "parquet"

    def work(self, stage: str, name: str = "") -> Path:
        """Return the path of an intermediate file of a stage."""
        return self.path / "work" / stage / name

    def done(self, stage: str, number: int) -> dict[str, Any] | None:
        """Return the figures of a finished shard, None if it is not finished."""
        path = self.work(stage, f"{number:05}.done.json")
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return None

    def finish(self, stage: str, number: int, figures: dict[str, Any]) -> None:
        """Mark a shard as finished. Call it when all that the shard writes is written."""
        write_bytes(self.work(stage, f"{number:05}.done.json"), msgspec.json.encode(figures))

    def write_records(self, name: str, number: int, kind: type[Record], records: Iterable[Any]) -> None:
        """Write the records of one shard to ``RUN/<name>/<number>.parquet`` or ``.jsonl``."""
        if self.format == "jsonl":
            data = msgspec.json.Encoder().encode_lines(list(records))
            write_bytes(self.path / name / f"{number:05}.jsonl", data)
            return
        import pyarrow.parquet as pq

        table = to_table(kind, records)
        with writing(self.path / name / f"{number:05}.parquet") as stream:
            pq.write_table(table, stream, compression="zstd", row_group_size=1000)

    def write_rejected(self, stage: str, number: int, rejected: list[Rejected]) -> None:
        """Keep what a shard refused. Always JSON lines: people read these."""
        if rejected:
            data = msgspec.json.Encoder().encode_lines(rejected)
            write_bytes(self.path / "rejected" / stage / f"{number:05}.jsonl", data)

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
        """List every file for people and programs that take the run over. Call it when all else is written."""
        files = {
            path.relative_to(self.path).as_posix(): path.stat().st_size
            for path in sorted(self.path.rglob("*"))
            if path.is_file() and path.name not in ("journal.jsonl", "report.json") and not path.name.startswith(".")
        }
        settings = msgspec.json.decode((self.path / "run.json").read_bytes())
        manifest = {"lemnos": settings["lemnos"], "fingerprint": settings["fingerprint"], "files": files}
        write_bytes(self.path / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def open_run(path: Path, settings: dict[str, Any], format: Format = "parquet") -> tuple[RunFolder, int]:
    """Open or continue the run folder at ``path`` for a run with ``settings``.

    Returns:
        The folder, and the descriptor of its lock: this process alone works in it until that is closed.

    Raises:
        RunError: It holds a run of other settings or files of somebody else, another process works in it, or it
            cannot be written.
    """
    from lemnos import __version__

    described = {"lemnos": __version__, "fingerprint": fingerprint(settings), "settings": plain(settings)}
    marker = path / "run.json"
    try:
        path.mkdir(parents=True, exist_ok=True)
        if marker.exists():
            _check_same(path, msgspec.json.decode(marker.read_bytes()), described)
        elif any(entry.name != ".lock" for entry in path.iterdir()):
            raise RunError(
                "is not empty and not a run folder",
                where=str(path),
                remedy="choose another --out or empty it",
            )
        lock = os.open(path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise run_error(error, path) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise RunError(
            "another lemnos process works in this folder",
            where=str(path),
            remedy="wait for it, or choose another --out",
        ) from None
    remove_unfinished(path)
    if not marker.exists():
        write_bytes(marker, msgspec.json.format(msgspec.json.encode(described), indent=1))
    return RunFolder(path, format), lock


def existing_run(path: Path) -> RunFolder:
    """Return the run folder at ``path``, to read.

    Raises:
        RunError: There is none.
    """
    if not (path / "run.json").exists():
        raise RunError("is not a run folder", where=str(path), remedy="give the folder that --out named")
    return RunFolder(path)


def _check_same(path: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
    if old.get("fingerprint") == new["fingerprint"] and old.get("lemnos") == new["lemnos"]:
        return
    changed = differences(old.get("settings"), new["settings"]) or [f"lemnos: {old.get('lemnos')} -> {new['lemnos']}"]
    shown = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
    raise RunError(
        f"holds a run of other settings ({shown})",
        where=str(path),
        remedy="choose another --out, give the same settings, or delete the folder",
    )
