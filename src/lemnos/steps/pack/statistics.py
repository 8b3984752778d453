"""Figures of shards → the statistics of a run of ``pack``."""

from typing import Any

from lemnos.pipeline.statistics import counted, rate, summed
from lemnos.pipeline.step import StageFigures
from lemnos.steps.pack.settings import PackSettings


def statistics(settings: PackSettings, figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input and settings alone."""
    shards, fitted = figures["tokenise"], figures["fit"]
    (planned,) = figures["plan"]
    (tokenizer,) = figures["tokenizer"]
    (index,) = figures["index"]
    tokens, padding, lost, repeated = (summed(fitted, name) for name in ("tokens", "padding", "lost", "repeated"))
    room = tokens + padding
    all_, orphaned = summed(fitted, "recalls"), summed(fitted, "recalls_orphaned")
    trained_on = all_ - (orphaned if settings.orphans != "train" else 0)
    splits = {
        split: {
            name: sum(shard[name] for shard in fitted if shard["split"] == split)
            for name in ("windows", "tokens", "trained")
        }
        for split in ("train", "validation")
    }
    return {
        "window": settings.window,
        "windows": summed(fitted, "windows"),
        "tokens": tokens,
        "trained": summed(fitted, "trained"),
        "documents": summed(fitted, "documents"),
        "splits": splits,
        "waste": {
            "padding": padding,
            "lost": lost,
            "share": rate(padding + lost, room + lost),
            "repeated": repeated,
            "repeated_share": rate(repeated, tokens),
            "untrained_pieces": summed(fitted, "untrained_pieces"),
            "untrained_tokens": summed(fitted, "untrained_tokens"),
        },
        "heads": {"repeated": summed(fitted, "headed"), "missing": summed(fitted, "headless")},
        "recalls": {
            "all": all_,
            "apart_in_blind_cuts": summed(fitted, "recalls_apart"),
            "kept": summed(fitted, "recalls_kept"),
            "kept_share": rate(summed(fitted, "recalls_kept"), trained_on),
            "orphaned": orphaned,
            "orphan_tokens": summed(fitted, "orphan_tokens"),
        },
        "whole": summed(fitted, "whole"),
        "cut": summed(fitted, "cut"),
        "cut_that_fit": summed(fitted, "cut_that_fit"),
        "long_units": summed(fitted, "long_units"),
        "vocabulary": tokenizer["size"],
        "trained_on": tokenizer["trained_on"],
        "read": summed(shards, "read"),
        "rendered": summed(shards, "records"),
        "characters": summed(shards, "characters"),
        **{name: summed(shards, name) for name in ("sampled_out", "filled", "forged")},
        "faith": counted(shards, "faith"),
        **{
            name: planned[name]
            for name in (
                "packed_records",
                "copies",
                "packed_tokens",
                "validation_tokens",
                "duplicates",
                "clusters",
                "largest_cluster",
                "kinds",
                "inputs",
                "licences",
            )
        },
        "formats": index["formats"],
    }
