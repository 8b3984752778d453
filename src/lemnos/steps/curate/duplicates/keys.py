"""The stage ``duplicate_keys``: records that the rules keep → keys by which copies meet, sorted.

A key for each band of the MinHash signature, and one for the whole text; what must be the same (``Specific.same``) is
part of every key. Trajectories also meet by their calls and answers. Costs about 0.1 µs a word. Memory: the records of
a batch, and 320 bytes for each of the shard.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.records import content_id
from lemnos.steps.curate.base import Curated
from lemnos.steps.curate.duplicates.arrays import KEY, KEYS, Rows, save
from lemnos.steps.curate.duplicates.specific import Specific, rank, specific
from lemnos.steps.curate.judge import JUDGE
from lemnos.steps.curate.store import ShardTask, dropped, read_findings, read_shard
from lemnos.store.run_folder import RunFolder
from lemnos.text.near_duplicates import BANDS, band_keys, grams, mixed, sequence_keys
from lemnos.text.words import string_hashes, word_runs

_BATCH_CHARACTERS = 200_000
"""Characters whose words are hashed at once; more no longer fits the cache of a core."""


class _Member(NamedTuple):
    place: int
    """Its number in the shard."""
    record: Curated
    specific: Specific


def write_keys(run: RunFolder, task: ShardTask) -> dict[str, Any]:
    """Write the keys of one shard. Returns its figures."""
    gone = dropped(read_findings(run, JUDGE, task.number))
    bands, texts = [np.zeros(0, KEY)], [np.zeros(0, KEY)]
    for batch in _batches(
        (index, record) for index, record in enumerate(read_shard(run, task.number)) if index not in gone
    ):
        rows, keys = _rows(batch)
        texts.append(rows)
        repeated = np.repeat(rows, BANDS)
        repeated["key"] = keys.ravel()
        bands.append(repeated)
        prompted = np.array([bool(member.specific.prompted) for member in batch])
        framed = rows[prompted]
        framed["key"] = string_hashes([f"prompted {member.specific.prompted}" for member in batch])[prompted]
        bands.append(framed)
    for name, found in (("bands", bands), ("texts", texts)):
        joined = np.concatenate(found)
        save(run.work(KEYS, f"{task.number:06}.{name}.npy"), joined[np.argsort(joined["key"], kind="stable")])
    return {"compared": sum(map(len, texts))}


def _batches(records: Iterator[tuple[int, Curated]]) -> Iterator[list[_Member]]:
    batch: list[_Member] = []
    size = 0
    for index, record in records:
        member = _Member(index, record, specific(record))
        batch.append(member)
        size += sum(map(len, member.specific.parts))
        if size > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rows(batch: Sequence[_Member]) -> tuple[Rows, npt.NDArray[np.uint64]]:
    """Return a row for each record with the key of its text, and the keys of its bands, shape (records, BANDS)."""
    texts = [member.specific.text for member in batch]
    words = word_runs(texts)
    same = mixed(string_hashes([member.specific.same for member in batch]))
    rows = np.zeros(len(batch), KEY)
    lengths = np.diff(words.ends, prepend=0)
    # Texts without a word are told apart by their characters.
    wordless = np.zeros(len(batch), np.uint64)
    empty = np.flatnonzero(lengths == 0)
    wordless[empty] = string_hashes([texts[place] for place in empty])
    titles = string_hashes([member.specific.title for member in batch])
    facts = string_hashes([content_id(*member.specific.facts) for member in batch])
    rows["key"] = mixed(mixed(sequence_keys(words.hashes, words.ends) ^ same ^ wordless) + titles) + facts
    rows["rank"] = [
        rank(member.record, length, member.specific.facts)
        for member, length in zip(batch, lengths.tolist(), strict=True)
    ]
    rows["id"] = [id_number(member.record.id) for member in batch]
    rows["index"] = [member.place for member in batch]
    return rows, mixed(band_keys(*grams(words.hashes, words.ends)) ^ (same ^ wordless)[:, None])


def id_number(identifier: str) -> int:
    """Return an id as a number, by which equally good copies are ordered."""
    try:
        return int(identifier, 16) & 0xFFFFFFFFFFFFFFFF
    except ValueError:
        return int(content_id(identifier), 16)
