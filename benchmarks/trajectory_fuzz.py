"""Damage exports of trajectories and import them: no crash, no hang.

    python benchmarks/trajectory_fuzz.py [--files 10000] [--seed 1]

Each file is one row of a form. Its bytes are flipped, cut, removed or doubled, or in its JSON a value is replaced by
one of another type, removed or put elsewhere, a key renamed. A damaged row ends as a record, the same or an edited
one, as a refusal with a reason, or is left to the other readers because it is no JSON or carries nothing readable.
Anything else ends the program: an exception, or a row that takes more than five seconds.
"""

import argparse
import json
import random
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.exports import export
from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms import exports
from trajectory_exports import imported, made_up, rows_of

FORMS = ("openai", "sharegpt", "responses", "atif", "hub")
SECONDS = 5
_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1e300, float("inf"), "", "x", "\ud800", "null", "[" * 500, [], {}, [None], [[]],
    {"": None}, {"role": "user"}, [{"type": "text"}], "lemnos", "call_1",
)  # fmt: skip


def files(seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield rows of exports without end: the form, and the row as bytes."""
    while True:
        with tempfile.TemporaryDirectory() as folder:
            for form in FORMS:
                out = Path(folder) / (form if form == "hub" else f"{form}.jsonl")
                export(made_up(20, seed), form, out)
                for row in rows_of(out):
                    yield form, json.dumps(row, ensure_ascii=False).encode()
        seed += 1


def damaged(data: bytes, draws: random.Random) -> bytes:
    """Return the bytes of a row with one to three faults."""
    for _ in range(draws.randint(1, 3)):
        data = draws.choice(_FAULTS)(data, draws)
    return data


def _flipped(data: bytes, draws: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draws.randint(1, 8)):
        if changed:
            changed[draws.randrange(len(changed))] ^= 1 << draws.randrange(8)
    return bytes(changed)


def _cut(data: bytes, draws: random.Random) -> bytes:
    return data[: draws.randrange(len(data) + 1)]


def _removed(data: bytes, draws: random.Random) -> bytes:
    start = draws.randrange(len(data) + 1)
    return data[:start] + data[start + draws.randrange(50) :]


def _doubled(data: bytes, draws: random.Random) -> bytes:
    start = draws.randrange(len(data) + 1)
    end = start + draws.randrange(50)
    return data[:end] + data[start:]


def _retyped(data: bytes, draws: random.Random) -> bytes:
    """Change one place in the JSON of a row, or in the JSON text that it carries."""
    try:
        row = json.loads(data)
    except (ValueError, RecursionError):
        return data
    places = list(_places(row))
    if not places:
        return data
    holder, key = draws.choice(places)
    kind = draws.randrange(5)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, dict):
        holder[draws.choice(("", "role", "messages", "content", "x" * 5000))] = holder.pop(key)
    elif kind == 2:
        other, place = draws.choice(places)
        holder[key] = json.loads(json.dumps(other[place]))
    elif kind == 3 and isinstance(holder[key], str):
        holder[key] = _retyped(holder[key].encode("utf-8", "replace"), draws).decode("utf-8", "replace")
    else:
        holder[key] = draws.choice(_ODD)
    return json.dumps(row).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys: Any = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


_FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped,
    _cut,
    _removed,
    _doubled,
    _retyped,
    _retyped,
    _retyped,
    _retyped,
    _retyped,
)


def ending(form: str, data: bytes) -> str:
    """Return what becomes of a damaged row."""
    row: Any = None
    for decode in (msgspec.json.decode, json.loads):
        try:
            row = decode(data)
            break
        except (ValueError, RecursionError):
            continue
    else:
        return "no JSON"
    first = row[0] if form == "hub" and isinstance(row, list) and row else row
    if not (exports.looks_like_line(first) if form == "hub" else exports.looks_like(first)):
        return "left to other readers"
    try:
        made = list(imported(form, row if isinstance(row, list) else [row]) if form == "hub" else imported(form, row))
    except FormError:
        return "refused by the form"
    msgspec.json.encode(made)  # what is read can be written
    if any(isinstance(record, Rejected) for record in made):
        return "rejected"
    records = [record for record in made if isinstance(record, Trajectory)]
    return "edited" if any("edited_export" in record.repaired for record in records) else "same"


def run(count: int, seed: int) -> Counter[str]:
    """Damage and import some rows; return how they ended."""
    before = signal.signal(signal.SIGVTALRM, _too_long)
    draws = random.Random(seed)
    endings: Counter[str] = Counter()
    try:
        for (form, data), _ in zip(files(seed), range(count), strict=False):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)  # of CPU time, whatever else the machine does
            endings[ending(form, damaged(data, draws))] += 1
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return endings


def _too_long(number: int, frame: Any) -> None:
    del number, frame
    raise TimeoutError(f"a row took more than {SECONDS} seconds")


def main() -> None:
    """Print how the damaged rows ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name, count in run(given.files, given.seed).most_common():
        print(f"{name:24} {count:7,}")


if __name__ == "__main__":
    main()
