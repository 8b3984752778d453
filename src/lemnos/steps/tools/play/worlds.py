"""The stages of ``play``: input shards -> tools; the tools of some APIs -> tasks and trajectories.

``tools`` reads an input shard and keeps its tools. ``trajectories`` makes the worlds of the APIs that begin in one
shard, tasks in them, and plays these. An API whose tools lie in several shards belongs to the first of them. Memory:
the tools of one shard, one world, and the trajectories of one row group. Cost: about 5 ms for each trajectory.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from random import Random
from typing import Any

import msgspec

from lemnos.engine.memory import give_back
from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers, Request, Unanswered
from lemnos.pipeline.job import InputTask
from lemnos.records import Rejected, Tool, Trajectory
from lemnos.sources.tools.base import read_shard
from lemnos.steps.tools.play.asked.base import Asked
from lemnos.steps.tools.play.asked.paraphrase import paraphrased
from lemnos.steps.tools.play.asked.player import StrayError
from lemnos.steps.tools.play.record import StoredTask, played, stored
from lemnos.steps.tools.play.settings import PlaySettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.functions.make import why_not
from lemnos.steps.tools.task.schedule import functions_of, tasks_of
from lemnos.steps.tools.world.make import world_specs
from lemnos.steps.tools.world.values.seeds import seed_of
from lemnos.store.record_files import read_file
from lemnos.store.run_folder import RunFolder

TOOLS = "tools"
TRAJECTORIES = "trajectories"
TASKS = "tasks"
COUNTED = (
    "kinds",
    "shapes",
    "levels",
    "semantics",
    "called",
    "calls_made",
    "licences",
    "purposes",
    "traits",
    "functions",
    "without_tasks",
    "paraphrases",
    "turns",
    "references",
    "turns_back",
    "session_calls",
)
"""What is counted over the trajectories of a shard."""
_OTHERS = 300
"""Tools of other APIs from which some are offered."""

ApiKey = tuple[str, str, str]


class PlayTask(msgspec.Struct, frozen=True):
    """The APIs that begin in one shard of tools."""

    number: int
    later: tuple[ApiKey, ...] = ()
    """APIs of this shard that begin in an earlier one."""
    more: tuple[tuple[ApiKey, int], ...] = ()
    """(API, shard): where else the tools of an API lie that begins here."""


def read_tools(run: RunFolder, task: InputTask) -> dict[str, Any]:
    """Read one input shard and keep its tools. Returns the figures of the shard."""
    tools, rejected = read_shard(task.shard)
    run.write_records(TOOLS, task.number, Tool, tools)
    run.write_rejected(TOOLS, task.number, rejected)
    return {
        "tools": len(tools),
        "apis": list(dict.fromkeys((tool.provider, tool.api, tool.version) for tool in tools)),
        "rejected": dict(Counter(item.rule for item in rejected)),
    }


def play_tasks(shards: Sequence[dict[str, Any]]) -> list[PlayTask]:
    """Return the tasks of the stage ``trajectories``, one for each shard of tools."""
    first: dict[ApiKey, int] = {}
    later: dict[int, list[ApiKey]] = {}
    more: dict[int, list[tuple[ApiKey, int]]] = {}
    for number, shard in enumerate(shards):
        for name in shard["apis"]:
            key = (name[0], name[1], name[2])
            if first.setdefault(key, number) != number:
                later.setdefault(number, []).append(key)
                more.setdefault(first[key], []).append((key, number))
    return [
        PlayTask(number, tuple(later.get(number, ())), tuple(more.get(number, ()))) for number in range(len(shards))
    ]


def play_shard(
    run: RunFolder,
    settings: PlaySettings,
    seed: int,
    model: AskedModel | None,
    task: PlayTask,
    answers: Answers | None = None,
) -> dict[str, Any]:
    """Make and play the tasks of some APIs. Returns the figures.

    Raises:
        Unanswered: A model is asked, and has not answered all yet.
    """
    files = run.files(TOOLS)
    tools = [tool for tool in _tools(files[task.number]) if _key(tool) not in task.later]
    for number in sorted({number for _, number in task.more}):
        wanted = {key for key, other in task.more if other == number}
        tools += [tool for tool in _tools(files[number]) if _key(tool) in wanted]
    rejected: list[Rejected] = []
    figures = Figures()
    asked = None
    if model is not None and answers is not None:
        asked = Asked(model, answers, settings.player == "model", settings.judge, settings.steps)
    with (
        run.writing_records(TRAJECTORIES, task.number, Trajectory) as trajectories,
        run.writing_records(TASKS, task.number, StoredTask) as tasks,
    ):
        for made, trajectory in _played_tasks(tools, settings, seed, asked, figures, rejected):
            trajectories.add(trajectory)
            tasks.add(stored(made))
    run.write_rejected(TRAJECTORIES, task.number, rejected)
    return figures.plain() | {"rejected": dict(Counter(item.rule for item in rejected))}


def _played_tasks(
    tools: Sequence[Tool],
    settings: PlaySettings,
    seed: int,
    asked: Asked | None,
    figures: "Figures",
    rejected: list[Rejected],
) -> Iterator[tuple[Task, Trajectory]]:
    """Yield the tasks of some tools with what was kept of them; count it, and add to ``rejected`` what was not.

    Raises:
        Unanswered: At the end, if a model has not answered all yet.
    """
    open_requests: dict[str, Request] = {}
    for spec, members in world_specs(tools):
        if is_held_out(spec.provider, settings.held_out):
            figures.held_out += len(members)
            continue
        api = Api(spec, members)
        figures.add_api(api, functions=settings.kinds.function > 0)
        others = [tool for tool in tools if tool.provider != spec.provider or tool.api != spec.api][:_OTHERS]
        called: set[str] = set()
        for drawn in wanted_tasks(api, settings, seed):
            try:
                made, trajectory = _played(drawn, api, others, settings, asked, figures)
            except Unanswered as waiting:
                open_requests |= {request.key: request for request in waiting.requests}
                continue
            except StrayError as error:
                rejected.append(
                    Rejected(
                        stage=TRAJECTORIES,
                        rule="model_player",
                        reason=str(error),
                        source=drawn.source,
                        record=drawn.id,
                    )
                )
                continue
            if trajectory.verification.level < settings.level:
                rejected.append(_left_out(made, trajectory))
                continue
            figures.add(made, trajectory)
            called.update(call.tool for call in made.calls)
            yield made, trajectory
        figures.add_without_tasks(api, called)
        del api
        give_back()
    if open_requests:
        raise Unanswered(list(open_requests.values()))


def is_held_out(provider: str, share: float) -> bool:
    """Return whether a provider is among those held out, by the SHA-256 of its name."""
    return int.from_bytes(hashlib.sha256(provider.encode()).digest()[:4], "big") < share * 2**32


def wanted_tasks(api: Api, settings: PlaySettings, seed: int) -> Iterator[Task]:
    """Yield the tasks of an API that the settings ask for."""
    wanted = {each.name for each in api.targets}
    if settings.kinds.function:
        wanted.update(each.name for each in functions_of(api))
    count = min(settings.per_api, int(settings.per_tool * len(wanted)))
    return tasks_of(api, str(seed), count, msgspec.structs.asdict(settings.kinds), settings.alike, settings.wishes)


def _played(
    task: Task, api: Api, others: Sequence[Tool], settings: PlaySettings, asked: Asked | None, figures: "Figures"
) -> tuple[Task, Trajectory]:
    worded = ""
    if asked is not None and task.turns and Random(seed_of(task.id, "words")).random() < settings.paraphrase:
        task, problem = paraphrased(task, asked.model, asked.answers)
        worded = problem or "taken"
    made = played(
        task,
        api,
        others,
        thoughts=settings.thoughts,
        renamed=settings.renamed,
        masked=settings.masked,
        most=settings.most_offered,
        asked=asked,
    )
    if worded:
        figures.count("paraphrases", worded)
    return made


def octave(distance: int) -> str:
    """Return the octave of a distance of at least 1.

    >>> [octave(distance) for distance in (1, 2, 3, 8)]
    ['1', '2-3', '2-3', '8-15']
    """
    low = 1 << distance.bit_length() - 1
    return "1" if low == 1 else f"{low}-{2 * low - 1}"


def _left_out(task: Task, trajectory: Trajectory) -> Rejected:
    failed = next(check for check in trajectory.verification.checks if check.outcome != "pass")
    return Rejected(
        stage=TRAJECTORIES,
        rule=failed.name,
        reason=f"the check {failed.name} of level {failed.level} fails: {failed.detail}",
        source=trajectory.source,
        record=task.id,
    )


def _tools(path: Any) -> Iterable[Tool]:
    return (msgspec.convert(row, Tool) for row in read_file(path))


def _key(tool: Tool) -> ApiKey:
    return tool.provider, tool.api, tool.version


class Figures:
    """What the report counts over the trajectories of a shard."""

    def __init__(self) -> None:
        self.held_out = 0
        self._apis = 0
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
        self._messages: list[int] = []
        self._providers: Counter[str] = Counter()

    def add_api(self, api: Api, *, functions: bool = False) -> None:
        """Count an API and what its operations are taken for; if asked, why functions get no tasks of their kind."""
        self._apis += 1
        if functions:
            self._counts["functions"].update(why_not(each) or "may get tasks" for each in api.operations.values())
        for operation in api.operations.values():
            self._counts["semantics"][operation.verb] += 1

    def add_without_tasks(self, api: Api, called: Collection[str]) -> None:
        """Count why the other operations of an API than those called are in no task."""
        self._counts["without_tasks"].update(
            api.why_not(each) or "tried in vain, or not in turn"
            for name, each in api.operations.items()
            if name not in called
        )

    def count(self, name: str, value: str) -> None:
        """Count one of something by name."""
        self._counts[name][value] += 1

    def add(self, task: Task, trajectory: Trajectory) -> None:
        """Count a trajectory."""
        counts = self._counts
        counts["kinds"][task.kind] += 1
        counts["shapes"][task.shape] += 1
        counts["levels"][str(trajectory.verification.level)] += 1
        counts["licences"][trajectory.licence] += 1
        counts["called"].update(trajectory.called)
        counts["calls_made"][str(sum(len(message.tool_calls) for message in trajectory.messages))] += 1
        counts["purposes"].update(call.purpose for call in task.calls)
        counts["traits"]["changes the state"] += task.changes
        counts["traits"]["with a policy"] += bool(task.policy)
        counts["traits"]["tools renamed"] += bool(task.renamed)
        counts["traits"]["tools without descriptions"] += task.masked
        counts["traits"]["with thoughts"] += any(message.reasoning for message in trajectory.messages)
        counts["turns"][str(len(task.turns))] += 1
        counts["references"].update(each.kind for each in trajectory.references)
        counts["turns_back"].update(octave(each.turns) for each in trajectory.references)
        if task.kind == "session":
            counts["session_calls"][str(len(task.calls))] += 1
        self._messages.append(len(trajectory.messages))
        self._providers[task.provider] += 1

    def plain(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {
            "trajectories": len(self._messages),
            "apis": self._apis,
            "held_out": self.held_out,
            "messages": self._messages,
            "providers": list(self._providers),
            **{name: dict(counter) for name, counter in self._counts.items()},
        }
