"""The stages ``records`` and ``judge``: inputs → records, and what each rule finds in them.

Memory: the records of one shard as bytes, and ``_BATCH`` of them decoded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from lemnos.pipeline.job import InputTask
from lemnos.records import Rejected
from lemnos.sources.documents.base import Page, Redirect
from lemnos.steps.curate.base import Curated, Finding
from lemnos.steps.curate.candidates import candidates, kind_of
from lemnos.steps.curate.rules import judges
from lemnos.steps.curate.settings import CurateSettings
from lemnos.steps.curate.store import RECORDS, ShardTask, read_shard, write_findings, write_shard
from lemnos.store.run_folder import RunFolder

JUDGE = "judge"
_BATCH = 256
"""Records that rules are handed at once."""
Item = TypeVar("Item")


def read_records(run: RunFolder, task: InputTask) -> dict[str, Any]:
    """Read one shard of an input and keep its records for the next stages. Returns the figures of the shard."""
    kept: list[Curated] = []
    rejected: list[Rejected] = []
    redirects = 0
    for item in task.shard.read():
        match item:
            case Page():
                kept.append(item.document)
            case Redirect():
                redirects += 1
            case Rejected():
                rejected.append(item)
            case _:
                kept.append(item)
    write_shard(run, task.number, kept)
    run.write_rejected(RECORDS, task.number, rejected)
    return {
        "input": task.input,
        "records": dict(Counter(map(kind_of, kept))),
        "redirects": redirects,
        "rejected": dict(Counter(item.rule for item in rejected)),
    }


def judge(run: RunFolder, settings: CurateSettings, task: ShardTask) -> dict[str, Any]:
    """Have every rule judge the records of one shard, and keep what they find. Returns the figures of the shard."""
    rules = judges(settings, run)
    findings: dict[str, list[Finding]] = {name: [] for name, _ in rules}
    judged = 0
    for batch in batches(enumerate(read_shard(run, task.number)), _BATCH):
        own = list(candidates(batch, task.input))
        found: list[Finding] = []
        for name, rule in rules:
            new = rule.judge(own, found)
            findings[name] += new
            found += new
        judged += len(own)
    write_findings(run, JUDGE, task.number, findings)
    return {
        "judged": judged,
        "dropped": len({each.number for found in findings.values() for each in found if not each.keep}),
    }


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of ``size``."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
