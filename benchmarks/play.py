"""Measure what playing costs: CPU for each trajectory, peak memory, and how the time divides.

    python benchmarks/play.py INPUT... [--every N] [--workers N] [--parts] [--set KEY=VALUE ...]

INPUT is what ``lemnos tools play`` reads. Of a folder, every N-th description by sorted path is taken, so that a sample
can be stated. The command runs as it is, into a temporary folder, in a process of its own; CPU time (user and system,
start of Python included) and peak memory are those that the system counts for it and its workers. Seconds of CPU depend
on the machine and on what else runs there: compare runs in turn.

With ``--parts`` the same inputs are played a second time in this process with the default settings, one stage after the
other, and the CPU time of each stage is printed: reading descriptions; claims, nouns and edges of an API; tasks that
were drawn in vain and tasks that were found; playing (with its verification); verification alone; writing.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from lemnos.records import Tool, Trajectory
from lemnos.sources.tools.base import read_shard
from lemnos.sources.tools.detect import open_tools
from lemnos.steps.tools.play import worlds
from lemnos.steps.tools.play.record import StoredTask, played, stored, verified
from lemnos.steps.tools.play.settings import PlaySettings
from lemnos.steps.tools.task import schedule
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.make import world_specs
from lemnos.store.run_folder import RunFolder

SUFFIXES = (".yaml", ".yml", ".json")
SEED = 7


def inputs_of(paths: Sequence[str], every: int) -> list[str]:
    """Return the inputs, with every ``every``-th description of each folder in place of the folder."""
    found: list[str] = []
    for path in map(Path, paths):
        if path.is_dir():
            files = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES)
            found += map(str, files[::every])
        else:
            found.append(str(path))
    return found


def run_command(inputs: Sequence[str], out: Path, workers: int, changed: Sequence[str]) -> None:
    """Run the command and print its CPU time, peak memory and yield."""
    command = [sys.executable, "-m", "lemnos", "tools", "play", *inputs, "--out", str(out), "--seed", str(SEED)]
    command += ["--workers", str(workers), "--quiet"]
    for each in changed:
        command += ["--set", each]
    started = time.monotonic()
    subprocess.run(command, check=True, env=os.environ)
    clock = time.monotonic() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    report = json.loads((out / "report.json").read_bytes())
    count = report["trajectories"]
    print(f"{len(inputs):,} inputs, {count:,} trajectories {report['levels']}, {report['tools_called']:,} tools called")
    print(f"{cpu:.1f} s of CPU ({used.ru_utime:.1f} user), {clock:.1f} s by the clock with {workers} workers")
    print(f"{1000 * cpu / max(1, count):.2f} ms of CPU a trajectory, largest process {used.ru_maxrss / 1000:,.0f} MB")


class Parts:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.counts: Counter[str] = Counter()

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Add the CPU time of a block to a stage."""
        started = time.process_time()
        yield
        self.seconds[name] += time.process_time() - started
        self.counts[name] += 1

    def drawn(self, kind: str, maker: schedule.Maker) -> schedule.Maker:
        """Return a maker of tasks whose time counts for what it found or for what it tried in vain."""

        def make(draft: Draft, operation: ApiOperation) -> Task | None:
            started = time.process_time()
            task = maker(draft, operation)
            spent = time.process_time() - started
            name = "drawing, found" if task else "drawing, in vain"
            self.seconds[name] += spent
            self.counts[name] += 1
            if task is None:
                self.seconds[f"  in vain: {kind}"] += spent
                self.counts[f"  in vain: {kind}"] += 1
            return task

        return make


def measure_parts(inputs: Sequence[str], run: RunFolder, settings: PlaySettings) -> None:
    """Play the inputs stage by stage and print the CPU time of each."""
    parts = Parts()
    shards = [shard for path in inputs for shard in open_tools(path).shards()]
    makers = {kind: parts.drawn(kind, maker) for kind, maker in schedule.MAKERS.items()}
    started = time.process_time()
    with mock.patch.object(schedule, "MAKERS", makers):
        for number, shard in enumerate(shards):
            with parts.timed("reading descriptions"):
                tools, _ = read_shard(shard)
            with parts.timed("writing"):
                run.write_records(worlds.TOOLS, number, Tool, tools)
            play_shard(tools, settings, number, run, parts)
    whole = time.process_time() - started
    for name, seconds in sorted(parts.seconds.items(), key=lambda each: -each[1]):
        print(f"{seconds:8.2f} s {seconds / whole:6.1%}  {parts.counts[name]:9,} times  {name}")
    print(f"{whole:8.2f} s in all")


def play_shard(tools: Sequence[Tool], settings: PlaySettings, number: int, run: RunFolder, parts: Parts) -> None:
    """Play the tools of a shard, in timed stages."""
    trajectories: list[Trajectory] = []
    tasks: list[StoredTask] = []
    specs = world_specs(tools)
    while True:
        with parts.timed("claims"):
            found = next(specs, None)
        if found is None:
            break
        spec, members = found
        others = [tool for tool in tools if tool.provider != spec.provider or tool.api != spec.api][:300]
        with parts.timed("operations and nouns"):
            api = Api(spec, members)
            wanted = api.targets
        if wanted:
            with parts.timed("edges"):
                _ = [each.feeds for each in wanted]
        before = parts.seconds["drawing, found"] + parts.seconds["drawing, in vain"]
        with parts.timed("scheduling and drafts"):
            drawn = list(worlds.wanted_tasks(api, settings, SEED))
        inside = parts.seconds["drawing, found"] + parts.seconds["drawing, in vain"] - before
        parts.seconds["scheduling and drafts"] -= inside
        for task in drawn:
            with parts.timed("playing"):
                made, trajectory = played(
                    task,
                    api,
                    others,
                    thoughts=settings.thoughts,
                    renamed=settings.renamed,
                    masked=settings.masked,
                    most=settings.most_offered,
                )
            with parts.timed("verification"):
                verified(trajectory, made, api)
            if trajectory.verification.level >= settings.level:
                trajectories.append(trajectory)
                tasks.append(stored(made))
    with parts.timed("writing"):
        run.write_records(worlds.TRAJECTORIES, number, Trajectory, trajectories)
        run.write_records(worlds.TASKS, number, StoredTask, tasks)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("inputs", nargs="+", metavar="INPUT")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="Take every N-th description of a folder.")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--parts", action="store_true", help="Print the CPU time of each stage too.")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="As for the command.")
    options = parser.parse_args()
    inputs = inputs_of(options.inputs, options.every)
    with tempfile.TemporaryDirectory() as folder:
        run_command(inputs, Path(folder, "run"), options.workers, options.set)
        if options.parts:
            measure_parts(inputs, RunFolder(Path(folder, "parts")), PlaySettings())


if __name__ == "__main__":
    main()
