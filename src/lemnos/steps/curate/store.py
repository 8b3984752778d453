"""The records of a run while it is curated: a blob for each record, and the findings of each stage by shard.

    RUN/work/records/NNNNNN.bin          records of an input shard, each a byte for its kind and MessagePack
    RUN/work/<stage>/NNNNNN.findings     what a stage found in them, MessagePack

Reading a record costs some microseconds, where the Parquet file of its run costs a hundred.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from lemnos.steps.curate.base import TYPES, Curated, Finding
from lemnos.steps.curate.candidates import KINDS, kind_of
from lemnos.store.atomic_files import Readers, write_bytes
from lemnos.store.blobs import Blobs, write_blobs
from lemnos.store.run_folder import RunFolder

RECORDS, DUPLICATES = "records", "duplicates"
"""The stage that reads the inputs, and the one that writes which records repeat another."""
_SHARDS_OPEN = 256
_encoder = msgspec.msgpack.Encoder()
_decoders = [msgspec.msgpack.Decoder(TYPES[kind]) for kind in KINDS]
Findings = dict[str, list[Finding]]
"""Name of a rule's settings (``heuristics``) → what it found in a shard; in the order in which they judged."""
_findings = msgspec.msgpack.Decoder(Findings)


class ShardTask(msgspec.Struct, frozen=True):
    """A shard of records that are read."""

    number: int
    input: int
    """Number of its input."""


def records_path(run: RunFolder, number: int) -> Path:
    """Return the path of the blobs of a shard."""
    return run.work(RECORDS, f"{number:06}.bin")


def write_shard(run: RunFolder, number: int, records: Iterable[Curated]) -> None:
    """Write the records of a shard."""
    write_blobs(records_path(run, number), map(encoded, records))


def encoded(record: Curated) -> bytes:
    """Return a record as a blob."""
    return bytes((KINDS.index(kind_of(record)),)) + _encoder.encode(record)


def decoded(blob: bytes) -> Curated:
    """Return the record of a blob."""
    return _decoders[blob[0]].decode(memoryview(blob)[1:])


def read_shard(run: RunFolder, number: int) -> Iterator[Curated]:
    """Yield the records of a shard, in order."""
    blobs = Blobs([records_path(run, number)])
    for index in range(len(blobs)):
        yield decoded(blobs[index])


def write_findings(run: RunFolder, stage: str, number: int, findings: Findings) -> None:
    """Write what a stage found in a shard."""
    write_bytes(run.work(stage, f"{number:06}.findings"), _encoder.encode(findings))


def read_findings(run: RunFolder, stage: str, number: int) -> Findings:
    """Return what a stage found in a shard; nothing if the stage did not run."""
    path = run.work(stage, f"{number:06}.findings")
    return _findings.decode(path.read_bytes()) if path.exists() else {}


def dropped(findings: Findings) -> frozenset[int]:
    """Return the numbers of the records that these findings drop."""
    return frozenset(finding.number for found in findings.values() for finding in found if not finding.keep)


class RecordReader:
    """Reads any record of a run; the offsets of the most recently used shards stay in memory."""

    def __init__(self, run: RunFolder, shards: int) -> None:
        paths = [records_path(run, number) for number in range(shards)]
        self._files = Readers(paths)
        self._offsets = lru_cache(maxsize=_SHARDS_OPEN)(lambda shard: np.load(paths[shard].with_suffix(".offsets.npy")))

    def read(self, shard: int, index: int) -> Curated:
        """Return record ``index`` of a shard."""
        offsets = self._offsets(shard)
        start, end = int(offsets[index]), int(offsets[index + 1])
        return decoded(self._files.read(shard, start, end - start))

    def close(self) -> None:
        """Close all files."""
        self._files.close()
