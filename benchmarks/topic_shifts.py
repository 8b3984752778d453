"""Count how often the last answer names the topic that a dialogue of ``talk`` shifts to.

    python benchmarks/topic_shifts.py RUN…

A shift is named if the last answer that is no memory turn contains the title of the next document, or a link to it.
Prints one line for each run: dialogues, turns in a dialogue, topic shifts, the share that is named, documents, the
share of them that is used, and CPU-seconds.

**Limitation:** a link by another name (a redirect, an id) is not recognised, so shares are a little too low.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lemnos.records import MEMORY_KINDS, TurnKind
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.paths import names_of
from lemnos.steps.talk.graph.cluster_segments import surface_forms
from lemnos.store.run_folder import RunFolder, existing_run

Links = Mapping[str, list[dict[str, Any]]]
"""Document id → its links."""


class Shifts(NamedTuple):
    """What was counted in one dialogue, or in several."""

    shifts: int
    named: int


def shifts_of(dialogue: Mapping[str, Any], links: Links) -> Shifts:
    """Return how many topic shifts a dialogue has, and how many of them the last answer names."""
    documents = {document["id"]: document for document in dialogue["documents"]}
    shifts = named = 0
    last: int | None = None
    for number, turn in enumerate(dialogue["turns"]):
        if turn["kind"] in MEMORY_KINDS:
            continue
        if turn["kind"] == TurnKind.TOPIC_SHIFT and last is not None:
            shifts += 1
            answer = dialogue["messages"][2 * last + 1]["content"]
            target = documents[turn["evidence"][0]["document"]]
            named += _names(answer, target) or _links(dialogue["turns"][last]["evidence"], target, links)
        last = number
    return Shifts(shifts, named)


def _names(answer: str, target: Mapping[str, Any]) -> bool:
    return any(re.search(rf"\b{re.escape(form)}\b", answer) for form in surface_forms(target["title"]))


def _links(evidence: list[dict[str, Any]], target: Mapping[str, Any], links: Links) -> bool:
    path = target["source"].partition("/")[2] or target["source"]
    names = {name.casefold() for name in (normalise(target["title"]), *names_of(path))}
    return any(
        link["target"].casefold() in names
        for span in evidence
        for link in links.get(span["document"], ())
        if span["start"] <= link["start"] < link["end"] <= span["end"]
    )


def line(run: RunFolder) -> str:
    """Return what was counted in a run."""
    links = {document["id"]: document["links"] for document in run.read_records("documents")}
    counted = [shifts_of(dialogue, links) for dialogue in run.read_records("dialogues")]
    shifts, named = sum(one.shifts for one in counted), sum(one.named for one in counted)
    report = json.loads((run.path / "report.json").read_bytes())
    turns = report["dialogues"]["turns_per_dialogue"].get("mean", 0)
    seconds = sum(stage["cpu_seconds"] for stage in report["cost"].values())
    return (
        f"{run.path}: {len(counted):,} dialogues of {turns:.1f} turns, {shifts:,} topic shifts, "
        f"{named / max(1, shifts):.1%} named by the last answer; {report['documents']['documents']:,} documents, "
        f"{report['coverage']['share_used']:.0%} used; {seconds:.0f} CPU-seconds"
    )


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(line(existing_run(Path(given))))
