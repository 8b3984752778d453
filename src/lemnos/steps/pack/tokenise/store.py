"""Tokens on disk between the stages: one set of files for each shard of the inputs.

    N.tokens.bin     int32   the tokens of all records, one after another
    N.trained.bin    uint8   whether each has a loss
    N.notes.bin      five arrays in the format of numpy, one after another:
        records      RECORD  one row for each record: where it is in the other files, and what identifies it
        units        int32   where each unit of a record ends, in tokens from the record's first
        recalls      int32   (unit, earlier unit), shape (r, 2)
        heads        int32   what later pieces of a record may begin with: tokens of the record, shape (h, 2)
        clusters     uint64  (number of the record, hash of a name that it shares), shape (c, 2)
    N.originals.bin  the records themselves (``store.blobs``), if a format needs them

Lengths are in memory where they are needed; tokens are read by slices and never held. Each file costs a sync to disk,
which shards of few records feel, hence the one file of five arrays.
"""

from collections.abc import Sequence
from hashlib import blake2b
from math import prod
from os import SEEK_CUR
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import numpy.typing as npt
from numpy.lib.format import read_array_header_1_0, read_magic

from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.tokenise.tokenizer import Tokens
from lemnos.store.atomic_files import Readers, writing
from lemnos.store.run_folder import RunFolder

STAGE = "tokenise"
RECORD = np.dtype(
    [
        ("id", np.uint64),
        ("token", np.int64),
        ("tokens", np.int64),
        ("unit", np.int64),
        ("units", np.int32),
        ("recall", np.int64),
        ("recalls", np.int32),
        ("head", np.int64),
        ("heads", np.int32),
        ("input", np.int32),
        ("licence", np.int32),
        ("kind", np.int32),
    ]
)
Records = npt.NDArray[np.void]
_NOTES = "notes.bin"
ORIGINALS = "originals.bin"
"""``Original`` records, in msgpack; only there if a format needs them."""
_ARRAYS = ("records", "units", "recalls", "heads", "clusters")


class Original(msgspec.Struct, frozen=True, array_like=True):
    """A record as it was read, and as text: what formats of records are written from, in any order."""

    record: msgspec.Raw
    text: Rendered


def hash_of(text: str) -> int:
    """Return 64 bits that identify a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def number_of(record: str) -> int:
    """Return the number that the id of a record is: 16 hexadecimal digits; of another text, its hash."""
    try:
        return int(record, 16) if len(record) == 16 else hash_of(record)
    except ValueError:
        return hash_of(record)


class ShardWriter:
    """Writes the tokens of one shard, in bounded memory but for what is noted of each record and unit.

    Args:
        tokens: Stream of ``N.tokens.bin``.
        trained: Stream of ``N.trained.bin``.
    """

    def __init__(self, tokens: IO[bytes], trained: IO[bytes]) -> None:
        self._tokens, self._trained = tokens, trained
        self._rows: list[tuple[Any, ...]] = []
        self._units: list[npt.NDArray[np.int32]] = []
        self._recalls: list[tuple[int, int]] = []
        self._heads: list[list[int]] = []
        self._clusters: list[tuple[int, int]] = []
        self._token = self._unit = 0
        self.licences: dict[str, int] = {}
        """Licences of a record, joined with AND → number."""
        self.kinds: dict[str, int] = {}
        """Record type → number."""

    def add(self, text: Rendered, made: Tokens) -> None:
        """Append a record."""
        self._tokens.write(made.ids.tobytes())
        self._trained.write(made.trained.astype(np.uint8).tobytes())
        licence = " AND ".join(text.licences)
        self._rows.append(
            (
                number_of(text.record),
                self._token,
                len(made.ids),
                self._unit,
                len(made.units),
                len(self._recalls),
                len(text.recalls),
                len(self._heads),
                len(made.heads),
                text.input,
                self.licences.setdefault(licence, len(self.licences)),
                self.kinds.setdefault(text.kind, len(self.kinds)),
            )
        )
        self._units.append(made.units)
        self._recalls += ((recall.unit, recall.earlier) for recall in text.recalls)
        self._heads += made.heads.tolist()
        number = len(self._rows) - 1
        self._clusters += ((number, hash_of(name)) for name in text.cluster)
        self._token += len(made.ids)
        self._unit += len(made.units)

    def save(self, run: RunFolder, number: int) -> None:
        """Write what was noted of the records."""
        arrays = {
            "records": np.array(self._rows, dtype=RECORD),
            "units": np.concatenate(self._units) if self._units else np.zeros(0, np.int32),
            "recalls": np.array(self._recalls, dtype=np.int32).reshape(-1, 2),
            "heads": np.array(self._heads, dtype=np.int32).reshape(-1, 2),
            "clusters": np.array(self._clusters, dtype=np.uint64).reshape(-1, 2),
        }
        with writing(path_of(run, number, _NOTES)) as stream:
            for name in _ARRAYS:
                np.save(stream, arrays[name])


def path_of(run: RunFolder, number: int, name: str) -> Path:
    """Return the path of one of the files of a shard."""
    return run.work(STAGE, f"{number:06}.{name}")


def load(run: RunFolder, number: int, name: str) -> npt.NDArray[Any]:
    """Return an array of a shard, mapped into memory."""
    path = path_of(run, number, _NOTES)
    with path.open("rb") as stream:
        for _ in range(_ARRAYS.index(name)):
            shape, _, dtype = _header(stream)
            stream.seek(prod(shape) * dtype.itemsize, SEEK_CUR)
        shape, _, dtype = _header(stream)
        if not prod(shape):
            return np.zeros(shape, dtype)  # no part of a file without bytes can be mapped
        return np.memmap(path, dtype, "r", stream.tell(), shape)


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, "np.dtype[Any]"]:
    """Read shape, order and type of the array that begins here; the stream is then at its values."""
    read_magic(stream)
    return read_array_header_1_0(stream)


class TokenReader:
    """Reads slices of the tokens of all shards."""

    def __init__(self, run: RunFolder, shards: Sequence[int]) -> None:
        self._place = {shard: place for place, shard in enumerate(shards)}
        self._tokens = Readers(path_of(run, shard, "tokens.bin") for shard in shards)
        self._trained = Readers(path_of(run, shard, "trained.bin") for shard in shards)

    def read(self, shard: int, start: int, end: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """Return tokens ``start`` to ``end`` of a shard, and whether each has a loss."""
        place = self._place[shard]
        tokens = self._tokens.read(place, 4 * start, 4 * (end - start))
        trained = self._trained.read(place, start, end - start)
        return np.frombuffer(tokens, np.int32), np.frombuffer(trained, np.bool_)

    def trained(self, shard: int, start: int, end: int) -> npt.NDArray[np.bool_]:
        """Return whether each of the tokens ``start`` to ``end`` of a shard has a loss."""
        return np.frombuffer(self._trained.read(self._place[shard], start, end - start), np.bool_)

    def close(self) -> None:
        """Close all files."""
        self._tokens.close()
        self._trained.close()
