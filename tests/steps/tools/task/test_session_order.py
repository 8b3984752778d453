"""Sessions do not depend on the order of sets, which is another in each process."""

import os
import subprocess
import sys
from typing import Any

import msgspec

from lemnos.records.tools import Place
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import PROJECT
from tests.steps.tools.world.apis import NUMBER, TEXT, http


def sessions() -> list[Task]:
    """Return sessions on projects that lie below an organization and a region, which no user names."""
    above: dict[str, tuple[Place, Any]] = {"orgName": ("path", TEXT), "regionName": ("path", TEXT)}
    one = above | {"id": ("path", NUMBER)}
    fields: dict[str, tuple[Place, Any]] = {"description": ("body", TEXT), "startDate": ("body", TEXT)}
    whole: dict[str, Any] = {"provider": "board.example", "api": "Board"}
    path = "/orgs/{orgName}/regions/{regionName}/projects"
    tools = [
        http("listProjects", "GET", path, above, {"type": "array", "items": PROJECT},
             description="List the projects.", **whole),
        http("getProject", "GET", f"{path}/{{id}}", one, PROJECT, description="Return a project.", **whole),
        http("updateProject", "PATCH", f"{path}/{{id}}", one | fields, PROJECT,
             description="Change a project.", **whole),
        http("deleteProject", "DELETE", f"{path}/{{id}}", one, description="Delete a project.", **whole),
    ]  # fmt: skip
    only = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"session": 1.0}
    return list(tasks_of(Api(world_spec(tools), tools), "0", 40, only, 60))


def test_sessions_are_the_same_in_every_process() -> None:
    again = [task for task in sessions() if any(turn.refers == "same" for turn in task.turns)]
    assert any(call.purpose == "update" for task in again for call in task.calls)
    code = f"from {__name__} import sessions; print([task.id for task in sessions()])"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in "123"
    }
    assert len(printed) == 1
