"""Measure exports of trajectories: rows per CPU-second, of each form, and of the import of each.

    python benchmarks/trajectory_exports.py [RUN] [--count 5000]

Without a RUN, trajectories are made up (``made_up``): three tools, one to three calls, some words and a thought, 3.1 kB
as a row of OpenAI chat. Every import is compared with what was exported. One process; times are of ``process_time``.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.exports import export
from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms import exports
from lemnos.sources.trajectories.normal.normalise import normalise
from lemnos.store.run_folder import existing_run

WAYS = (
    ("openai", "out.jsonl", "string"),
    ("openai", "out.jsonl", "object"),
    ("openai", "out.parquet", "string"),
    ("openai", "out.parquet", "object"),
    ("sharegpt", "out.jsonl", None),
    ("responses", "out.jsonl", None),
    ("atif", "out.jsonl", None),
    ("hub", "out", None),
)
"""Form, file, and arguments of each export."""

_WORDS = "harbour pilot tide chart lamp anchor buoy wind signal depth berth crew log watch swell".split()
_PLACES = ("Oslo", "Rome", "Lima", "Osaka", "Perth", "Tromsø", "São Paulo")
_TOOLS = [
    DraftTool(
        name,
        f"Tells the {what} of a place for some days, in metric units.",
        {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "Name of the place"},
                "days": {"type": "integer", "minimum": 1},
                "units": {"type": "string", "enum": ["metric", "imperial"]},
            },
            "required": ["place"],
        },
    )
    for name, what in (("weather.now", "weather"), ("tides", "tides"), ("ship_arrivals", "ships that arrive"))
]


def made_up(count: int, seed: int = 1) -> Iterator[Trajectory]:
    """Yield trajectories; the same for the same seed."""
    for number in range(count):
        draws = random.Random(f"{seed} {number}")
        events = [Event("system", "You answer in one sentence."), Event("user", _sentence(draws) + "?")]
        for _ in range(draws.randint(1, 3)):
            calls = [
                DraftCall(draws.choice(_TOOLS).name, {"place": draws.choice(_PLACES), "days": draws.randint(1, 9)})
                for _ in range(draws.randint(1, 2))
            ]
            events.append(Event("assistant", draws.choice(("", _sentence(draws))), _sentence(draws), calls))
            events += [Event("tool", json.dumps({"seen": _sentence(draws), "n": draws.random()})) for _ in calls]
        if draws.random() < 0.8:
            events.append(Event("assistant", _sentence(draws) + "."))
        draft = Draft(form="made_up", events=events, source=f"made_up:{number}", tools=list(_TOOLS))
        made = normalise(draft, "CC0-1.0")
        assert isinstance(made, Trajectory)
        yield made


def _sentence(draws: random.Random) -> str:
    return " ".join(draws.choices(_WORDS, k=draws.randint(8, 20)))


def rows_of(out: Path) -> Iterator[Any]:
    """Yield the rows of an export; of a folder, the lines of each file."""
    if out.is_dir():
        for path in sorted(out.iterdir()):
            yield list(map(msgspec.json.decode, path.read_bytes().splitlines()))
    elif out.suffix == ".parquet":
        import pyarrow.parquet as pq

        with pq.ParquetFile(out) as file:
            for batch in file.iter_batches(batch_size=256):
                yield from batch.to_pylist()
    else:
        with out.open("rb") as stream:
            yield from map(msgspec.json.decode, stream)


def imported(form: str, row: Any, source: str = "row:1") -> Iterator[Trajectory | Rejected]:
    """Yield what the import of a row gives.

    Raises:
        FormError: The row does not follow its form.
    """
    if form == "hub":
        drafts = exports.read_lines([Line(line, source) for line in row], Context("row"))
    else:
        drafts = exports.read(Line(row, source), Context("row"))
    for draft in drafts:
        yield normalise(draft) if isinstance(draft, Draft) else draft


def main() -> None:
    """Print a table of exports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, nargs="?", help="a run of the step trajectories")
    parser.add_argument("--count", type=int, default=5000, help="trajectories to export")
    given = parser.parse_args()
    if given.run:
        read = existing_run(given.run).read_records("trajectories")
        records = [msgspec.convert(row, Trajectory) for row, _ in zip(read, range(given.count), strict=False)]
    else:
        records = list(made_up(given.count))
    import pyarrow.parquet  # noqa: F401, the time that this takes is not the export's

    print(
        f"{len(records)} trajectories\n{'form':32} {'export rows/s':>14} {'import rows/s':>14} {'bytes/row':>10}  same"
    )
    for form, file, arguments in WAYS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / file
            begun = time.process_time()
            export(records, form, out, arguments=arguments)
            written = time.process_time()
            back = [made for row in rows_of(out) for made in imported(form, row)]
            ended = time.process_time()
            size = sum(path.stat().st_size for path in (out.iterdir() if out.is_dir() else [out]))
        same = "yes" if sorted(back, key=repr) == sorted(records, key=repr) else "NO"
        title = " ".join(filter(None, (form, Path(file).suffix, arguments)))
        rates = f"{len(records) / (written - begun):14,.0f} {len(records) / (ended - written):14,.0f}"
        print(f"{title:32} {rates} {size / len(records):10,.0f}  {same}")


if __name__ == "__main__":
    main()
