"""Verifies played trajectories again: a finished run of ``play``, trajectories -> each with its checks, replayed.

The run holds the tools and the tasks; the trajectories are its own, or those of a file that were made from them: each
names its task in ``origin.task``. Worlds are made anew from the tools, so a match to the byte proves that anyone can
replay them. Memory: the tools of the run, as stored, and the spec of one API at a time.
"""

from pathlib import Path

import msgspec

from lemnos.errors import RunError
from lemnos.records import Check, Tool, Trajectory, Verification
from lemnos.steps.tools.ladder.verify import checked, level_of
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.spec import world_spec
from lemnos.store.run_folder import existing_run

_MOST_SPECS = 64


class PlayedRun:
    """The tools and tasks of a finished run of ``play``.

    Raises:
        RunError: There is none, or it holds no tasks.
    """

    def __init__(self, path: Path) -> None:
        run = existing_run(path)
        held = run.manifest().records
        if "StoredTask" not in held.values() or "Tool" not in held.values():
            raise RunError("holds no tasks", where=str(path), remedy="give a run of lemnos tools play")
        self._tasks = {row["id"]: row["task"] for row in run.read_records("tasks")}
        self._apis: dict[tuple[str, str, str], list[bytes]] = {}
        for row in run.read_records("tools"):
            key = (row["provider"], row["api"], row["version"])
            self._apis.setdefault(key, []).append(msgspec.msgpack.encode(row))
        self._specs: dict[tuple[str, str, str], CompiledSpec] = {}

    def verified(self, trajectory: Trajectory) -> Trajectory:
        """Return a trajectory with its checks, executed again; with one failed check if its task is unknown."""
        text = self._tasks.get(trajectory.origin.task)
        if text is None:
            problem = f"the run has no task {trajectory.origin.task!r}"
            return msgspec.structs.replace(trajectory, verification=Verification(0, (Check("task", 3, "fail", problem),)))
        task = msgspec.json.decode(text, type=Task)
        checks = tuple(checked(trajectory, task, self._compiled(task)))
        return msgspec.structs.replace(trajectory, verification=Verification(level_of(checks), checks))

    def _compiled(self, task: Task) -> CompiledSpec:
        key = (task.provider, task.api, task.version)
        if key not in self._specs:
            if len(self._specs) >= _MOST_SPECS:
                self._specs.clear()
            tools = [msgspec.convert(msgspec.msgpack.decode(each), Tool) for each in self._apis.get(key, ())]
            self._specs[key] = CompiledSpec(world_spec(tools), tools)
        return self._specs[key]

