"""The runs of a design: which are done, and how one is made. A killed proof goes on where it was.

    OUT/base                 the model that all arms go on from, unless the design names a checkpoint
    OUT/runs/NAME/trained    a run of ``lemnos train``
    OUT/runs/NAME/scores     a run of ``lemnos evaluate`` on ``OUT/items``
    OUT/runs/NAME/cost.json  CPU-seconds of both

A process makes one run after another with one thread; several processes share a list. Each run is a function of the
design, the packs and its seed, so neither their number nor their order matters.
"""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import msgspec

import lemnos
from lemnos.errors import LemnosError, PausedError
from lemnos.store.atomic_files import write_bytes
from proof.design import Design, Run, runs_of
from proof.items import FILES


def is_done(out: Path, run: Run) -> bool:
    """Return whether a run is trained and scored."""
    return (out / "runs" / run.name / "cost.json").exists()


def left(design: Design, out: Path) -> list[Run]:
    """Return the runs that are not done, in order."""
    return [run for run in runs_of(design) if not is_done(out, run)]


def make_base(design: Design, out: Path, end: float = 0.0) -> Path:
    """Return the checkpoint that all arms go on from; train it if there is none.

    Args:
        design: The design.
        out: Folder of the proof.
        end: When to stop, by ``time.monotonic``; 0 for never.

    Raises:
        PausedError: The time is up; the same command goes on.
    """
    if design.start:
        return Path(design.start)
    if not (out / "base" / "manifest.json").exists():
        lemnos.train(out / "packs" / "base", out=out / "base", workers=1, minutes=_minutes(end), **design.base)
    return out / "base" / "model"


def _minutes(end: float) -> float:
    """Return how many minutes are left; 0 for no limit.

    Raises:
        PausedError: None are.
    """
    if not end:
        return 0.0
    minutes = (end - time.monotonic()) / 60
    if minutes <= 0:
        raise PausedError("the minutes are over", remedy="run the same command to go on")
    return minutes


def make(design: Design, out: Path, run: Run, start: Path, more: Mapping[str, str], end: float = 0.0) -> float:
    """Train and score one run; return its CPU-seconds, without those of an interrupted attempt.

    Args:
        design: The design.
        out: Folder of the proof.
        run: The run.
        start: The checkpoint that it goes on from.
        more: More suites of ``lemnos evaluate``: name → path.
        end: See ``make_base``.

    Raises:
        PausedError: The time is up; the same command goes on.
    """
    begun = time.process_time()
    folder = out / "runs" / run.name
    arm = design.arms[run.arm]
    lemnos.train(
        [out / "packs" / name for name in arm.packs],
        out=folder / "trained",
        seed=run.seed,
        workers=1,
        progress=False,
        start=str(start),
        tokens=str(round(design.tokens * arm.share)),
        shares=dict(arm.packs),
        learning_rate=run.rate,
        minutes=_minutes(end),
        **design.train,
    )
    trained = time.process_time() - begun
    files = {name: out / "items" / file for name, file in FILES.items() if name not in design.without}
    suites = {name: str(file) for name, file in files.items() if file.exists()}
    lemnos.evaluate(
        {"path": str(folder / "trained" / "model"), "name": run.name},
        out=folder / "scores",
        workers=1,
        progress=False,
        suites={**suites, **more},
        **design.evaluate,
    )
    spent = time.process_time() - begun
    write_bytes(folder / "cost.json", json.dumps({"train": round(trained, 1), "all": round(spent, 1)}).encode())
    return spent


def make_all(
    design: Design,
    out: Path,
    processes: int,
    say: Callable[[str], None],
    part: tuple[int, int] = (0, 1),
    arms: Collection[str] = (),
    suites: Mapping[str, str] | None = None,
    minutes: float = 0.0,
) -> None:
    """Make all runs that are not done.

    Args:
        design: The design.
        out: Folder of the proof.
        processes: How many make runs at once.
        say: Is told of each run that is done.
        part: (k, n) makes the runs k, k + n, … of the design.
        arms: Only runs of these; all if empty.
        suites: More suites of ``lemnos evaluate``: name → path.
        minutes: Stop after so many; 0 for no limit. What is being scored then is finished first.

    Raises:
        PausedError: The minutes are over; the same command goes on.
    """
    end = time.monotonic() + 60 * minutes if minutes else 0.0
    start = make_base(design, out, end)
    mine = runs_of(design)[part[0] :: part[1]]
    runs = [run for run in mine if (not arms or run.arm in arms) and not is_done(out, run)]
    content = msgspec.json.encode(design)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        waiting = {pool.submit(_make, content, out, run, start, dict(suites or {}), end): run for run in runs}
        try:
            for number, future in enumerate(as_completed(waiting), 1):
                say(f"{waiting[future].name}: {future.result():.0f} CPU-seconds; {len(runs) - number} left")
        except LemnosError:
            pool.shutdown(
                wait=False, cancel_futures=True
            )  # what is wrong with one run is said now, not after all others
            raise


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _make(content: bytes, out: Path, run: Run, start: Path, suites: dict[str, str], end: float) -> float:
    return make(msgspec.json.decode(content, type=Design), out, Run(*run), start, suites, end)


def costs(out: Path) -> Iterator[float]:
    """Yield the CPU-seconds of all runs that are done."""
    for path in sorted((out / "runs").glob("*/cost.json")):
        yield float(json.loads(path.read_bytes())["all"])
