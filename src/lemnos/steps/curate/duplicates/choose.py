"""The stages ``duplicate_choice`` and ``duplicates``: confirmed pairs → who goes for whom, and a finding for each.

The choice is one task in numpy, some 100 bytes a pair. Of equal texts the best stays; of near copies one goes only for
a better one that stays, so no chain drops a record.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lemnos.pipeline.job import WholeTask
from lemnos.steps.curate.base import Finding
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.duplicates.arrays import CHECKS, CHOICE, COPY, NEAR, SAME, save
from lemnos.steps.curate.duplicates.propose import copies_of
from lemnos.steps.curate.store import DUPLICATES, RecordReader, ShardTask, write_findings
from lemnos.store.run_folder import RunFolder
from lemnos.text.near_duplicates import keep_best

_COPIES = "copies.npy"


def choose(run: RunFolder, shards: int, ranges: int, _task: WholeTask) -> dict[str, Any]:
    """Write who goes for whom. Returns the figures."""
    near = np.concatenate([np.zeros(0, NEAR), *(np.load(run.work(CHECKS, f"{n:06}.npy")) for n in range(shards))])
    near = near[np.lexsort((near["worse"], near["better"], -near["similarity"]))]
    gone = keep_best(near["better"], near["worse"])
    rows = np.array([(number, near["better"][by], near["similarity"][by]) for number, by in gone.items()], COPY)
    same = copies_of(run, ranges)
    equal = np.zeros(len(same), COPY)
    equal["number"], equal["of"], equal["similarity"] = same[:, 0], same[:, 1], SAME
    if len(rows):  # where the first of a text goes, its copies go for the same record
        place = np.minimum(np.searchsorted(rows["number"], equal["of"]), len(rows) - 1)
        moved = rows["number"][place] == equal["of"]
        equal["similarity"][moved] = rows["similarity"][place[moved]]
        equal["of"][moved] = rows["of"][place[moved]]
    joined = np.concatenate((rows, equal))
    save(run.work(CHOICE, _COPIES), joined[np.argsort(joined["number"], kind="stable")])
    return {"near": len(rows), "same": len(equal)}


def write_duplicates(run: RunFolder, firsts: Sequence[int], inputs: Sequence[int], task: ShardTask) -> dict[str, Any]:
    """Write the findings on the records of one shard that go. Returns its figures."""
    rows = np.load(run.work(CHOICE, _COPIES), mmap_mode="r")
    low, high = np.searchsorted(rows["number"], (firsts[task.number], firsts[task.number + 1]))
    reader = RecordReader(run, len(firsts) - 1)
    findings: list[Finding] = []
    across = 0
    for number, of, similarity in rows[low:high].tolist():
        shard = int(np.searchsorted(firsts, of, side="right")) - 1
        kept = candidate(reader.read(shard, of - firsts[shard]))
        elsewhere = inputs[shard] != task.input
        across += elsewhere
        named = f"{kept.id} ({kept.title or kept.source}" + (", of another input)" if elsewhere else ")")
        same = similarity == SAME
        findings.append(
            Finding(
                number=number - firsts[task.number],
                rule="copy" if same else "near_copy",
                keep=False,
                reason=f"has the words of {named}"
                if same
                else f"has {100 * similarity:.0f}% of its text in common with {named}",
                score=1.0 if same else round(similarity, 4),
                other=kept.id,
            )
        )
    reader.close()
    write_findings(run, DUPLICATES, task.number, {DUPLICATES: findings})
    return {"copies": len(findings), "across": across}
