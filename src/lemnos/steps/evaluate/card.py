"""The part of the card that is about scores: a table of results that reads by itself."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.evaluate.settings import EvaluateSettings
from lemnos.steps.evaluate.statistics import MAIN, cell, rows_of


def card(settings: EvaluateSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How checkpoints were scored.
        statistics: Of the run, see ``lemnos.steps.evaluate.statistics``.
    """
    checkpoints = list(statistics["checkpoints"])
    figures = statistics["figures"]
    whole = [figure for figure in figures if not figure["stratum"]]
    parts = [figure for figure in figures if figure["stratum"]]
    compared = [
        (
            one["suite"],
            MAIN.get(one["metric"], one["metric"]),
            f"{one['first']} − {one['second']}",
            one["items"],
            cell(one),
            one["better"] or "neither",
        )
        for one in statistics["comparisons"]
    ]
    models = [
        (
            name,
            f"{model['parameters'] / 1e6:,.0f} M" if "parameters" in model else "recorded outputs",
            f"{model.get('dtype', '')} {model.get('device', '')}".strip(),
            model.get("window", ""),
            model["tokens"],
            model["computed"],
            model["cut_turns"],
            model["cut_tokens"],
            model["straddles"],
            model["unknown"],
        )
        for name, model in statistics["checkpoints"].items()
    ]
    body = f"""
{statistics["items"]:,} scores of {len(checkpoints)} checkpoint{"s" if len(checkpoints) != 1 else ""}. Intervals cover
{settings.confidence:.0%}: a bootstrap of {settings.resamples:,} resamples by cluster (conversation, story, document).
Gains are bits per byte of the right answer that the true history saves. What each suite and metric is:
`docs/reference/evaluate.md` of Lemnos.

## Results

{table(("suite", "part", "metric", "items", *checkpoints), rows_of(whole, checkpoints))}

## By part

{table(("suite", "part", "metric", "items", *checkpoints), rows_of(parts, checkpoints))}

## Checkpoints compared

Differences over the items that both have, the first minus the second; better beyond the interval, or neither.

{table(("suite", "metric", "checkpoints", "items", "difference", "better"), compared)}

## Checkpoints

Tokens are those of all requests; computed, those that went through the model after common prefixes were shared. Cut
are requests that lost turns, or tokens, to fit the window. Straddling are requests whose first scored token also holds
characters of the prompt. Unknown are scored tokens that stand for what the tokenizer does not know:
they have too few bits for their bytes, so such a checkpoint does not compare.

{table(_MODEL, models)}

## Fields

`scores/`: `id`; `checkpoint`, `suite`, `item`, `cluster`, `stratum`; `gold`, the place of the right one in `scores`;
`scores` with `name`, `prompt`, `continuation`, `bits`, `bytes`, `tokens`, `cut_turns`, `cut_tokens`; `metrics` with
`name`, `value`, `weight`; `output` and `reason` where recorded outputs are checked. `results.json`: the tables above.
"""
    return Card(
        title="Scores",
        tags=("evaluation",),
        records=statistics["items"],
        licences={},
        licensed="items",
        body=body,
        note="Prompts in the scores are under the licences of their suites.",
    )


_MODEL = (
    "checkpoint",
    "parameters",
    "run as",
    "window",
    "tokens",
    "computed",
    "cut turns",
    "cut tokens",
    "straddling",
    "unknown",
)
