"""The step ``play``: descriptions of APIs → ``Trajectory`` records of tasks that were done in worlds.

tools          read descriptions                               one task for each input shard
trajectories   make worlds and tasks, play them, check them    one task for each shard of tools
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from lemnos.exports.show import show
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Source
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Tool, Trajectory
from lemnos.sources.tools.detect import open_tools
from lemnos.steps.tools.play.asked import judge, paraphrase, protocol
from lemnos.steps.tools.play.card import card
from lemnos.steps.tools.play.record import StoredTask
from lemnos.steps.tools.play.settings import PlayInput, PlaySettings
from lemnos.steps.tools.play.statistics import statistics
from lemnos.steps.tools.play.worlds import TASKS, TOOLS, TRAJECTORIES, play_shard, play_tasks, read_tools
from lemnos.store.run_folder import RunFolder


class PlayStep(Step[PlaySettings]):
    """Make tasks in worlds of APIs, and play them into checked trajectories.

    INPUT is what `lemnos tools docs` reads (OpenAPI, results of MCP tools/list, function lists …), or a finished run
    that holds tools. Each API becomes a world with a state; tasks whose truth is known are drawn in it and done call by
    call; each conversation is replayed and checked before it is kept. No server and no model is needed.
    """

    name = "play"
    version = 14
    settings = PlaySettings
    input = PlayInput
    reads = (Tool,)
    writes: ClassVar = {TRAJECTORIES: Trajectory, TASKS: StoredTask, TOOLS: Tool}
    options = (
        Option("--kind", "input.kind", "Format of the inputs: auto-detected, or one of those of tools docs."),
        Option("--licence", "input.licence", "Licence of tools that do not state theirs; an SPDX expression."),
        Option("--provider", "input.provider", "Provider of the tools; if not given, as each description states it."),
        Option("--per-tool", "per_tool", "Trajectories for each tool."),
        Option("--per-api", "per_api", "Trajectories of one API at most."),
        Option("--level", "level", "Least level of verification of what is kept."),
    )
    examples = (
        "lemnos tools play petstore.yaml --out runs/played",
        "lemnos tools play openapi/ servers.json --out runs/played --per-api 100",
        "lemnos tools play runs/apis --out runs/played --set play.kinds.refused=2",
        "lemnos tools play servers/ --out runs/mcp --level 3 --set play.kinds.function=30 --set play.kinds.failed=5",
        "lemnos tools play petstore.yaml --out runs/judged --model NAME --url http://localhost:8000/v1",
    )
    licensed = "trajectories"
    model_switch = "judge=true"
    hint = "lemnos trajectories show {run}"

    def open(self, entry: PlayInput) -> Source:
        """See ``Step.open``."""
        return open_tools(entry.path, kind=entry.kind, licence=entry.licence, provider=entry.provider)

    def prompts(self, settings: PlaySettings) -> tuple[str, ...]:
        """See ``Step.prompts``."""
        asked = (
            (settings.player == "model", protocol.PROMPTS),
            (settings.paraphrase > 0, paraphrase.PROMPTS),
            (settings.judge, judge.PROMPTS),
        )
        return tuple(name for wanted, names in asked if wanted for name in names)

    def run(self, job: Job[PlaySettings]) -> None:
        """See ``Step.run``."""
        tools = job.read(
            TOOLS,
            partial(read_tools, job.run),
            lambda shards: (
                f"{summed(shards, 'tools'):,} tools, "
                f"{sum(sum(shard['rejected'].values()) for shard in shards):,} descriptions rejected"
            ),
        )
        made = job.map(
            TRAJECTORIES,
            partial(play_shard, job.run, job.settings, job.seed, job.model),
            play_tasks(tools),
            lambda shards: (
                f"{summed(shards, 'trajectories'):,} trajectories, "
                f"{sum(sum(shard['rejected'].values()) for shard in shards):,} below level {job.settings.level}"
            ),
            unit="shard",
            items=len(tools),
            asks=True,
        )
        if not summed(made, "trajectories"):
            raise nothing_made(
                "no task that a user may want in it",
                job.names,
                counted((*tools, *made), "rejected"),
                self.remedies(job.settings),
                job.run.path,
                "give APIs with operations on resources, or functions with descriptions",
            )

    def statistics(self, run: RunFolder, settings: PlaySettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        return statistics(figures)

    def card(self, settings: PlaySettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        levels = ", ".join(f"{count:,} at level {level}" for level, count in sorted(report["levels"].items()))
        return [
            f"{report['trajectories']:,} trajectories ({levels}), {report['calls']:,} calls of "
            f"{report['tools_called']:,} tools, from {report['apis']:,} APIs of {report['providers']:,} providers"
        ]

    def remedies(self, settings: PlaySettings) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        return dict.fromkeys(("answers_derive", "thoughts_derive"), f"lower play.level (now {settings.level})")

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """See ``Step.show``."""
        del run
        show(record, limit)

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: id, level, number of messages, and the first words of the user."""
        asked = next((message["content"] for message in record["messages"] if message["role"] == "user"), "")
        level = record["verification"]["level"]
        return f"{record['id']}  level {level}  {len(record['messages']):4}  {' '.join(asked.split())[:100]}"
