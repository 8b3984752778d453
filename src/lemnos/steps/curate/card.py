"""The part of the dataset card that is about curated records."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.curate.base import FOLDERS
from lemnos.steps.curate.rules import chosen
from lemnos.steps.curate.settings import CurateSettings


def card(settings: CurateSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How the records were curated.
        statistics: Of the run, see ``lemnos.steps.curate.statistics``.
    """
    kinds = [
        (FOLDERS[kind], count, statistics["kept_by_kind"].get(kind, 0))
        for kind, count in statistics["read_by_kind"].items()
    ]
    dropped = [(*name.split(" ", 1), count) for name, count in statistics["dropped"].items()]
    stages = [f"`{entry.name}` ({entry.stage})" for entry, _ in chosen(settings)]
    if settings.duplicates.enabled:
        stages.append("`duplicates` (copies and near copies)")
    body = f"""
{statistics["kept"]:,} of {statistics["records"]:,} records, each as it was read but for what is masked.
Rules: {", ".join(stages) or "none"}.

{table(("records", "read", "kept"), kinds)}

## Dropped

A record that several rules drop is counted once, for the first of them. `rejected/` has the reason for each,
`verdicts/` what every rule found, `evidence/` the words that led to it.

{table(("rule", "finding", "records"), dropped)}

## Masked

{table(("what", "times"), statistics["masked"].items())}

## Fields

Records have the fields of their types. `verdicts/`: `record`, `stage`, `rule`, `keep`, `reason`, `score`. `evidence/`:
`record`, `source`, `rule`, `keep`, `other` (what it was compared with), `start`, `end`, `text`, `beside`.
"""
    return Card(
        title="Curated records",
        tags=("curated",),
        records=statistics["kept"],
        licences=statistics["licences"],
        licensed="records",
        body=body,
    )
