"""The stage ``fit``: the records of one shard → windows.

Records that fit a window stay whole; longer ones are split (``split.py``). Pieces are packed (``bins.py``), documents
in a window and windows in the shard are put in random order. What is written are ``PackedWindow`` records: the tokens
stay where they are, and formats gather them (``shard.py``). Memory: about 500 bytes for each piece of the shard.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.steps.pack.base import PackedWindow, Part, Split
from lemnos.steps.pack.fit.bins import best_fit
from lemnos.steps.pack.fit.plan import STAGE as PLAN
from lemnos.steps.pack.fit.split import Piece, split
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.store import TokenReader, hash_of, load
from lemnos.store.run_folder import RunFolder

STAGE = "fit"
WINDOWS = "windows"


class FitTask(msgspec.Struct, frozen=True):
    """One shard of windows."""

    number: int
    split: Split


class _Item(NamedTuple):
    """A piece of a record with what it repeats: a document of a window."""

    order: int
    """Of the record in the shard."""
    shard: int
    row: int
    piece: Piece
    kept: tuple[tuple[int, int], ...]
    """Runs of tokens of the record that it keeps, with repeated ones first."""

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.kept)


class Lengths:
    """Lengths of the units of all records, by shard; mapped into memory."""

    def __init__(self, run: RunFolder) -> None:
        self._run = run
        self._load = cache(lambda shard, name: load(run, shard, name))

    def record(self, shard: int, row: int) -> Any:
        """Return what is noted of a record, a row of ``store.RECORD``."""
        return self._load(shard, "records")[row]

    def units(self, shard: int, row: int) -> npt.NDArray[np.int32]:
        """Return where each unit of a record ends."""
        record = self.record(shard, row)
        start = int(record["unit"])
        units: npt.NDArray[np.int32] = self._load(shard, "units")[start : start + int(record["units"])]
        return units

    def recalls(self, shard: int, row: int) -> list[tuple[int, int]]:
        """Return the recalls of a record."""
        record = self.record(shard, row)
        start = int(record["recall"])
        return [
            (int(unit), int(earlier))
            for unit, earlier in self._load(shard, "recalls")[start : start + int(record["recalls"])]
        ]


def fit(run: RunFolder, settings: PackSettings, seed: int, task: FitTask) -> dict[str, Any]:
    """Write the windows of one shard. Returns its figures."""
    members = np.load(run.work(PLAN, f"{task.number:06}.npy")).tolist()
    lengths = Lengths(run)
    counts: Counter[str] = Counter()
    items: list[_Item] = []
    for order, (shard, row) in enumerate(members):
        items += _items(lengths, order, shard, row, settings, counts)
    windows = best_fit([item.size for item in items], settings.window)
    reader = TokenReader(run, sorted({shard for shard, _ in members}))
    key = hash_of(f"{seed}:window:{task.number}")
    ordered = sorted(
        (sorted((items[number] for number in window), key=lambda item: (item.order, item.piece)) for window in windows),
        key=lambda window: hash_of(f"{key}:{window[0].order}:{window[0].piece.start}"),
    )
    kept: list[PackedWindow] = []
    for window in ordered:
        made = _packed(window, lengths, reader, task.split, settings)
        if made.trained:
            kept.append(made)
            counts["padding"] += settings.window - made.tokens
            counts["trained"] += made.trained
            counts["tokens"] += made.tokens
            counts["documents"] += len(made.starts)
            counts["repeated"] += sum(part.end - part.start for part in made.parts if part.repeated)
        else:
            counts["untrained_windows"] += 1
            counts["untrained_tokens"] += made.tokens
    reader.close()
    run.write_records(WINDOWS, task.number, PackedWindow, kept)
    return {"windows": len(kept), "split": task.split, **{name: counts[name] for name in _COUNTS}}


_COUNTS = (
    "tokens",
    "trained",
    "padding",
    "lost",
    "repeated",
    "documents",
    "whole",
    "cut",
    "cut_that_fit",
    "long_units",
    "recalls",
    "recalls_apart",
    "recalls_kept",
    "recalls_orphaned",
    "orphan_tokens",
    "untrained_windows",
    "untrained_tokens",
)
"""What is counted of each shard. ``recalls`` are those of records that are split, and ``recalls_apart`` those of them
whose referent would be in another window if nothing were repeated and cuts were blind."""


def _items(
    lengths: Lengths, order: int, shard: int, row: int, settings: PackSettings, counts: Counter[str]
) -> Iterator[_Item]:
    """Yield the pieces of a record."""
    ends = lengths.units(shard, row).tolist()
    recalls = [pair for pair in lengths.recalls(shard, row) if pair[1] < pair[0]]
    counts["recalls"] += len(recalls)
    pieces = split(ends, recalls, settings.window, repeat=settings.repeat_recalls)
    counts["recalls_apart"] += sum(
        (ends[unit] - 1) // settings.window != (ends[earlier] - 1) // settings.window for unit, earlier in recalls
    )
    if len(pieces) == 1:
        counts["whole"] += 1
        counts["recalls_kept"] += len(recalls)
        yield _Item(order, shard, row, pieces[0], ((0, ends[-1]),))
        return
    counts["cut"] += 1
    counts["cut_that_fit"] += ends[-1] <= settings.window
    counts["long_units"] += sum(end - start > settings.window for start, end in zip([0, *ends], ends, strict=False))
    for piece in pieces:
        orphans = set(piece.orphans)
        inside = [pair for pair in recalls if piece.first <= pair[0] <= piece.last]
        broken = sum(unit in orphans for unit, _ in inside)
        counts["recalls_orphaned"] += broken
        counts["recalls_kept"] += len(inside) - broken
        counts["orphan_tokens"] += sum(_length(ends, unit) for unit in orphans)
        runs = [_run(ends, unit) for unit in piece.repeats]
        if settings.orphans == "drop" and orphans:
            for unit in piece.orphans:
                counts["lost"] += _length(ends, unit)
            own = _without(piece, ends, orphans)
        else:
            own = [(piece.start, piece.end)]
        if own:
            yield _Item(order, shard, row, piece, (*runs, *own))


def _without(piece: Piece, ends: Sequence[int], dropped: set[int]) -> list[tuple[int, int]]:
    """Return the tokens of a piece without some units."""
    kept: list[tuple[int, int]] = []
    for unit in range(piece.first, piece.last + 1):
        if unit in dropped:
            continue
        start, end = _run(ends, unit)
        start, end = max(start, piece.start), min(end, piece.end)
        if kept and kept[-1][1] == start:
            kept[-1] = kept[-1][0], end
        else:
            kept.append((start, end))
    return kept


def _packed(
    window: Sequence[_Item], lengths: Lengths, reader: TokenReader, split: Split, settings: PackSettings
) -> PackedWindow:
    """Return what is in a window."""
    parts: list[Part] = []
    starts: list[int] = []
    place = trained = 0
    for item in window:
        starts.append(place)
        record = lengths.record(item.shard, item.row)
        ends = lengths.units(item.shard, item.row)
        first = True
        repeated = len(item.piece.repeats)
        for number, (start, end) in enumerate(item.kept):
            from_, to = (int(found) for found in np.searchsorted(ends, (start, end - 1), side="right"))
            masked = (
                tuple(unit for unit in item.piece.orphans if from_ <= unit <= to)
                if settings.orphans == "mask" and number >= repeated
                else ()
            )
            part = Part(
                record=f"{int(record['id']):016x}",
                shard=item.shard,
                row=item.row,
                first_unit=from_,
                last_unit=to,
                start=place,
                end=place + end - start,
                offset=start,
                repeated=number < repeated,
                masked=masked,
            )
            parts.append(part)
            place = part.end
            if not part.repeated:
                base = int(record["token"])
                flags = reader.read(item.shard, base + start, base + end)[1]
                trained += int(unmasked(flags, part, ends, first_of_document=first).sum())
            first = False
    return PackedWindow(split=split, tokens=place, trained=trained, starts=tuple(starts), parts=tuple(parts))


def unmasked(
    flags: npt.NDArray[np.bool_], part: Part, ends: npt.NDArray[np.int32], *, first_of_document: bool
) -> npt.NDArray[np.bool_]:
    """Return which tokens of a part have a loss.

    Args:
        flags: Which have one by their spans.
        part: The part.
        ends: Where each unit of its record ends.
        first_of_document: Whether its first token has none before it.
    """
    if part.repeated:
        return np.zeros(len(flags), dtype=np.bool_)
    made = flags.copy()
    for unit in part.masked:
        start, end = _run(ends, unit)
        made[max(0, start - part.offset) : max(0, end - part.offset)] = False
    if first_of_document:
        made[:1] = False
    return made


def _run(ends: Any, unit: int) -> tuple[int, int]:
    return (int(ends[unit - 1]) if unit else 0), int(ends[unit])


def _length(ends: Sequence[int], unit: int) -> int:
    start, end = _run(ends, unit)
    return end - start
