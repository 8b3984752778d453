"""A step of a few lines: counts the turns of dialogues. It touches nothing outside this file but the list of steps."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import msgspec

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import InputTask, Job
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Dialogue, Record, Rejected
from lemnos.store.run_folder import RunFolder


class Count(Record, frozen=True, kw_only=True):
    """How many turns a dialogue has."""

    id: str
    turns: int
    kinds: tuple[str, ...]


class CountSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is counted."""

    least: int = 1
    """Dialogues with fewer turns are rejected."""


class CountStep(Step[CountSettings]):
    """Count the turns of the dialogues in finished runs."""

    name = "count"
    version = 3
    settings = CountSettings
    reads = (Dialogue,)
    writes: ClassVar = {"counts": Count}
    options = (Option("--least", "least", "Reject dialogues with fewer turns."),)
    examples = ("lemnos count runs/demo --out runs/counts",)

    def run(self, job: Job[CountSettings]) -> None:
        """See ``Step.run``."""
        job.read(
            "counts",
            partial(count_shard, job.run, job.settings),
            lambda shards: f"{summed(shards, 'dialogues')} counted",
        )

    def statistics(self, run: RunFolder, settings: CountSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        shards = figures["counts"]
        return {
            "dialogues": summed(shards, "dialogues"),
            "turns": summed(shards, "turns"),
            "kinds": counted(shards, "kinds"),
        }

    def card(self, settings: CountSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        body = f"{statistics['turns']:,} turns in {statistics['dialogues']:,} dialogues."
        return Card("Counts", ("counts",), statistics["dialogues"], {}, "dialogues", body)

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        return [f"{report['turns']:,} turns in {report['dialogues']:,} dialogues"]


def count_shard(run: RunFolder, settings: CountSettings, task: InputTask) -> Figures:
    """Count the dialogues of one shard."""
    counts: list[Count] = []
    rejected: list[Rejected] = []
    for dialogue in task.shard.read():
        if len(dialogue.turns) < settings.least:
            reason = f"has {len(dialogue.turns)} turns"
            rejected.append(Rejected(stage="counts", rule="short", reason=reason, source=dialogue.id))
        else:
            counts.append(Count(id=dialogue.id, turns=len(dialogue.turns), kinds=tuple(t.kind for t in dialogue.turns)))
    run.write_records("counts", task.number, Count, counts)
    run.write_rejected("counts", task.number, rejected)
    return {
        "dialogues": len(counts),
        "turns": sum(count.turns for count in counts),
        "kinds": dict(Counter(kind for count in counts for kind in count.kinds)),
        "rejected": {"short": len(rejected)} if rejected else {},
    }
