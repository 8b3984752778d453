"""The part of the dataset card that is about played trajectories."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.tools.play.settings import PlaySettings

LEVELS = {
    "0": "not well-formed",
    "1": "well-formed",
    "2": "calls agree with the schemas of the tools offered",
    "3": "executed in a world; can be replayed",
    "4": "the task is done, nothing else is changed, and every value derives from what stands before it",
    "5": "judged to be good by a model",
}
"""Level → what it says of a trajectory."""


def card(settings: PlaySettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How the trajectories were made.
        statistics: Of the run, see ``lemnos.steps.tools.play.statistics``.
    """
    lengths = statistics["messages"]
    levels = [(f"{level}: {LEVELS[level]}", count) for level, count in sorted(statistics["levels"].items())]
    calls = sorted(statistics["calls_made"].items(), key=lambda item: int(item[0]))
    turns = sorted(statistics["turns"].items(), key=lambda item: int(item[0]))
    back = sorted(statistics["turns_back"].items(), key=lambda item: int(item[0].partition("-")[0]))
    body = f"""
{statistics["trajectories"]:,} conversations in which an assistant acts in worlds: {statistics["calls"]:,} calls of
{statistics["tools_called"]:,} tools, from {statistics["apis"]:,} APIs of {statistics["providers"]:,} providers. Each
world follows by rule from the description of an API; what its entities are called and hold is made up.
{_asked(settings)} Messages of a conversation: {lengths.get("median", 0):g} in the median, {lengths.get("p5", 0):g} to
{lengths.get("p95", 0):g} for 90%.

## Statistics

{table(("level of verification", "trajectories"), levels)}

{table(("kind", "trajectories"), statistics["kinds"].items())}

{table(("shape", "trajectories"), statistics["shapes"].items())}

{table(("calls of a conversation", "trajectories"), calls)}

{table(("turns of the user", "trajectories"), turns)}

{table(("how a turn refers back", "turns"), statistics["references"].items())}

{table(("turns back", "turns"), back)}

{table(("trait", "trajectories"), statistics["traits"].items())}

{table(("what operations are taken for", "tools"), statistics["semantics"].items())}

At most {settings.per_api:,} trajectories come from one API, {settings.alike:,} of them with the same kind and the same
calls. Trajectories below level {settings.level} were left out.

## Fields

`trajectories/`: as those of `lemnos trajectories import`; `execution` holds the proof of level 3: `world`, `spec`,
`seed`, `code_version`, and the hashes of the state before (`start`) and after (`end`). `origin.task` is the id in
`tasks/`, whose `task` is JSON text: turns, calls with the origin of each argument, what each answer must hold.
`references` says which messages of the user refer back, how, and over how many turns: to draw those that need a long
memory, take the trajectories with a large `turns`.
`lemnos tools verify RUN --world RUN` replays all of them.
"""
    return Card(
        title="Trajectories in worlds",
        tags=("tool-use", "function-calling", "agents"),
        records=statistics["trajectories"],
        licences=statistics["licences"],
        licensed="trajectories",
        body=body,
        note="Licences are those of the descriptions.",
    )


def _asked(settings: PlaySettings) -> str:
    """Return what a model did, and which results are inferred, in sentences."""
    parts = [
        (settings.player == "model", "played"),
        (settings.paraphrase > 0, "put requests in other words"),
        (settings.judge, "judged what had reached level 4"),
    ]
    did = [what for wanted, what in parts if wanted]
    said = f"A model {' and '.join(did)}." if did else "No server and no model took part."
    if settings.kinds.function:
        said += (
            " Of functions whose results are not described, the results are inferred from names and descriptions; what "
            "calls only such a function is at level 3."
        )
    return said
