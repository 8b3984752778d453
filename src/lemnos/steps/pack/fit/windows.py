"""The stage ``fit``: the records of one shard → windows.

Records that fit a window stay whole; longer ones are split (``split.py``). Pieces without a token to train on are left
out, for no other document attends to them; the rest are packed (``bins.py``). Where more than 1% of the windows is then
empty, the longer records are split once more, so that pieces of them fill what others leave, and where it is more than
2%, once more into more pieces; each is taken if it makes fewer windows. Documents in a window and windows in the shard
are put in random order. What is written are ``PackedWindow`` records: the tokens stay where they are, and formats
gather them (``shard.py``). Memory: about 1 kB for each piece of the shard.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import PackedWindow, Part, Split
from lemnos.steps.pack.fit.bins import Rooms, best_fit
from lemnos.steps.pack.fit.plan import STAGE as PLAN
from lemnos.steps.pack.fit.split import Piece, split
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.store import TokenReader, hash_of, load
from lemnos.store.run_folder import RunFolder

STAGE = "fit"
WINDOWS = "windows"
_TRIES = ((False, 0.01), (True, 0.02))
"""Further tries to fill windows: whether eager, and the share that must be empty."""


class FitTask(msgspec.Struct, frozen=True):
    """One shard of windows."""

    number: int
    split: Split


class _Item(NamedTuple):
    """A piece of a record with what it repeats: a document of a window."""

    order: int
    """Of the record in the shard."""
    begin: int
    """The token of the record that it begins with, after what it repeats."""
    parts: tuple[Part, ...]
    """Placed from 0; repeated ones first."""
    trained: int

    @property
    def size(self) -> int:
        return self.parts[-1].end


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

    def heads(self, shard: int, row: int) -> list[tuple[int, int]]:
        """Return what later pieces of a record may begin with, the best first."""
        record = self.record(shard, row)
        start = int(record["head"])
        return [
            (int(begin), int(end)) for begin, end in self._load(shard, "heads")[start : start + int(record["heads"])]
        ]


def fit(run: RunFolder, settings: PackSettings, seed: int, task: FitTask) -> dict[str, Any]:
    """Write the windows of one shard. Returns its figures."""
    members = np.load(run.work(PLAN, f"{task.number:06}.npy")).tolist()
    lengths = Lengths(run)
    reader = TokenReader(run, sorted({shard for shard, _ in members}))
    placed = [(order, shard, row) for order, (shard, row) in enumerate(members)]
    long = [each for each in placed if lengths.units(*each[1:])[-1] > settings.window]
    whole = _made(lengths, reader, sorted(set(placed).difference(long)), settings)
    items, counts, windows = _together(whole, _made(lengths, reader, long, settings), settings.window)
    long.sort(key=lambda each: (-int(lengths.units(*each[1:])[-1]), each[0]))
    for eager, most in _TRIES:
        if long and _empty(items, windows, settings.window) > most:
            rooms = _rooms(whole[0], settings.window, eager)
            filled = _together(whole, _made(lengths, reader, long, settings, rooms), settings.window)
            if len(filled[2]) < len(windows):
                items, counts, windows = filled
    reader.close()
    key = hash_of(f"{seed}:window:{task.number}")
    ordered = sorted(
        (sorted((items[number] for number in window), key=lambda item: (item.order, item.begin)) for window in windows),
        key=lambda window: hash_of(f"{key}:{window[0].order}:{window[0].begin}"),
    )
    kept = [_packed(window, task.split) for window in ordered]
    for made in kept:
        counts["padding"] += settings.window - made.tokens
        counts["trained"] += made.trained
        counts["tokens"] += made.tokens
        counts["documents"] += len(made.starts)
        counts["repeated"] += sum(part.end - part.start for part in made.parts if part.repeated)
    run.write_records(WINDOWS, task.number, PackedWindow, kept)
    return {"windows": len(kept), "split": task.split, **{name: counts[name] for name in _COUNTS}}


def _made(
    lengths: Lengths,
    reader: TokenReader,
    records: Iterable[tuple[int, int, int]],
    settings: PackSettings,
    rooms: Rooms | None = None,
) -> tuple[list[_Item], Counter[str]]:
    """Return the pieces of some records that have a token to train on, and what is counted.

    Args:
        lengths: Of all records.
        reader: Of the masks.
        records: Order in the shard, shard of the tokens and row there of each.
        settings: Of the step.
        rooms: What pieces may fill; each is put there.
    """
    counts: Counter[str] = Counter()
    items: list[_Item] = []
    for order, shard, row in records:
        for item in _items(lengths, reader, order, shard, row, settings, counts, rooms):
            if item.trained:
                items.append(item)
                if rooms is not None:
                    rooms.put(item.size)
            else:
                counts["untrained_pieces"] += 1
                counts["untrained_tokens"] += item.size
                if any(part.masked for part in item.parts):  # for want of a referent
                    counts["lost"] += sum(part.end - part.start for part in item.parts if not part.repeated)
    return items, counts


def _together(
    whole: tuple[list[_Item], Counter[str]], split: tuple[list[_Item], Counter[str]], window: int
) -> tuple[list[_Item], Counter[str], list[list[int]]]:
    """Return the pieces of all records in order, what is counted, and the numbers of those in each window."""
    items = sorted(whole[0] + split[0], key=lambda item: (item.order, item.begin))
    return items, whole[1] + split[1], best_fit([item.size for item in items], window)


def _rooms(items: Sequence[_Item], window: int, eager: bool) -> Rooms:
    """Return what windows of these pieces alone have left."""
    sizes = [item.size for item in items]
    left = (window - sum(sizes[number] for number in each) for each in best_fit(sizes, window))
    return Rooms(left, window, eager=eager)


def _empty(items: Sequence[_Item], windows: Sequence[Sequence[int]], window: int) -> float:
    """Return the share of the windows that is empty."""
    room = len(windows) * window
    return 1 - sum(item.size for item in items) / room if room else 0.0


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
    "headed",
    "headless",
    "untrained_pieces",
    "untrained_tokens",
)
"""What is counted of each shard. ``recalls`` are those of records that are split, and ``recalls_apart`` those of them
whose referent would be in another window if nothing were repeated and cuts were blind. ``lost`` are tokens of orphans
that are dropped, or that make up a piece without a token to train on. ``headed`` are later pieces of
records with a head that begin with it, ``headless`` those that do not."""


def _items(
    lengths: Lengths,
    reader: TokenReader,
    order: int,
    shard: int,
    row: int,
    settings: PackSettings,
    counts: Counter[str],
    rooms: Rooms | None,
) -> Iterator[_Item]:
    """Yield the pieces of a record."""
    ends = lengths.units(shard, row).tolist()
    recalls = [pair for pair in lengths.recalls(shard, row) if pair[1] < pair[0]]
    counts["recalls"] += len(recalls)
    heads = lengths.heads(shard, row)
    most = settings.head_share * settings.window
    head = next(((start, end) for start, end in heads if end - start <= most), (0, 0))
    pieces = split(ends, recalls, settings.window, repeat=settings.repeat_recalls, head=head, rooms=rooms)
    counts["recalls_apart"] += sum(
        (ends[unit] - 1) // settings.window != (ends[earlier] - 1) // settings.window for unit, earlier in recalls
    )
    if len(pieces) == 1:
        counts["whole"] += 1
        counts["recalls_kept"] += len(recalls)
        yield _item(lengths, reader, order, shard, row, (), [(0, ends[-1])], ())
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
        runs = ([head] if piece.headed else []) + [_run(ends, unit) for unit in piece.repeats]
        if settings.orphans == "drop" and orphans:
            for unit in piece.orphans:
                counts["lost"] += _length(ends, unit)
            own = _without(piece, ends, orphans)
        else:
            own = [(piece.start, piece.end)]
        if own:
            masked = piece.orphans if settings.orphans == "mask" else ()
            item = _item(lengths, reader, order, shard, row, runs, own, masked)
            if item.trained and heads and piece.start >= heads[-1][1]:
                counts["headed" if piece.headed else "headless"] += 1
            yield item


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


def _item(
    lengths: Lengths,
    reader: TokenReader,
    order: int,
    shard: int,
    row: int,
    repeated: Sequence[tuple[int, int]],
    own: Sequence[tuple[int, int]],
    orphans: Sequence[int],
) -> _Item:
    """Return a document of these runs of tokens of a record, and how many of them are trained on.

    Args:
        lengths: Of all records.
        reader: Of the masks.
        order: Of the record in the shard.
        shard: Of its tokens.
        row: Of it there.
        repeated: Runs that stand before it again.
        own: Runs of its own.
        orphans: Units that are masked.
    """
    record, ends = lengths.record(shard, row), lengths.units(shard, row)
    parts: list[Part] = []
    place = trained = 0
    for number, (start, end) in enumerate((*repeated, *own)):
        first, last = (int(found) for found in np.searchsorted(ends, (start, end - 1), side="right"))
        again = number < len(repeated)
        part = Part(
            record=f"{int(record['id']):016x}",
            shard=shard,
            row=row,
            first_unit=first,
            last_unit=last,
            start=place,
            end=place + end - start,
            offset=start,
            repeated=again,
            masked=() if again else tuple(unit for unit in orphans if first <= unit <= last),
        )
        parts.append(part)
        place = part.end
        if not again:
            base = int(record["token"])
            flags = reader.trained(shard, base + start, base + end)
            trained += int(unmasked(flags, part, ends, first_of_document=not number).sum())
    return _Item(order, own[0][0], tuple(parts), trained)


def _packed(window: Sequence[_Item], split: Split) -> PackedWindow:
    """Return documents one after another."""
    parts: list[Part] = []
    starts: list[int] = []
    for item in window:
        place = parts[-1].end if parts else 0
        starts.append(place)
        parts += (msgspec.structs.replace(part, start=part.start + place, end=part.end + place) for part in item.parts)
    return PackedWindow(
        split=split,
        tokens=parts[-1].end,
        trained=sum(item.trained for item in window),
        starts=tuple(starts),
        parts=tuple(parts),
    )


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
