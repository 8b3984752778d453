"""The stage ``consolidate``: records and all findings → the records that are kept. It alone drops.

A record is dropped if any rule says so. The reason that is counted is that of the first rule in the order of
``rules.RULES``, then the duplicates; every finding becomes a ``Verdict``. Kept records are rewritten (masked), and are
written in their own types, one folder for each. Memory: the records of one shard.
"""

from collections import Counter, defaultdict
from typing import Any

from lemnos.records import Rejected, Verdict
from lemnos.records.licences import licences_of
from lemnos.steps.curate.base import FOLDERS, TYPES, Curated, Evidence, Finding, Kind, Rewriter
from lemnos.steps.curate.candidates import candidate, kind_of
from lemnos.steps.curate.judge import JUDGE
from lemnos.steps.curate.rules import rewriters
from lemnos.steps.curate.settings import CurateSettings
from lemnos.steps.curate.store import DUPLICATES, Findings, ShardTask, read_findings, read_shard
from lemnos.store.run_folder import RunFolder

CONSOLIDATE = "consolidate"
VERDICTS, EVIDENCE = "verdicts", "evidence"


def consolidate(run: RunFolder, settings: CurateSettings, task: ShardTask) -> dict[str, Any]:
    """Write the kept records of one shard, masked, and all verdicts. Returns the figures of the shard."""
    findings = read_findings(run, JUDGE, task.number) | read_findings(run, DUPLICATES, task.number)
    by_record = _by_record(findings)
    masks = rewriters(settings, run)
    kept: dict[Kind, list[Curated]] = defaultdict(list)
    verdicts: list[Verdict] = []
    evidence: list[Evidence] = []
    rejected: list[Rejected] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("read", "kept", "dropped", "masked", "licences")}
    for number, record in enumerate(read_shard(run, task.number)):
        kind = kind_of(record)
        counts["read"][kind] += 1
        found = by_record.get(number, [])
        if found:
            view = candidate(record, number, task.input)
            verdicts += [verdict(record.id, stage, finding) for stage, finding in found]
            for _, finding in found:
                evidence += [
                    Evidence(
                        record=record.id,
                        source=view.source,
                        rule=finding.rule,
                        keep=finding.keep,
                        other=finding.other,
                        start=span.start,
                        end=span.end,
                        text=view.text[span.start : span.end],
                        beside=span.other,
                    )
                    for span in finding.evidence
                ]
            reason = next(((stage, finding) for stage, finding in found if not finding.keep), None)
            if reason is not None:
                stage, finding = reason
                counts["dropped"][f"{stage} {finding.rule}"] += 1
                rejected.append(
                    Rejected(
                        stage=stage, rule=finding.rule, reason=finding.reason, source=view.source, record=record.id
                    )
                )
                continue
        for name, mask in masks:
            record, masked = _masked(record, mask)
            if masked:
                counts["masked"].update(masked)
                told = ", ".join(f"{count} {what}" for what, count in masked.items())
                verdicts.append(
                    Verdict(record=record.id, stage=name, rule="masked", keep=True, reason=f"masked {told}")
                )
        kept[kind].append(record)
        counts["kept"][kind] += 1
        counts["licences"].update(sorted(licences_of(record) or ()))
    for kind, records in kept.items():
        run.write_records(FOLDERS[kind], task.number, TYPES[kind], records)
    run.write_records(VERDICTS, task.number, Verdict, verdicts)
    if evidence:
        run.write_records(EVIDENCE, task.number, Evidence, evidence)
    run.write_rejected(CONSOLIDATE, task.number, rejected)
    return {
        "input": task.input,
        **{name: dict(counter) for name, counter in counts.items()},
        "rejected": dict(Counter(item.rule for item in rejected)),
    }


def verdict(record: str, stage: str, finding: Finding) -> Verdict:
    """Return a finding as the verdict of a stage on a record."""
    return Verdict(
        record=record, stage=stage, rule=finding.rule, keep=finding.keep, reason=finding.reason, score=finding.score
    )


def _by_record(findings: Findings) -> dict[int, list[tuple[str, Finding]]]:
    by_record: dict[int, list[tuple[str, Finding]]] = defaultdict(list)
    for stage, found in findings.items():
        for finding in found:
            by_record[finding.number].append((stage, finding))
    return by_record


def _masked(record: Curated, mask: Rewriter) -> tuple[Curated, dict[str, int]]:
    rewritten, counts = mask.rewrite(record)
    return rewritten, dict(counts)
