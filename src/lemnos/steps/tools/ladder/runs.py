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

    def task(self, trajectory: Trajectory) -> Task:
        """Return the task of a trajectory.

        Raises:
            KeyError: The run does not have it.
        """
        return msgspec.json.decode(self._tasks[trajectory.origin.task], type=Task)

    def tools(self, task: Task) -> list[Tool]:
        """Return the tools of the API of a task."""
        key = (task.provider, task.api, task.version)
        return [msgspec.convert(msgspec.msgpack.decode(each), Tool) for each in self._apis.get(key, ())]

    def compiled(self, task: Task) -> CompiledSpec:
        """Return the spec of the world of a task, made anew from the tools."""
        key = (task.provider, task.api, task.version)
        if key not in self._specs:
            if len(self._specs) >= _MOST_SPECS:
                self._specs.clear()
            tools = self.tools(task)
            self._specs[key] = CompiledSpec(world_spec(tools), tools)
        return self._specs[key]

    def verified(self, trajectory: Trajectory, task: Task | None = None) -> Trajectory:
        """Return a trajectory with its checks, executed again; with one failed check if its task is unknown.

        Args:
            trajectory: The trajectory.
            task: The task to compare it with; by default the one that it names.
        """
        if task is None and trajectory.origin.task not in self._tasks:
            problem = f"the run has no task {trajectory.origin.task!r}"
            return msgspec.structs.replace(
                trajectory, verification=Verification(0, (Check("task", 3, "fail", problem),))
            )
        own = task or self.task(trajectory)
        checks = tuple(checked(trajectory, own, self.compiled(own)))
        return msgspec.structs.replace(trajectory, verification=Verification(level_of(checks), checks))
