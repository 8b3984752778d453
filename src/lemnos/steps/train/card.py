"""The part of the card that is about a trained model."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.train.settings import TrainSettings
from lemnos.steps.train.statistics import bits_of


def card(settings: TrainSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How the model was trained.
        statistics: Of the run, see ``lemnos.steps.train.statistics``.
    """
    stages = [
        (
            stage["name"],
            stage["steps"],
            ", ".join(f"{name} {count:g}" for name, count in stage["epochs"].items()),
        )
        for stage in statistics["stages"]
    ]
    begun = "continued from a checkpoint" if settings.start else "trained from scratch"
    body = f"""
A language model of {statistics["parameters"]:,} parameters, {statistics["embedding"]:,} of them in the embedding,
{begun} on {statistics["tokens"]:,} tokens in {statistics["steps"]:,} steps. `model/` is the mean of the last
{len(statistics["averaged"])} checkpoints: {bits_of(statistics["validation"])} on validation windows; the last step:
{bits_of(statistics["validation_last"])}. Both are Hugging Face folders.

## Stages

{table(("stage", "steps", "epochs of each input"), stages)}

## Fields

`curve/`: `step`, `stage`, `tokens`, `rate`, `loss` in nats a token, `gradient_norm`, `validation` in bits per byte.
`curve.jsonl`: the same with the clock. `model/`, `checkpoints/`: weights, configuration and tokenizer.
"""
    return Card(
        title="Model",
        tags=("language-model",),
        records=statistics["steps"],
        licences={},
        licensed="tokens",
        body=body,
        note="The model was trained on the inputs, which have their own licences.",
    )
