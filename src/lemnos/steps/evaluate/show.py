"""Prints the scores of one item for a person: the prompt, the continuations with their bits, the metrics."""

from collections.abc import Mapping
from typing import Any

_MOST = 1_500
"""Characters of a prompt that are printed, from its start and its end."""


def line(record: Mapping[str, Any]) -> str:
    """Return an item as a line of a list: id, checkpoint, suite, metrics, and the right continuation."""
    metrics = " ".join(f"{metric['name']} {metric['value']:.3f}" for metric in record["metrics"])
    gold = record["scores"][record["gold"]]["continuation"] if record["scores"] else record["output"]
    words = " ".join(gold.split())[:60]
    return f"{record['id']}  {record['checkpoint']:<16}  {record['suite']:<10}  {metrics}  {words}"


def show(record: Mapping[str, Any]) -> None:
    """Print the scores of an item.

    Args:
        record: The record as a plain dictionary.
    """
    stratum = f", {record['stratum']}" if record["stratum"] else ""
    print(f"{record['id']}  {record['checkpoint']} on {record['suite']}{stratum}: {record['item']}")
    for metric in record["metrics"]:
        print(f"  {metric['name']} {metric['value']:.4f}")
    before = None
    for number, score in enumerate(record["scores"]):
        if score["prompt"] != before:
            print(f"\n── prompt of {score['name']}\n{_shortened(score['prompt'])}")
            before = score["prompt"]
        mark = "▸" if number == record["gold"] else " "
        rate = score["bits"] / max(1, score["bytes"])
        cut = f", {score['cut_turns']} turns cut" if score["cut_turns"] else ""
        print(f"{mark} {score['name']}: {score['bits']:.2f} bits, {rate:.3f} a byte{cut}: {score['continuation']!r}")
    if record["output"]:
        print(f"\n── output\n{_shortened(record['output'])}")
        print(f"wrong: {record['reason']}" if record["reason"] else "right")


def _shortened(text: str) -> str:
    if len(text) <= _MOST:
        return text
    half = _MOST // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
